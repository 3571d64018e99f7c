//! Failures about rows. A replay begins without any, so what fails here has run only where
//! somebody else had put the rows, or taken them away.

use super::Cause;
use crate::postgres::SqlError;

/// Explains a violated constraint, or an error that the SQL of a statement raises itself.
pub(super) fn explain(error: &SqlError, statement: &[u8]) -> Option<Cause> {
    match error.sqlstate.as_str() {
        "23503" => Cause::new(
            "It refers to a row that no migration before it inserts: only a database in use may have it.",
            "have the migration do nothing where the row is missing, or insert it in an earlier migration",
        ),
        "23502" if statement.to_ascii_lowercase().windows(6).any(|word| word == b"select") => Cause::new(
            "Every row here comes from the migrations, and this one lacks a value: a query for it finds nothing in a database that is not in use.",
            "have the migration do nothing where the value is missing, or insert what it looks for in an earlier migration",
        ),
        "23505" if error.message.starts_with("could not create unique index") => Cause::new(
            "Every row here comes from the migrations, and they insert the same key more than once.",
            "insert it once, or delete the others before the index is made",
        ),
        "23505" => Cause::new(
            "Every row here comes from the migrations, and they insert this key more than once.",
            "insert it once, or let the later one pass with `ON CONFLICT DO NOTHING`",
        ),
        "P0001" => Cause::new(
            "The SQL raises this error itself: what it looks for is not in a database that has only what the migrations put there.",
            "have it do nothing where that is missing, or put it there in an earlier migration",
        ),
        _ => None,
    }
}
