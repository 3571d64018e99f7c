//! The schema of a live database as data.

use super::error::Error;
use crate::catalog::Catalog;
use crate::introspect;
use crate::postgres::live::Live;
use crate::postgres::{self, Parameters};

/// Reads the schema of a database in a read-only transaction.
pub fn catalog(address: &str, environment: &postgres::Environment) -> Result<Catalog, Error> {
    let connected = Parameters::parse(address).and_then(|parameters| Live::connect(&parameters, environment));
    let mut live = connected.map_err(Error::Database)?;
    let major = live.server().version.major;
    introspect::introspect_live(live.database(), major).map_err(|error| match error {
        introspect::Error::Postgres { cause, .. } => Error::Database(cause),
        error => Error::Database(postgres::Error::Catalog { cause: error.to_string() }),
    })
}
