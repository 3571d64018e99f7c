//! Failures about rows. A replay begins without any rows, so what fails here has run only where an
//! application had inserted or deleted rows.

use super::cause::Cause;
use crate::postgres::{SqlError, sqlstate};

/// Explains a violated constraint, or an error that the SQL of a statement raises itself.
pub(super) fn explain(error: &SqlError, statement: &[u8]) -> Option<Cause> {
    let selects = || statement.to_ascii_lowercase().windows(6).any(|word| word == b"select");
    match error.sqlstate.as_str() {
        sqlstate::FOREIGN_KEY_VIOLATION if error.message.starts_with("update or delete") => Cause::new(
            format!(
                "Rows of {} still refer to it.",
                error.table.as_ref().map_or("another table".to_owned(), |table| format!("`{table}`"))
            ),
            "delete or change those rows before this statement",
        ),
        sqlstate::FOREIGN_KEY_VIOLATION => Cause::new(
            "No earlier migration inserts the row that it refers to: the row may exist only in a database in use.",
            "skip the statement if the row does not exist, or insert the row in an earlier migration",
        ),
        sqlstate::NOT_NULL_VIOLATION if selects() && error.message.starts_with("null value") => Cause::new(
            "In a replay all rows come from the migrations. A query for this value finds nothing in a database that is not in use.",
            "skip the statement if the value does not exist, or insert what the query selects in an earlier migration",
        ),
        sqlstate::UNIQUE_VIOLATION if error.message.starts_with("could not create unique index") => Cause::new(
            "In a replay all rows come from the migrations, and they insert the same key more than once.",
            "insert the key once, or delete the duplicates before the index is created",
        ),
        sqlstate::UNIQUE_VIOLATION => Cause::new(
            "In a replay all rows come from the migrations, and they insert this key more than once.",
            "insert the key once, or add `ON CONFLICT DO NOTHING` to the later insert",
        ),
        sqlstate::RAISE_EXCEPTION => Cause::new(
            "The SQL raises this error itself: it looks for something that a database with only the migrations' own rows does not contain.",
            "skip the statement if that does not exist, or create it in an earlier migration",
        ),
        _ => None,
    }
}
