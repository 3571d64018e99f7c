//! A schema file without what its meaning does not depend on: comments and white space between its statements and
//! tokens.
//!
//! A dump by another release of `pg_dump`, or a file with another header, is not loaded again.

use super::super::script_statements::Statements;
use crate::sql::{self, TransactionKind};

/// A setting that decides where a string ends.
const STRINGS: &str = "standard_conforming_strings";

/// Returns the statements of a file without comments and with one blank between tokens; `None` if something other than
/// these statements is in the file, or if their tokens are not certain.
pub(super) fn statements(content: &[u8]) -> Option<Vec<u8>> {
    if has_commands(content) {
        return None;
    }
    let whole = 0..content.len();
    let statements = Statements::of(content, std::slice::from_ref(&whole));
    let mut normalized = Vec::with_capacity(content.len());
    for statement in statements.iter() {
        let is_certain = statement.kind == TransactionKind::Plain && statement.invalid.is_none();
        if !is_certain || !has_standard_strings(&statement.text) {
            return None;
        }
        add(&statement.text, &mut normalized);
        // Byte 0 is in no statement.
        normalized.push(0);
    }
    Some(normalized)
}

/// Whether a statement leaves strings as they are by default.
fn has_standard_strings(statement: &str) -> bool {
    let names = statement.to_ascii_lowercase().contains(STRINGS);
    let mut words = sql::words(statement);
    let mut is_next = |expected: &str| words.next().is_some_and(|word| word.is(expected) || word.text == expected);
    !names || ["set", STRINGS, "=", "on"].into_iter().all(&mut is_next)
}

/// Whether a line is a command of psql that is not one of `pg_dump`'s own.
fn has_commands(content: &[u8]) -> bool {
    let mut lines = content.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_start);
    lines.any(|line| line.starts_with(b"\\") && !line.starts_with(b"\\restrict") && !line.starts_with(b"\\unrestrict"))
}

fn add(statement: &str, normalized: &mut Vec<u8>) {
    let text = statement.as_bytes();
    let mut blank: &[u8] = b"";
    let start = normalized.len();
    for token in sql::tokens(text) {
        let part = &text[token.span.clone()];
        if token.is_blank() {
            // Strings on several lines are one string, and strings on one line are an error.
            blank = if blank == b"\n" || part.contains(&b'\n') || part.contains(&b'\r') { b"\n" } else { b" " };
        } else {
            if normalized.len() > start {
                normalized.extend(blank);
            }
            blank = b"";
            normalized.extend(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, is_same: bool) {
        let [one, other] = [one, other].map(|text| statements(text.as_bytes()));
        assert_eq!(one.is_some() && one == other, is_same, "{one:?} {other:?}");
    }

    #[test]
    fn comments_and_white_space_do_not_count() {
        check(
            "create table a (x int);\n-- b\ncreate table c ();",
            "/* d */ create  table a (x\tint);create table c ();",
            true,
        );
        check("\\restrict abc\ncreate table a ();", "create table a ();", true);
        check("select 1;", "select 2;", false);
        check("select 1; select 2;", "select 2; select 1;", false);
        check("select 1+-2", "select 1+ -2", false);
        check("select 'a'\n'b'", "select 'a' -- c\n  'b'", true);
        check("select 'a'\n'b'", "select 'a' 'b'", false);
        check("select 'a  b'", "select 'a b'", false);
        check("select \"a  b\"", "select \"a b\"", false);
        check("do $$ -- a\n$$", "do $$ -- b\n$$", false);
        check("select 'a -- b\n'", "select 'a -- c\n'", false);
    }

    #[test]
    fn what_is_not_certain_is_not_normalized() {
        let check = |text: &str, expected: bool| assert_eq!(statements(text.as_bytes()).is_some(), expected, "{text}");
        check("set standard_conforming_strings = on; select 1", true);
        check("SET standard_conforming_strings TO off;", false);
        check("set standard_conforming_strings = off; select 'a\\'", false);
        check("select pg_catalog.set_config('Standard_Conforming_Strings', 'off', false)", false);
        check("copy a from stdin;\n1\n\\.\n", false);
        check("begin; select 1; commit", false);
        check("\\set a 1\nselect 1", false);
    }
}
