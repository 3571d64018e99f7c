//! Statements that reach outside the database: programs and files of the server, other servers, settings
//! of the whole server, and code that PostgreSQL does not restrict.
//!
//! They are found by their words, not in the syntax tree, so that a statement that the parser does not know
//! or that is nested too deeply is read as well, and strings with SQL (bodies, `EXECUTE`) in the same way.
//! SQL that is assembled from variables cannot be read.

mod access;
mod calls;
mod clause;
mod literal;
mod psql;
mod scan;
mod window;

pub use access::{OutsideAccess, Reach};
pub use psql::of_psql_command;
pub use scan::outside_accesses;
