//! Reads the objects of a database.

use super::error::Error;
use super::query::{QUERIES, Query};
use super::text::sql;
use super::unmodelled;
use crate::catalog::Catalog;
use crate::postgres::Database;
use serde_json::Value;

/// Settings on which the text of definitions depends, and those that cost time.
const BEGIN: &str = "\
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL search_path = '';
SET LOCAL datestyle = 'ISO, MDY';
SET LOCAL intervalstyle = 'postgres';
SET LOCAL timezone = 'UTC';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
SET LOCAL xmlbinary = 'base64';
SET LOCAL quote_all_identifiers = off;
SET LOCAL standard_conforming_strings = on;
SET LOCAL jit = off;
SET LOCAL max_parallel_workers_per_gather = 0;
";

/// Reads the catalog of a database on a server of this major version. No transaction may be open.
pub fn introspect(database: &mut dyn Database, major: u32) -> Result<Catalog, Error> {
    in_transaction(database, major, None)
}

/// Reads only the objects of these nouns.
pub fn introspect_nouns(database: &mut dyn Database, major: u32, nouns: &[&str]) -> Result<Catalog, Error> {
    in_transaction(database, major, Some(nouns))
}

fn in_transaction(database: &mut dyn Database, major: u32, nouns: Option<&[&str]>) -> Result<Catalog, Error> {
    let failed = |cause| Error::Postgres { noun: "catalog", cause };
    database.run(BEGIN).map_err(failed)?;
    let read = read_all(database, major, nouns);
    // A failed transaction ends in the same way; the error of the query is the one to report.
    let ended = database.run("COMMIT").map_err(failed);
    let catalog = read?;
    ended?;
    Ok(catalog)
}

fn read_all(database: &mut dyn Database, major: u32, nouns: Option<&[&str]>) -> Result<Catalog, Error> {
    let mut catalog = Catalog { server: major, ..Catalog::default() };
    for query in QUERIES.iter().filter(|query| nouns.is_none_or(|nouns| nouns.contains(&query.noun))) {
        read_objects(database, query, &mut catalog)?;
    }
    if nouns.is_none() {
        catalog.not_modelled =
            unmodelled::find(database).map_err(|cause| Error::Postgres { noun: "other objects", cause })?;
    }
    Ok(catalog)
}

fn read_objects(database: &mut dyn Database, query: &Query, catalog: &mut Catalog) -> Result<(), Error> {
    let failed = |cause| Error::Postgres { noun: query.noun, cause };
    let rows = database.query(&sql(query.sql, catalog.server)).map_err(failed)?;
    for row in rows.rows {
        let Some(json) = row.into_iter().nth(1).flatten() else { continue };
        let object =
            (query.read)(&json).map_err(|cause| Error::Unknown { object: name_of(query.noun, &json), cause })?;
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
