//! The text of a file compared with what a row records of it.

use super::row::Row;
use super::text_match::TextMatch;
use super::tool::{Records, Tool};
use crate::migration::layout::Entry;
use crate::sql;

/// Compares a file with its row.
pub(super) fn compare(tool: &Tool, entry: &Entry<'_>, row: &Row) -> TextMatch {
    match (tool.records, &row.statements, &row.checksum, tool.checksums) {
        (Records::Statements, Some(statements), ..) => of_statements(entry, statements),
        (Records::Checksum, _, Some(recorded), Some(checksums)) => checksums(entry.content).compare(recorded.trim()),
        _ => TextMatch::NotRecorded,
    }
}

fn of_statements(entry: &Entry<'_>, recorded: &[String]) -> TextMatch {
    let text = String::from_utf8_lossy(entry.content);
    if recorded.iter().all(|statement| sql::is_empty(statement.as_bytes())) && !sql::is_empty(entry.content) {
        return TextMatch::NotRecorded;
    }
    let own = entry.statements();
    if own == recorded {
        return TextMatch::Same;
    }
    // The API records the whole text as one element.
    let bare = |text: &str| text.trim_matches(|letter: char| letter.is_whitespace() || letter == ';').to_owned();
    let is_whole = |one: &str, other: &str| recorded.len() == 1 && bare(one) == bare(other);
    let first = recorded.first().map(String::as_str).unwrap_or_default();
    if is_whole(&text, first) {
        return TextMatch::Same;
    }
    let lines = |text: &str| text.replace("\r\n", "\n");
    let is_same = own.iter().map(|one| lines(one)).eq(recorded.iter().map(|one| lines(one)));
    if is_same || is_whole(&lines(&text), &lines(first)) { TextMatch::LineEnds } else { TextMatch::Different }
}

#[cfg(test)]
mod tests {
    use super::super::ALL;
    use super::*;
    use crate::migration::layout::{ALL as LAYOUTS, ScriptFile};
    use crate::text::hex;
    use crate::tracking::RowState;
    use sha2::{Digest as _, Sha384};

    fn check(tool: &str, content: &str, recorded: &Recorded<'_>, expected: TextMatch) {
        let layout = LAYOUTS.into_iter().find(|layout| layout.id == tool).expect("a layout");
        let section = (layout.parse)(ScriptFile::alone(content.as_bytes())).up;
        let path = if tool == "flyway" { "db/V1__a.sql" } else { "m/1_a.sql" };
        let entry = layout.entry(&path.into(), content.as_bytes(), section.pieces.as_deref()).expect("a migration");
        let row = Row {
            version: "1".to_owned(),
            name: None,
            checksum: recorded.checksum.map(str::to_owned),
            statements: recorded.statements.map(|all| all.iter().map(|one| (*one).to_owned()).collect()),
            at: None,
            state: RowState::Applied,
        };
        let tool = ALL.into_iter().find(|known| known.id == tool).expect("a tool");
        assert_eq!(compare(tool, &entry, &row), expected, "{content:?}");
    }

    #[derive(Default)]
    struct Recorded<'a> {
        checksum: Option<&'a str>,
        statements: Option<&'a [&'a str]>,
    }

    #[test]
    fn statements_are_compared_as_the_cli_and_as_the_api_record_them() {
        let file = "-- why\ncreate table a ();\n\ncreate table b ();\n";
        let check = |recorded: &[&str], expected| {
            check("supabase", file, &Recorded { statements: Some(recorded), ..Recorded::default() }, expected);
        };
        check(&["-- why\ncreate table a ()", "create table b ()"], TextMatch::Same);
        check(&["-- why\ncreate table a ();\n\ncreate table b ()"], TextMatch::Same);
        check(&["-- why\r\ncreate table a ()", "create table b ()"], TextMatch::LineEnds);
        check(&["-- why\r\ncreate table a ();\r\n\r\ncreate table b ();\r\n"], TextMatch::LineEnds);
        check(&["create table a ()", "create table b ()"], TextMatch::Different);
        check(&["-- applied manually"], TextMatch::NotRecorded);
        check(&[], TextMatch::NotRecorded);
    }

    #[test]
    fn checksums_are_those_of_the_tools() {
        let check = |tool: &str, content: &str, checksum: &str, expected| {
            check(tool, content, &Recorded { checksum: Some(checksum), ..Recorded::default() }, expected);
        };
        // `printf 'select 1;\n' | sha384sum`, and the same with CRLF.
        let sum = hex(Sha384::digest("select 1;\n"));
        check("sqlx", "select 1;\n", &sum, TextMatch::Same);
        check("sqlx", "select 1;\r\n", &sum, TextMatch::LineEnds);
        check("sqlx", "select 2;\n", &sum, TextMatch::Different);
        // `python3 -c "import zlib; print(zlib.crc32(b'select 1;'))"` as a signed number.
        check("flyway", "select 1;\r\n", "-690524359", TextMatch::Same);
        check("flyway", "select 2;", "-690524359", TextMatch::Different);
    }
}
