//! Errors of reading a catalog.

use crate::catalog::Identity;
use crate::postgres;

/// A catalog that could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server failed, or the role may not read its catalogs.
    #[error("cannot read the {noun} of the database: {cause}")]
    Postgres {
        noun: &'static str,
        #[source]
        cause: postgres::Error,
    },
    /// The server has a value that this version of tidegate does not know.
    #[error("cannot read {object} of the database: {cause}")]
    Unknown {
        object: String,
        #[source]
        cause: serde_json::Error,
    },
    /// Two objects have one identity (a fault of tidegate).
    #[error("cannot read the database: {0} occurs twice")]
    Twice(Identity),
}
