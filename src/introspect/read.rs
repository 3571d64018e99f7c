//! Reads the objects of a database.

use super::connections;
use super::dependencies;
use super::error::Error;
use super::query::{QUERIES, Query};
use super::text::sql;
use super::unmodelled;
use super::wording;
use crate::catalog::{Catalog, Identity, Wording};
use crate::postgres::{Database, TEXT_SETTINGS};
use serde_json::Value;
use std::collections::HashMap;

/// Settings of a transaction that reads definitions, and those that cost time.
const BEGIN: &str = "\
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL quote_all_identifiers = off;
SET LOCAL standard_conforming_strings = on;
SET LOCAL jit = off;
SET LOCAL max_parallel_workers_per_gather = 0;
";

/// Makes the server quote all names in definitions, as `pg_dump --quote-all-identifiers` does.
const QUOTE_NAMES: &str = "SET LOCAL quote_all_identifiers = on";

/// Reads the catalog of a database on a server of this major version. No transaction may be open.
pub fn introspect(database: &mut dyn Database, major: u32) -> Result<Catalog, Error> {
    in_transaction(database, &[BEGIN, TEXT_SETTINGS].concat(), |database| {
        read_all(database, major, None).map(|(catalog, _)| catalog)
    })
}

/// The most time that a live database gives to one query, to a lock that a query waits for, and to a pause between two.
const LIMITS: &str = "\
SET LOCAL statement_timeout = '60s';
SET LOCAL lock_timeout = '5s';
SET LOCAL idle_in_transaction_session_timeout = '60s';
";

/// Reads the catalog of a live database within limits of time, as [`introspect`] does: they end with the transaction, so
/// a pooler passes on a clean session.
pub fn introspect_live(database: &mut dyn Database, major: u32) -> Result<Catalog, Error> {
    let begin = [BEGIN, TEXT_SETTINGS, LIMITS].concat();
    in_transaction(database, &begin, |database| read_all(database, major, None).map(|(catalog, _)| catalog))
}

/// Reads only the objects of these nouns.
pub fn introspect_nouns(database: &mut dyn Database, major: u32, nouns: &[&str]) -> Result<Catalog, Error> {
    in_transaction(database, &[BEGIN, TEXT_SETTINGS].concat(), |database| {
        read_all(database, major, Some(nouns)).map(|(catalog, _)| catalog)
    })
}

/// Reads the catalog of a database, and the wording that its text needs. All names in definitions are quoted, so this
/// catalog is not comparable with one that [`introspect`] has read.
pub fn introspect_wording(database: &mut dyn Database, major: u32) -> Result<(Catalog, Wording), Error> {
    in_transaction(database, &[BEGIN, TEXT_SETTINGS, QUOTE_NAMES].concat(), |database| {
        let (catalog, addresses) = read_all(database, major, None)?;
        let wording = wording::read(database, major, &addresses)?;
        Ok((catalog, wording))
    })
}

fn in_transaction<Found>(
    database: &mut dyn Database,
    begin: &str,
    read: impl FnOnce(&mut dyn Database) -> Result<Found, Error>,
) -> Result<Found, Error> {
    let failed = |cause| Error::Postgres { noun: "catalog", cause };
    database.run(begin).map_err(failed)?;
    let read = read(database);
    // A failed transaction ends in the same way; the error of the query is the one to report.
    let ended = database.run("COMMIT").map_err(failed);
    let found = read?;
    ended?;
    Ok(found)
}

/// Objects by their addresses.
type Addresses = HashMap<String, Identity>;

/// Reads the objects of all nouns and what is between them, or only the objects of some nouns.
fn read_all(database: &mut dyn Database, major: u32, nouns: Option<&[&str]>) -> Result<(Catalog, Addresses), Error> {
    let mut catalog = Catalog { server: major, ..Catalog::default() };
    let mut addresses = HashMap::new();
    for query in QUERIES.iter().filter(|query| nouns.is_none_or(|nouns| nouns.contains(&query.noun))) {
        read_objects(database, query, &mut catalog, &mut addresses)?;
    }
    if nouns.is_some() {
        return Ok((catalog, addresses));
    }
    connections::add(database, &mut catalog).map_err(|cause| Error::Postgres { noun: "subscriptions", cause })?;
    catalog.dependencies = dependencies::read(database, major, &addresses)
        .map_err(|cause| Error::Postgres { noun: "dependencies", cause })?;
    catalog.not_modelled =
        unmodelled::find(database).map_err(|cause| Error::Postgres { noun: "other objects", cause })?;
    Ok((catalog, addresses))
}

fn read_objects(
    database: &mut dyn Database,
    query: &Query,
    catalog: &mut Catalog,
    addresses: &mut Addresses,
) -> Result<(), Error> {
    let failed = |cause| Error::Postgres { noun: query.noun, cause };
    let rows = database.query(&sql(query.sql, catalog.server)).map_err(failed)?;
    for row in rows.rows {
        let mut row = row.into_iter();
        let (address, Some(json)) = (row.next().flatten(), row.next().flatten()) else { continue };
        let object =
            (query.read)(&json).map_err(|cause| Error::Unknown { object: name_of(query.noun, &json), cause })?;
        if let Some(address) = address {
            addresses.insert(address, object.identity());
        }
        catalog.insert(object).map_err(Error::Twice)?;
    }
    Ok(())
}

/// Names an object that could not be read.
fn name_of(noun: &str, json: &str) -> String {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let parts = ["schema", "table", "on", "name"].into_iter().filter_map(|key| value.get(key)?.as_str());
    format!("{} of the {noun}", parts.collect::<Vec<_>>().join("."))
}
