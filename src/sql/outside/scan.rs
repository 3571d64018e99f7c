//! A statement, clause by clause, with the SQL in its strings.

use super::access::{OutsideAccess, Runs};
use super::{calls, clause, literal};
use crate::sql::lex::{Kind, tokens};
use crate::sql::words::Word;
use crate::text::Span;

/// Depth to which strings in strings are read.
const DEPTH_LIMIT: usize = 8;

/// Words of PL/pgSQL before a statement.
const BEFORE_STATEMENT: [&str; 5] = ["begin", "then", "else", "loop", "atomic"];

/// Statements whose strings are text.
const TEXT: [&str; 8] = ["comment", "copy", "delete", "insert", "load", "merge", "raise", "update"];

/// Statements in which a name with parentheses is not called.
const NAMING: [&str; 5] = ["comment", "drop", "grant", "revoke", "security"];

/// Returns everything in a statement that reaches outside the database, in order.
pub fn outside_accesses(statement: &str) -> Vec<OutsideAccess> {
    let mut found = Vec::new();
    // A history may have millions of statements that write rows.
    if is_rows(statement) && !may_call(statement) {
        return found;
    }
    Scan { text: statement, start: Some(0), whole: 0..statement.len(), is_block: false, depth: 0 }
        .run(Runs::Now, &mut found);
    found.sort_by_key(|access| (access.span.start, access.span.end));
    found.dedup_by(|later, earlier| later.span == earlier.span && later.what == earlier.what);
    found
}

/// A text with SQL: a statement, a body or a string.
struct Scan<'a> {
    text: &'a str,
    /// Offset of the text in the statement, if its bytes are there.
    start: Option<usize>,
    /// The string that contains it.
    whole: Span,
    /// Whether it is a body, in which words of PL/pgSQL precede statements.
    is_block: bool,
    depth: usize,
}

impl Scan<'_> {
    fn run(&self, runs: Runs, found: &mut Vec<OutsideAccess>) {
        let mut runs = runs;
        for part in self.parts() {
            let text = &self.text[part.clone()];
            if is_rows(text) && !may_call(text) {
                continue;
            }
            let words = literal::read(text);
            let Some(first) = words.first() else { continue };
            let mut here = Vec::new();
            clause::find(&words, &mut here);
            if !NAMING.iter().any(|word| first.is(word)) && !is_alter_of_function(&words) {
                calls::find(&words, of_clause(&words, runs), &mut here);
            }
            self.strings(text, part.start, &words, runs, found);
            if first.is("do") {
                here.extend(clause::untrusted_code(&words));
            }
            // The statements of a `BEGIN ATOMIC` body follow.
            if is_routine(&words) && !self.is_block {
                runs = Runs::Later;
            }
            for access in here {
                let span = part.start + access.span.start..part.start + access.span.end;
                found.push(OutsideAccess { span: literal::in_file(self.start, &span, &self.whole), ..access });
            }
        }
    }

    /// The clauses of the text. Only one of them is in memory as words, because a text may be large.
    fn parts(&self) -> Vec<Span> {
        let mut parts = Vec::new();
        let mut start = 0;
        for token in tokens(self.text.as_bytes()) {
            let is_end = match token.kind {
                Kind::Semicolon => true,
                Kind::Word => {
                    let word = &self.text[token.span.clone()];
                    let is_before = BEFORE_STATEMENT.iter().any(|known| word.eq_ignore_ascii_case(known));
                    is_before && (self.is_block || word.eq_ignore_ascii_case("atomic"))
                }
                _ => false,
            };
            if is_end {
                parts.push(start..token.span.end);
                start = token.span.end;
            }
        }
        parts.push(start..self.text.len());
        parts
    }

    /// Reads the strings of a clause that contain SQL.
    fn strings(&self, text: &str, at: usize, words: &[Word], runs: Runs, found: &mut Vec<OutsideAccess>) {
        let is_scheduled = words.iter().any(|word| word.text == "cron");
        let is_text = words.first().is_some_and(|first| TEXT.iter().any(|word| first.is(word)));
        if self.depth >= DEPTH_LIMIT {
            return;
        }
        let is_body = words.first().is_some_and(|first| first.is("do")) || is_routine(words);
        let runs = if is_scheduled || is_routine(words) { Runs::Later } else { runs };
        // Whether each open parenthesis is that of a function that runs its strings.
        let mut open: Vec<bool> = Vec::new();
        for (number, word) in words.iter().enumerate() {
            match word.kind {
                Kind::Open => {
                    let name = number.checked_sub(1).and_then(|before| words.get(before));
                    open.push(name.is_some_and(|name| calls::runs_sql(&name.text)));
                }
                Kind::Close => drop(open.pop()),
                _ => {}
            }
            if is_text && !is_scheduled && open.last() != Some(&true) {
                continue;
            }
            let Some((body, start)) = literal::body(text, word) else { continue };
            let whole = at + word.span.start..at + word.span.end;
            let whole = literal::in_file(self.start, &whole, &self.whole);
            let start = start.zip(self.start).map(|(start, of_text)| of_text + at + start);
            // A single word is not a statement.
            let is_sql = || body.trim().contains(|letter: char| letter.is_whitespace() || "('\"$".contains(letter));
            if is_body || is_sql() || body.contains("/*") {
                let is_block = is_body || self.is_block || word.kind == Kind::DollarString;
                Scan { text: &body, start, whole, is_block, depth: self.depth + 1 }.run(runs, found);
            }
        }
    }
}

