//! End of a statement for goose: a semicolon at the end of a line, even inside quotes or a
//! function body, except between `-- +goose StatementBegin` and `-- +goose StatementEnd` (goose,
//! `endsWithSemicolon` and `ParseSQLMigration` in its `internal/sqlparser`).

use super::failure::{RunError, StatementError};
use crate::postgres::{SqlError, sqlstate};
use crate::sql;
use crate::text::{Span, lines};

/// Returns an error for the first statement that goose would send in pieces.
pub(super) fn split_statement(content: &[u8]) -> Option<RunError> {
    let blocks = blocks(content);
    let statements = sql::statements(content).into_iter();
    let mut outside = statements.filter(|span| !blocks.iter().any(|block| block.contains(&span.start)));
    outside.find_map(|span| {
        let last = lines::line_end(content, span.end.saturating_sub(1));
        let at = lines::lines(&content[span.clone()])
            .find_map(|(within, line)| semicolon(line).map(|at| span.start + within.start + at))?;
        (lines::line_end(content, at) < last).then(|| run_error(&span, at))
    })
}

fn run_error(statement: &Span, at: usize) -> RunError {
    let error = SqlError {
        sqlstate: sqlstate::SYNTAX_ERROR.to_owned(),
        message: "goose ends the statement at this semicolon because it is at the end of a line".to_owned(),
        hint: Some(
            "add `-- +goose StatementBegin` above the statement and `-- +goose StatementEnd` below it".to_owned(),
        ),
        position: Some(at - statement.start),
        ..SqlError::default()
    };
    RunError::Statement(StatementError { statement: statement.clone(), at, error: Box::new(error) })
}

/// Returns the parts between the marks.
fn blocks(content: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    for (within, line) in lines::lines(content) {
        let at = within.start;
        let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        match &words[..] {
            [b"--", b"+goose", b"StatementBegin", ..] => begun = Some(at),
            [b"--", b"+goose", b"StatementEnd", ..] => found.extend(begun.take().map(|begun| begun..at)),
            _ => {}
        }
    }
    found.extend(begun.map(|begun| begun..content.len()));
    found
}

/// Returns the position of the semicolon at the end of a line, comments ignored.
fn semicolon(line: &[u8]) -> Option<usize> {
    let begins_a_word = |at: usize| at == 0 || line[at - 1].is_ascii_whitespace();
    let comment = memchr::memmem::find_iter(line, b"--").find(|at| begins_a_word(*at));
    let sql = line[..comment.unwrap_or(line.len())].trim_ascii_end();
    sql.ends_with(b";").then(|| sql.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, expected: Option<&str>) {
        let found = split_statement(content.as_bytes()).map(|error| match error {
            RunError::Statement(failed) => content[..=failed.at].to_owned(),
            RunError::Server(error) => error.to_string(),
        });
        assert_eq!(found.as_deref(), expected, "{content}");
    }

    #[test]
    fn a_statement_is_split_at_a_line_that_ends_in_a_semicolon() {
        let body =
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1; -- one\nEND $$;\nselect 1;";
        check(body, Some("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;"));
        check(&format!("-- +goose StatementBegin\n{body}\n-- +goose StatementEnd\nselect 2;\n"), None);
        check("select 1; select 2;\nselect\n  3;\n", None);
        check("select 'a; b\n';\n", None);
        check("-- +goose Up\ncreate table a (i int);\n\n-- note;\ncreate table b (\n  i int -- one;\n);\n", None);
    }
}
