//! SQL that psql assembles when it runs a file: from its variables, and from the rows of a query.

use super::lex::{Kind, tokens};
use super::split::{psql_commands, visit_statements};
use crate::text::Span;

/// Commands that give a variable a value.
const ASSIGN: [&[u8]; 4] = [b"\\set", b"\\gset", b"\\prompt", b"\\getenv"];

/// Returns the places of the statements of `content` that contain the raw value of a variable (`:name`), and of the
/// commands `\gexec`. A file without commands of psql is not for psql: there a colon is a part of the SQL.
pub fn assembled_by_psql(content: &[u8]) -> Vec<usize> {
    if memchr::memchr(b'\\', content).is_none() {
        return Vec::new();
    }
    let commands = psql_commands(content);
    let is = |command: &Span, name: &[u8]| {
        content[command.clone()].split(u8::is_ascii_whitespace).next().is_some_and(|first| first == name)
    };
    let mut found: Vec<usize> =
        commands.iter().filter(|command| is(command, b"\\gexec")).map(|command| command.start).collect();
    if commands.iter().any(|command| ASSIGN.iter().any(|name| is(command, name))) {
        visit_statements(content, &mut |span| {
            if has_variable(&content[span.clone()]) {
                found.push(span.start);
            }
        });
    }
    found.sort_unstable();
    found
}

/// Whether a statement contains `:name`. Values in quotes (`:'name'`, `:"name"`) cannot be more than a value.
fn has_variable(statement: &[u8]) -> bool {
    let mut colons = 0_usize;
    tokens(statement).any(|token| {
        let is_colon = token.kind == Kind::Other && statement[token.span.clone()] == *b":";
        let is_variable = token.kind == Kind::Word && colons == 1;
        colons = if is_colon { colons + 1 } else { 0 };
        is_variable
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: &[&str]) {
        let found = assembled_by_psql(sql.as_bytes());
        assert_eq!(found.len(), expected.len(), "{sql}");
        for (at, expected) in found.into_iter().zip(expected) {
            assert!(sql[at..].starts_with(expected), "{sql}");
        }
    }

    #[test]
    fn raw_values_and_rows_as_statements_are_found() {
        check("\\set a copy\nselect 1; :a t to 'x';", &[":a"]);
        check("select 1 as n \\gset\nselect x[1:n];", &["select x"]);
        check("select 'a' \\gexec\nselect 2;", &["\\gexec"]);
    }

    #[test]
    fn casts_and_quoted_values_are_not() {
        check("\\set a 1\nselect 1::int, :'a', :\"a\", ':a'; -- :a\n", &[]);
        check("select x[1:n], E'\\\\';", &[]);
        check("\\echo a\nselect x[1:n];", &[]);
    }
}
