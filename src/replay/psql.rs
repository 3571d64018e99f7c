//! psql meta-commands in a file, and the data of `COPY … FROM stdin`.

use super::failure::{RunError, StatementError};
use crate::postgres::{SqlError, sqlstate};
use crate::sql;
use crate::text::{Span, lines};

/// Meta-commands that a replay can ignore: they configure psql itself or print something (psql,
/// "Meta-Commands").
const IGNORED: [&str; 19] = [
    "\\.",
    "\\;",
    "\\a",
    "\\echo",
    "\\encoding",
    "\\errverbose",
    "\\pset",
    "\\qecho",
    "\\restrict",
    "\\set",
    "\\t",
    "\\timing",
    "\\unrestrict",
    "\\unset",
    "\\warn",
    "\\x",
    "\\conninfo",
    "\\d",
    "\\dt",
];

/// Returns an error for the first meta-command of a piece that would run other SQL, or leave some out.
pub(super) fn unsupported_command(content: &[u8], piece: &Span) -> Option<RunError> {
    let (start, content) = (piece.start, &content[piece.clone()]);
    if let Some((span, reason)) = sql::refused_by_psql(content) {
        return Some(not_supported(&(start + span.start..start + span.end), &reason));
    }
    let unsupported = |span: &Span| {
        let line = String::from_utf8_lossy(&content[span.clone()]);
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default().to_owned();
        let argument = words.next();
        // It decides what is committed.
        let is_autocommit = name == "\\set" && argument == Some("AUTOCOMMIT");
        // It decides what the bytes after it mean.
        let is_encoding = name == "\\encoding" && argument.is_some_and(|encoding| !is_utf8(encoding));
        (is_autocommit || is_encoding || !IGNORED.contains(&name.as_str())).then_some(name)
    };
    sql::psql_commands(content).into_iter().find_map(|span| {
        let name = unsupported(&span)?;
        let span = start + span.start..start + span.end;
        Some(not_supported(&span, &format!("psql meta-command `{name}` is not supported in a replay")))
    })
}

fn is_utf8(encoding: &str) -> bool {
    let name = encoding.trim_matches(['\'', '"']).replace(['-', '_'], "");
    ["utf8", "unicode"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Returns an error for a part of a file that cannot be replayed on any server.
pub(super) fn not_supported(span: &Span, message: &str) -> RunError {
    let sqlstate = sqlstate::FEATURE_NOT_SUPPORTED.to_owned();
    let error = SqlError { sqlstate, message: message.to_owned(), ..SqlError::default() };
    RunError::Statement(StatementError {
        statement: span.clone(),
        at: span.start,
        error: Box::new(error),
        within: None,
        cause: None,
    })
}

/// Returns the lines after a `COPY … FROM stdin`, up to the line `\.` or to the end.
pub(super) fn copy_data(content: &[u8], after: usize) -> &[u8] {
    let start = (lines::line_end(content, after) + 1).min(content.len());
    let mut line = start;
    while line < content.len() {
        let end = lines::line_end(content, line);
        if sql::ends_data(&content[line..end]) {
            return &content[start..line];
        }
        line = end + 1;
    }
    &content[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_that_change_what_runs_are_not_ignored() {
        let check = |text: &str, expected: bool| {
            assert_eq!(unsupported_command(text.as_bytes(), &(0..text.len())).is_some(), expected, "{text}");
        };
        for text in ["\\set a 1", "\\encoding UTF8", "\\encoding 'utf-8'", "\\encoding", "\\restrict a\n\\unrestrict a"]
        {
            check(text, false);
        }
        for text in ["\\set AUTOCOMMIT off", "\\encoding LATIN1", "\\i a.sql", "\\restrict a\n\\unrestrict b"] {
            check(text, true);
        }
    }

    #[test]
    fn the_data_of_a_copy_ends_at_its_mark() {
        let text = b"copy t from stdin;\n1\t2\n\\.\nselect 1;";
        assert_eq!(copy_data(text, 18), b"1\t2\n");
        assert_eq!(copy_data(b"copy t from stdin;", 18), b"");
        assert_eq!(copy_data(b"copy t from stdin;\r\n1\r\n\\.\r\n", 18), b"1\r\n");
    }
}
