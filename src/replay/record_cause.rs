//! The reason why a tool cannot record a migration, at the statement of the script that is the cause.

use super::diagnose::cause::Cause;
use super::failure::StatementError;
use super::record::{Record, find, statements};
use crate::migration::layout::FoundBy;
use crate::object::PUBLIC;
use crate::postgres::{SqlError, sqlstate};
use crate::sql::words;
use crate::text::Span;

/// The session after a script.
pub(super) struct SessionEnd {
    pub(super) search_path: String,
    /// Whether the role is another than the one that logged in.
    pub(super) is_other_role: bool,
    /// The schemas with a table of the tool's name, separated by commas.
    pub(super) schemas: String,
}

/// The failure of a statement with which the tool records the script.
pub(super) fn failure(record: &Record<'_>, error: SqlError, end: Option<&SessionEnd>) -> StatementError {
    let (cause, words) = explain(record, &error, end);
    let statement = blamed(record, words);
    let context = format!("{} records the migration in `{}` after this file", record.layout.tool, shown(record));
    let error = SqlError { position: None, inner: None, context: Some(context), ..error };
    StatementError { at: statement.start, statement, error: Box::new(error), cause: Some(cause), within: None }
}

/// The failure of a script that locks the table on which the tool itself holds a lock.
pub(super) fn lock(record: &Record<'_>) -> StatementError {
    let (tool, table) = (record.layout.tool, record.tracking.table);
    let statement = blamed(record, &[table, "schema"]);
    let error = tool_error(
        sqlstate::LOCK_NOT_AVAILABLE,
        format!("the statement waits forever for a lock on `{table}`, which {tool} holds"),
    );
    let cause = Cause {
        why: format!(
            "While a migration runs, another connection of {tool} holds a lock on `{table}`, so the table can be neither \
             altered nor dropped."
        ),
        help: "remove the statement".to_owned(),
    };
    StatementError { at: statement.start, statement, error: Box::new(error), cause: Some(cause), within: None }
}

/// The last statement with the first of these words that any has, or else the first of the script.
fn blamed(record: &Record<'_>, words: &[&str]) -> Span {
    let file = record.file;
    let all = statements(file);
    let text = |span: &Span| &file.content[span.clone()];
    let last_with = |word: &&str| all.iter().rfind(|span| find(text(span), word));
    let found = words.iter().find_map(last_with).or(all.first()).cloned();
    let Span { start, end } = file.section.span;
    let line = || start..crate::text::lines::line_end(&file.content, start).min(end).max(start);
    found.unwrap_or_else(line)
}

/// The table as the tool names it.
fn shown(record: &Record<'_>) -> String {
    match record.tracking.found {
        FoundBy::Schema(schema) if schema != PUBLIC => format!("{schema}.{}", record.tracking.table),
        _ => record.tracking.table.to_owned(),
    }
}

/// The cause, and the words of the statement to blame.
fn explain(record: &Record<'_>, error: &SqlError, end: Option<&SessionEnd>) -> (Cause, &'static [&'static str]) {
    let table = shown(record);
    match error.sqlstate.as_str() {
        sqlstate::UNDEFINED_TABLE | sqlstate::INVALID_SCHEMA_NAME => missing(record, end),
        sqlstate::INSUFFICIENT_PRIVILEGE => privilege(record, end),
        sqlstate::UNIQUE_VIOLATION => (
            Cause {
                why: format!(
                    "Version {} is already recorded in `{table}`: another migration has the same version, or a migration \
                     inserts the row.",
                    record.version
                ),
                help: "give this migration another version: `tidegate check --fix` renames the newer of two files"
                    .to_owned(),
            },
            &["insert"],
        ),
        sqlstate::READ_ONLY_SQL_TRANSACTION => (
            Cause {
                why: format!("The file makes the session read-only, and {} then cannot record it.", record.layout.tool),
                help: "remove the statement, or end the file with `SET default_transaction_read_only = off;`"
                    .to_owned(),
            },
            &["read_only", "read only"],
        ),
        _ => (
            Cause {
                why: format!("{} cannot record the migration in `{table}`.", record.layout.tool),
                help: format!("leave `{table}` as {} creates it", record.layout.tool),
            },
            &["migrations", "goose_db_version", "flyway_schema_history"],
        ),
    }
}

/// The tool does not find its table.
fn missing(record: &Record<'_>, end: Option<&SessionEnd>) -> (Cause, &'static [&'static str]) {
    let (tool, table) = (record.layout.tool, record.tracking.table);
    let exists = end.is_some_and(|end| !end.schemas.is_empty());
    let by_path = matches!(record.tracking.found, FoundBy::SearchPath | FoundBy::FirstSchema);
    if let Some(end) = end.filter(|_| exists && by_path) {
        let path = end.search_path.as_str();
        let left = if matches!(path, "" | "\"\"") {
            "The file leaves `search_path` empty".to_owned()
        } else {
            format!("The file leaves `search_path` at `{path}`")
        };
        let why = match record.tracking.found {
            FoundBy::FirstSchema => format!("{left}; {tool} looks for `{table}` in its first schema."),
            _ => format!("{left}; {tool} then cannot find `{table}`."),
        };
        let home = end.schemas.split(',').next().unwrap_or(PUBLIC);
        let help = format!("add `SET search_path = {home};` at the end of the file, or remove the line");
        return (Cause { why, help }, &["search_path"]);
    }
    let has = |word: &str| find(record.file.text(), word);
    if end.is_none() && by_path && !has(table) && !has("drop") {
        let why = format!(
            "The file runs something that changes `search_path` or drops `{table}`; {tool} then cannot find the table."
        );
        let help = format!("add `SET search_path = {PUBLIC};` at the end of the file, or correct what it runs");
        return (Cause { why, help }, &["select", "call", "do"]);
    }
    let drops_schema = |span: &Span| {
        let text = String::from_utf8_lossy(&record.file.content[span.clone()]).into_owned();
        let mut words = words(&text);
        let mut is = |keyword: &str| words.next().is_some_and(|word| word.is(keyword));
        is("drop") && is("schema")
    };
    let is_schema = statements(record.file).iter().any(drops_schema);
    let (what, blamed): (String, &'static [&'static str]) = if is_schema {
        (format!("The file drops a schema, and `{table}` with it"), &["drop schema", "schema"])
    } else {
        (format!("The file drops or renames `{table}`"), &["migrations", "goose_db_version", "drop"])
    };
    let why = format!("{what}; {tool} then cannot record the migration.");
    (Cause { why, help: format!("remove the statement: {tool} needs `{table}`") }, blamed)
}

/// The tool may not write in its table.
fn privilege(record: &Record<'_>, end: Option<&SessionEnd>) -> (Cause, &'static [&'static str]) {
    let (tool, table) = (record.layout.tool, shown(record));
    if end.is_some_and(|end| !end.is_other_role) {
        return (
            Cause {
                why: format!("The role that runs the migrations may no longer write in `{table}`."),
                help: format!("leave owner and privileges of `{table}` as {tool} creates it"),
            },
            &["owner", "revoke", "migrations", "goose_db_version", "security"],
        );
    }
    (
        Cause {
            why: format!("The file leaves the session in a role that may not write in `{table}`, as {tool} then does."),
            help: "add `RESET ROLE;` at the end of the file, or remove the line".to_owned(),
        },
        &["role", "authorization"],
    )
}

/// An error that the tool itself reports.
fn tool_error(sqlstate: &str, message: String) -> SqlError {
    SqlError { sqlstate: sqlstate.to_owned(), message, ..SqlError::default() }
}
