//! The words of a text, clause by clause and some at a time: as words, a clause of many megabytes would take many times
//! its size in memory.

use super::literal;
use crate::sql::lex::{Kind, Token, tokens};
use crate::sql::words::Word;
use std::sync::LazyLock;

/// Tokens of a window, about.
const SIZE: usize = 20_000;

/// Tokens from which on every clause is divided, about.
const LIMIT: usize = 10 * SIZE;

/// Tokens at the start of a clause that decide what it does; they are in every window.
const HEAD: usize = 64;

/// Tokens before a window that are in it too, because they belong to the name or the call at its start.
const OVERLAP: usize = 64;

/// Clauses that are read as a whole: what they do is decided by words anywhere in them.
const WHOLE: [&str; 8] = ["alter", "copy", "create", "do", "grant", "import", "load", "set"];

/// Clauses that write rows, which may be millions; their strings are not SQL.
const ROWS: [&str; 3] = ["delete", "insert", "update"];

/// Words after which a window may end.
const END: [&str; 6] = [",", "and", "or", "select", "values", "when"];

/// Words of PL/pgSQL before a statement.
const BEFORE_STATEMENT: [&str; 5] = ["begin", "then", "else", "loop", "atomic"];

/// Some words of a clause.
pub(super) struct Window {
    /// Those at the start of the clause, and the last ones of the window before, come first. None if nothing in them
    /// can reach outside.
    pub(super) words: Vec<Word>,
    /// The byte of the text at which words begin that no window before had.
    pub(super) fresh: usize,
}

/// The windows of a text. A clause mostly is one window with all of its words.
pub(super) struct Windows<'a, T> {
    text: &'a str,
    /// Whether it is a body, in which words of PL/pgSQL precede statements.
    is_block: bool,
    rest: T,
    /// The token after the window before.
    pending: Option<Token>,
    /// The tokens of the window before that are in the next one too.
    known: Vec<Token>,
    next: Next,
}

/// The next thing after a window.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Window,
    Clause,
    Nothing,
}

/// The windows of a text.
pub(super) fn windows(text: &str, is_block: bool) -> Windows<'_, impl Iterator<Item = Token>> {
    let rest = tokens(text.as_bytes()).filter(|token| !token.is_blank());
    Windows { text, is_block, rest, pending: None, known: Vec::new(), next: Next::Clause }
}

impl<T: Iterator<Item = Token>> Windows<'_, T> {
    /// Goes on to the next clause. Returns false at the end of the text.
    pub(super) fn next_clause(&mut self) -> bool {
        self.known.clear();
        let has_next = self.next == Next::Clause;
        if has_next {
            self.next = Next::Window;
        }
        has_next
    }

    /// The next window of the clause.
    pub(super) fn next_window(&mut self) -> Option<Window> {
        if self.next != Next::Window {
            return None;
        }
        let mut window = self.known.clone();
        self.next = self.fill(&mut window);
        let end = window.last().map_or(0, |last| last.span.end);
        let fresh = window.get(self.known.len()).map_or(end, |token| token.span.start);
        let last = window.len().saturating_sub(OVERLAP).max(HEAD).min(window.len());
        let is_harmless = window.first().is_some_and(|first| self.is_one_of(first, &ROWS)) && {
            let start = self.known.get(HEAD).map_or(fresh, |overlap| overlap.span.start);
            !may_call(&self.text[start..end])
        };
        let words = if is_harmless { Vec::new() } else { literal::read(self.text, &window) };
        if self.next == Next::Window {
            self.known = [&window[..HEAD.min(window.len())], &window[last..]].concat();
        }
        Some(Window { words, fresh })
    }

    /// Adds tokens up to the end of a window.
    fn fill(&mut self, window: &mut Vec<Token>) -> Next {
        while let Some(token) = self.pending.take().or_else(|| self.rest.next()) {
            if self.ends_clause(&token) {
                window.push(token);
                return Next::Clause;
            }
            let is_full = window.len() >= SIZE && (window.len() >= LIMIT || self.may_be_divided(window));
            if is_full && self.may_begin(&token, window) {
                self.pending = Some(token);
                return Next::Window;
            }
            window.push(token);
        }
        Next::Nothing
    }

    /// Whether no string is divided before a token: parts of one are its prefix, `UESCAPE`, and what a line end or `||`
    /// joins to it.
    fn may_begin(&self, token: &Token, before: &[Token]) -> bool {
        let text = |token: &Token| &self.text[token.span.clone()];
        let is_string = |token: &Token| matches!(token.kind, Kind::String | Kind::DollarString);
        let [.., earlier, last] = before else { return false };
        if self.is_one_of(last, &END) {
            return true;
        }
        let is_prefix = text(last).eq_ignore_ascii_case("u") && text(token) == "&"
            || text(last) == "&" && token.kind == Kind::QuotedName;
        let is_joined = text(last) == "|" && text(token) == "|" && is_string(earlier);
        !(is_string(token) || is_string(last) || is_prefix || is_joined)
    }

    /// Whether each call and each string of a clause is a matter of its own.
    fn may_be_divided(&self, clause: &[Token]) -> bool {
        let is_one_of = |at: usize, list: &[&str]| clause.get(at).is_some_and(|token| self.is_one_of(token, list));
        let creates_rows = || !is_one_of(1, &["foreign"]) && (1..4).any(|at| is_one_of(at, &["table", "view"]));
        !self.is_one_of(&clause[0], &WHOLE) || self.is_one_of(&clause[0], &["create"]) && creates_rows()
    }

    fn ends_clause(&self, token: &Token) -> bool {
        match token.kind {
            Kind::Semicolon => true,
            Kind::Word if self.is_block => self.is_one_of(token, &BEFORE_STATEMENT),
            Kind::Word => self.is_one_of(token, &["atomic"]),
            _ => false,
        }
    }

    fn is_one_of(&self, token: &Token, list: &[&str]) -> bool {
        let written = &self.text[token.span.clone()];
        list.iter().any(|word| written.eq_ignore_ascii_case(word))
    }
}