fn starts_with(words: &[Word], start: &[&str]) -> bool {
    start.iter().enumerate().all(|(at, word)| words.get(at).is_some_and(|found| found.is(word)))
}

fn is_routine(words: &[Word]) -> bool {
    ["function", "procedure"]
        .iter()
        .any(|kind| starts_with(words, &["create", kind]) || starts_with(words, &["create", "or", "replace", kind]))
}

fn is_alter_of_function(words: &[Word]) -> bool {
    ["function", "procedure", "routine", "extension", "default"].iter().any(|kind| starts_with(words, &["alter", kind]))
}

/// Time at which the calls of a clause run: those of a view or a trigger when it is used.
fn of_clause(words: &[Word], runs: Runs) -> Runs {
    let is_used_later = words.first().is_some_and(|first| first.is("create"))
        && words.iter().take(4).any(|word| {
            ["function", "procedure", "view", "trigger", "policy", "rule", "table"].iter().any(|kind| word.is(kind))
        })
        && !words.iter().take(4).any(|word| word.is("materialized"))
        && !words
            .windows(2)
            .any(|pair| pair[0].is("as") && pair[1].is("select") && starts_with(words, &["create", "table"]));
    if is_used_later { Runs::Later } else { runs }
}

/// Whether a clause writes rows, which may be millions; its strings are not SQL.
fn is_rows(text: &str) -> bool {
    let first = tokens(text.as_bytes()).find(|token| !token.is_blank()).map_or("", |token| &text[token.span]);
    ["insert", "update", "delete"].iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// Whether a text can name a function of [`calls`].
fn may_call(text: &str) -> bool {
    static NAMES: std::sync::LazyLock<regex::bytes::Regex> = std::sync::LazyLock::new(|| {
        let names = concat!(
            r#"(?i-u)pg_|lo_import|lo_export|dblink|http|pglogical|_s3|lambda|blob_|cron|set_config|u&"|utl_file|"#,
            r#"_to_xml|ts_stat|ts_rewrite|xpath_table|crosstab|connectby|(?:exec|sql|query)\w*"?\s*(?:\(|/\*|--)"#
        );
        regex::bytes::Regex::new(names).expect("a constant pattern")
    });
    NAMES.is_match(text.as_bytes())
}
