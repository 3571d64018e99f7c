//! Reads the catalog of a database: `pg_catalog` → [`Catalog`](crate::catalog::Catalog).
//!
//! A fixed number of queries, each over whole sets, in one read-only transaction with an empty `search_path`: the time
//! grows with the schema and not with round trips. Each query is a file of SQL named after its noun; [`text`] expands
//! the parts that they share and fits them to the major version of the server. Objects of extensions and of the server
//! are left out, and what was added to them is not.
//!
//! Never: writes, runs a function of the database, prints.

mod connections;
mod dependencies;
mod error;
mod query;
mod read;
mod text;
mod unmodelled;
mod wording;

pub use error::Error;
pub use read::{introspect, introspect_live, introspect_nouns, introspect_wording};
pub use text::sql;