/// Whether a text can name a function of [`calls`](super::calls).
fn may_call(text: &str) -> bool {
    static NAMES: LazyLock<regex::bytes::Regex> = LazyLock::new(|| {
        let names = concat!(
            r#"(?i-u)pg_|lo_import|lo_export|dblink|http|pglogical|_s3|lambda|blob_|cron|set_config|u&"|utl_file|"#,
            r#"_to_xml|ts_stat|ts_rewrite|xpath_table|crosstab|connectby|(?:exec|sql|query)\w*"?\s*(?:\(|/\*|--)"#
        );
        regex::bytes::Regex::new(names).expect("a constant pattern")
    });
    NAMES.is_match(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, is_block: bool, expected: &[usize]) {
        let tokens: Vec<Token> = tokens(text.as_bytes()).filter(|token| !token.is_blank()).collect();
        let all = literal::read(text, &tokens);
        let mut windows = windows(text, is_block);
        let (mut found, mut fresh) = (Vec::new(), Vec::new());
        while windows.next_clause() {
            found.push(0);
            while let Some(window) = windows.next_window() {
                *found.last_mut().expect("a clause") += 1;
                let is_fresh = |word: &Word| word.span.start >= window.fresh;
                fresh.extend(window.words.into_iter().filter(is_fresh));
            }
        }
        assert_eq!(found, expected);
        assert!(fresh == all, "every word is in one window");
    }

    #[test]
    fn a_long_clause_has_several_windows() {
        check("insert into a values (1, pg_catalog.now())", false, &[1]);
        check("", false, &[1]);
        let rows = ", (1, 'b' || 'c', e'\\n', u&'!0061' uescape '!', pg_catalog.now())".repeat(6000);
        check(&format!("insert into a values (1){rows}"), false, &[8]);
        check(&format!("select 1{}", " union all select 'b' 'c'".repeat(10_000)), false, &[3]);
        check(&format!("create view a as select b{}", ", c d".repeat(10_000)), false, &[2]);
        check(&format!("create server a options (b text{})", ", c text".repeat(10_000)), false, &[1]);
        check(&format!("create server a options (b text{})", ", c text".repeat(100_000)), false, &[2]);
    }

    #[test]
    fn any_text_is_divided() {
        for piece in ["a b ", "e ", "u & ", "+ - ", "( ", "\"a\" ", "| ", "& \"a\" ", "a.", "uescape "] {
            let text = piece.repeat(60_000 / piece.split_whitespace().count().max(1));
            let mut windows = windows(&text, true);
            let mut longest = 0;
            while windows.next_clause() {
                while let Some(window) = windows.next_window() {
                    longest = longest.max(window.words.len());
                }
            }
            assert!(longest < SIZE + HEAD + OVERLAP + 8, "{piece}: {longest}");
        }
    }

    #[test]
    fn clauses_end_before_statements() {
        check("create function a() begin atomic select 1; select 2; end", false, &[1, 1, 1, 1]);
        check("begin if a then b; else c; end if; end", true, &[1, 1, 1, 1, 1, 1, 1]);
        check("if a then b", false, &[1]);
    }
}
