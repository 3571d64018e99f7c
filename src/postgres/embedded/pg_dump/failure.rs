//! The error for a `pg_dump` that failed.

use crate::postgres::error::Error;

/// The error for a `pg_dump` that failed.
pub(super) fn failed(cause: impl Into<String>) -> Error {
    Error::Program { program: "pg_dump".to_owned(), cause: cause.into() }
}
