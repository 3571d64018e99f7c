//! `INSERT … VALUES` with so many rows that parsing them at once would take many times their size in
//! memory: they are parsed a portion at a time, each as a statement of its own.

use super::depth::Size;
use super::lex::{Kind, tokens};
use crate::text::Span;

/// Tokens from which a statement is parsed in portions.
const MANY: usize = 50_000;

/// The size of a portion in bytes, apart from a row that is larger itself.
const PORTION: usize = 1 << 17;

/// A portion of a statement: its text, and where the two parts of it are in the statement.
pub(super) struct Portion {
    pub(super) text: String,
    /// The length of the first part, which is the start of the statement.
    head: usize,
    /// The place of the second part.
    rows: usize,
}

impl Portion {
    /// The place in the statement of a place in the portion.
    pub(super) fn in_statement(&self, span: &Span) -> Span {
        let place = |at: usize| if at <= self.head { at } else { self.rows + (at - self.head) };
        place(span.start)..place(span.end)
    }
}

/// The portions of an `INSERT … VALUES` with many rows, if the statement is one. The last one has what
/// follows the rows.
pub(super) fn portions<'a>(statement: &'a str, size: &Size) -> Option<impl Iterator<Item = Portion> + use<'a>> {
    if size.tokens < MANY {
        return None;
    }
    let head = head(statement)?;
    let mut rest = Rows { statement, at: head };
    Some(std::iter::from_fn(move || {
        let start = rest.at;
        if start >= statement.len() {
            return None;
        }
        let end = rest.next_end();
        let rows = &statement[start..end];
        // The comma before the next portion.
        let rows = if end < statement.len() { rows.strip_suffix(',').unwrap_or(rows) } else { rows };
        let text = format!("{}{rows}", &statement[..head]);
        Some(Portion { text, head, rows: start })
    }))
}

/// The end of `INSERT INTO … VALUES`.
fn head(statement: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_first = true;
    for token in tokens(statement.as_bytes()).filter(|token| !token.is_blank()) {
        let is = |word: &str| token.kind == Kind::Word && statement[token.span.clone()].eq_ignore_ascii_case(word);
        if is_first && !is("insert") {
            return None;
        }
        is_first = false;
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ if depth == 0 && is("values") => return Some(token.span.end),
            // The rows of a query are not portions of the statement.
            _ if depth == 0 && (is("select") || is("table") || is("with")) => return None,
            _ => {}
        }
    }
    None
}

/// The rows of a statement from a place on.
struct Rows<'a> {
    statement: &'a str,
    at: usize,
}

impl Rows<'_> {
    /// The end of the next portion: behind the comma after a row, or the end of the statement.
    fn next_end(&mut self) -> usize {
        let rest = &self.statement[self.at..];
        let mut depth = 0_usize;
        for token in tokens(rest.as_bytes()).filter(|token| !token.is_blank()) {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                // Something follows the rows: it belongs to the last portion.
                Kind::Word if depth == 0 => break,
                _ if depth == 0 && token.span.end >= PORTION && &rest[token.span.clone()] == "," => {
                    self.at += token.span.end;
                    return self.at;
                }
                _ => {}
            }
        }
        self.at = self.statement.len();
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Operation, Script};
    use std::fmt::Write as _;

    fn insert(rows: usize, after: &str) -> String {
        let mut sql = "insert into t (a, b) values".to_owned();
        for row in 0..rows {
            let comma = if row == 0 { "" } else { "," };
            let _ = write!(sql, "{comma}\n({row}, 'name, (of) {row}')");
        }
        sql + after
    }

    fn read(sql: &str) -> (usize, Vec<Operation>, Option<String>) {
        let script = Script::read(sql.as_bytes(), &(0..sql.len()));
        let actions = script.all().map(|(_, action)| action.operation.clone()).collect();
        let error = script.statements[0].error.as_ref().map(|error| sql[error.span.start..].chars().take(3).collect());
        (script.statements.len(), actions, error)
    }

    #[test]
    fn many_rows_are_read_as_few_are() {
        for after in [";", " on conflict do nothing;", " returning a;"] {
            let (few, many) = (read(&insert(3, after)), read(&insert(30_000, after)));
            assert_eq!(few, many, "{after}");
            assert_eq!(many.2, None);
        }
    }

    #[test]
    fn an_error_in_any_row_is_found_at_its_place() {
        let sql = insert(30_000, ";");
        for row in [0, 9_000, 29_999] {
            let wrong = sql.replace(&format!("({row}, "), &format!("({row} @ , "));
            let (_, _, error) = read(&wrong);
            assert_eq!(error.as_deref(), Some(", '"), "row {row}");
        }
        assert!(read(&insert(30_000, " on conflict do everything;")).2.is_some());
    }
}
