//! Queries of our own in sessions whose `search_path` is that of the database.

use crate::postgres::{Database, Error};

/// No name and no operator of a query means an object of the database: an operator of `public` whose operands fit better
/// than those of `pg_catalog` is a function of its owner, which would run with the rights of our role.
const BEGIN: &str = "BEGIN TRANSACTION READ ONLY; SET LOCAL search_path = ''; SET LOCAL statement_timeout = '30s'";

/// Sends queries in a transaction that only reads. None may be open.
pub(super) fn look<Found>(
    database: &mut dyn Database,
    read: impl FnOnce(&mut dyn Database) -> Result<Found, Error>,
) -> Result<Found, Error> {
    database.run(BEGIN)?;
    let found = read(database);
    // A failed transaction ends in the same way; the error of the query is the one to report.
    let ended = database.run("COMMIT");
    let found = found?;
    ended?;
    Ok(found)
}
