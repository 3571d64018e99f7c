//! State that a schema file omits and a down migration must restore: owners, privileges,
//! extensions and settings of the database, read from the system catalogs.

use super::super::change::{Change, DumpObject};
use crate::postgres::{Engine, Error, Session};
use std::collections::{BTreeMap, BTreeSet};

/// The undumped properties of a database, each with the object that it belongs to.
pub(super) type Undumped = BTreeMap<DumpObject, Definition>;

/// The definition of an undumped property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    text: String,
    /// Whether it is an object of its own. Otherwise it belongs to an object that a dump contains:
    /// where that object is gone, the dump shows it.
    is_own: bool,
}

/// Reads the undumped properties of a database.
pub(super) fn read(engine: &mut dyn Engine, name: &str) -> Result<Undumped, Error> {
    let mut database = engine.open(name, &Session::default())?;
    // So that type names in signatures have their schema, and no object of a migration hides a
    // system catalog.
    database.run("SET search_path TO pg_catalog")?;
    let row = |row: Vec<Option<String>>| {
        let mut row = row.into_iter().flatten();
        let (kind, schema, name) = (row.next()?, row.next()?, row.next()?);
        Some((DumpObject { kind, schema, name }, Definition { text: row.next()?, is_own: row.next()? == "t" }))
    };
    Ok(database.query(include_str!("undumped.sql"))?.rows.into_iter().filter_map(row).collect())
}

/// Returns the properties that differ.
pub(super) fn changes(before: &Undumped, after: &Undumped) -> Vec<Change> {
    let objects: BTreeSet<&DumpObject> = before.keys().chain(after.keys()).collect();
    let change = |object: &DumpObject| {
        let (before, after) = (before.get(object), after.get(object));
        let is_dumped = matches!((before, after), (Some(one), None) | (None, Some(one)) if !one.is_own);
        if is_dumped {
            return None;
        }
        let (before, after) = (before.map(|one| one.text.as_str()), after.map(|one| one.text.as_str()));
        Change::between(object.clone(), before, after)
    };
    objects.into_iter().filter_map(change).collect()
}
