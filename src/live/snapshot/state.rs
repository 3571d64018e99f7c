//! The catalog of a live database with its fingerprint, and the properties of the database itself.

use super::error::Error;
use super::manifest::DatabaseProperties;
use crate::catalog::Catalog;
use crate::introspect;
use crate::object::literal;
use crate::postgres::live::Live;
use crate::postgres::{self, Database};
use crate::text::hex;
use sha2::{Digest as _, Sha256};

/// Reads the catalog of a live database, in a transaction of its own.
pub fn read_catalog(live: &mut Live) -> Result<Catalog, Error> {
    let major = live.server().version.major;
    Ok(introspect::introspect_live(live.database(), major)?)
}

/// The hash of a catalog: equal schemas on one server have the same.
pub fn fingerprint(catalog: &Catalog) -> Result<String, Error> {
    Ok(hex(Sha256::digest(json(catalog)?)))
}

/// A catalog as JSON.
pub(super) fn json(catalog: &Catalog) -> Result<Vec<u8>, Error> {
    let unwritable = |error: serde_json::Error| postgres::Error::Catalog { cause: error.to_string() };
    Ok(serde_json::to_vec(catalog).map_err(unwritable)?)
}

/// Reads the properties of the database of a connection.
pub(super) fn properties(database: &mut dyn Database) -> Result<DatabaseProperties, postgres::Error> {
    let row = database.query(include_str!("properties.sql"))?.rows.into_iter().next().unwrap_or_default();
    let mut row = row.into_iter();
    let mut next = || row.next().flatten();
    let (name, owner) = (next().unwrap_or_default(), next().unwrap_or_default());
    let options = next().unwrap_or_default();
    let mut statements: Vec<String> = [next(), next()].into_iter().flatten().collect();
    let settings = postgres::settings_of_database(&literal("$database"), &literal(&name));
    for query in [include_str!("privileges.sql"), &settings] {
        statements.extend(database.query(query)?.rows.into_iter().flatten().flatten());
    }
    Ok(DatabaseProperties { name, owner, options, statements })
}
