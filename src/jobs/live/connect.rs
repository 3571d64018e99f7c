//! The connection of all jobs about live databases.

use super::error::Error;
use super::request::Request;
use crate::postgres::{self, Parameters, live::Live};

/// Longest time of a statement that only reads, and longest wait for a lock on a tracking table.
const READ_ONLY: &str = "BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = '30s'; \
     SET LOCAL lock_timeout = '3s'; SET LOCAL search_path = ''";

/// Connects to the database that a request names.
pub(super) fn connect(request: &Request) -> Result<Live, postgres::Error> {
    Live::connect(&Parameters::parse(&request.database.address)?, &request.environment)
}

/// The same for a job.
pub(super) fn open(request: &Request) -> Result<Live, Error> {
    connect(request).map_err(Error::Database)
}

/// Begins a transaction that only reads, with timeouts.
pub(super) fn begin_reading(live: &mut Live) -> Result<(), Error> {
    live.database().run(READ_ONLY).map_err(Error::Database)
}

/// Connects to a database that is written to, or to another one on its server.
pub(super) fn connect_to_write(request: &Request, other: Option<&str>) -> Result<Live, postgres::Error> {
    let mut parameters = Parameters::parse(&request.database.address)?;
    if let Some(other) = other {
        parameters.set("dbname", other)?;
    }
    Live::connect(&parameters, &request.environment)
}
