//! A statement, clause by clause, with the SQL in its strings.

use super::access::{OutsideAccess, Runs};
use super::window::{Window, windows};
use super::{calls, clause, literal};
use crate::sql::lex::Kind;
use crate::sql::words::Word;
use crate::text::Span;

/// Depth to which strings in strings are read.
const DEPTH_LIMIT: usize = 8;

/// Statements whose strings are text.
const TEXT: [&str; 8] = ["comment", "copy", "delete", "insert", "load", "merge", "raise", "update"];

/// Statements in which a name with parentheses is not called.
const NAMING: [&str; 5] = ["comment", "drop", "grant", "revoke", "security"];

/// Returns everything in a statement that reaches outside the database, in order.
pub fn outside_accesses(statement: &str) -> Vec<OutsideAccess> {
    let mut found = Vec::new();
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
        let mut windows = windows(self.text, self.is_block);
        while windows.next_clause() {
            let of_clause = runs;
            // Whether each open parenthesis is that of a function that runs its strings.
            let mut open = Vec::new();
            while let Some(window) = windows.next_window() {
                let words = &window.words;
                let Some(first) = words.first() else { continue };
                let mut here = Vec::new();
                clause::find(words, &mut here);
                if !NAMING.iter().any(|word| first.is(word)) && !is_alter_of_function(words) {
                    calls::find(words, time_of_calls(words, of_clause), &mut here);
                }
                self.strings(&window, of_clause, &mut open, found);
                if first.is("do") {
                    here.extend(clause::untrusted_code(words));
                }
                // The statements of a `BEGIN ATOMIC` body follow.
                if is_routine(words) && !self.is_block {
                    runs = Runs::Later;
                }
                for access in here {
                    let span = literal::in_file(self.start, &access.span, &self.whole);
                    found.push(OutsideAccess { span, ..access });
                }
            }
        }
    }

    /// Reads the strings of a clause that contain SQL; `open` is carried from one window to the next.
    fn strings(&self, window: &Window, runs: Runs, open: &mut Vec<bool>, found: &mut Vec<OutsideAccess>) {
        let words = &window.words;
        let is_scheduled = words.iter().any(|word| word.text == "cron");
        let is_text = words.first().is_some_and(|first| TEXT.iter().any(|word| first.is(word)));
        if self.depth >= DEPTH_LIMIT {
            return;
        }
        let is_body = words.first().is_some_and(|first| first.is("do")) || is_routine(words);
        let runs = if is_scheduled || is_routine(words) { Runs::Later } else { runs };
        for (number, word) in words.iter().enumerate().skip_while(|(_, word)| word.span.start < window.fresh) {
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
            let Some((body, start)) = literal::body(self.text, word) else { continue };
            let whole = literal::in_file(self.start, &word.span, &self.whole);
            let start = start.zip(self.start).map(|(start, of_text)| of_text + start);
            // A single word is not a statement.
            let is_sql = || body.trim().contains(|letter: char| letter.is_whitespace() || "('\"$".contains(letter));
            if is_body || is_sql() || body.contains("/*") {
                let is_block = is_body || self.is_block || word.kind == Kind::DollarString;
                Scan { text: body, start, whole, is_block, depth: self.depth + 1 }.run(runs, found);
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
fn time_of_calls(words: &[Word], runs: Runs) -> Runs {
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
