//! What a schema file leaves out and a way back must not: owners, privileges, extensions and
//! settings of the database, read from the server's catalogue.

use super::{Change, Difference, Object};
use crate::postgres::{Engine, Error, Session};
use std::collections::{BTreeMap, BTreeSet};

/// What is there at a moment, by what it is about.
pub(super) type Undumped = BTreeMap<Object, Definition>;

/// How it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    text: String,
    /// False for what belongs to an object that a dump has: where the object is gone, that is
    /// told already.
    is_own: bool,
}

/// Reads it of a database.
pub(super) fn read(engine: &mut dyn Engine, name: &str) -> Result<Undumped, Error> {
    let mut database = engine.open(name, &Session::default())?;
    // So that names of types in signatures have their schema, and nothing of a migration is in
    // the way.
    database.run("SET search_path TO pg_catalog")?;
    let row = |row: Vec<Option<String>>| {
        let mut row = row.into_iter().flatten();
        let (kind, schema, name) = (row.next()?, row.next()?, row.next()?);
        Some((Object { kind, schema, name }, Definition { text: row.next()?, is_own: row.next()? == "t" }))
    };
    Ok(database.query(include_str!("undumped.sql"))?.rows.into_iter().filter_map(row).collect())
}

/// What differs: `actual` is before, `expected` is after.
pub(super) fn changes(before: &Undumped, after: &Undumped) -> Vec<Change> {
    let objects: BTreeSet<&Object> = before.keys().chain(after.keys()).collect();
    let change = |object: &Object| {
        let (actual, expected) = (before.get(object), after.get(object));
        let difference = match (actual, expected) {
            (Some(actual), Some(expected)) if actual == expected => return None,
            (Some(_), Some(_)) => Difference::Changed,
            (Some(one), None) | (None, Some(one)) if !one.is_own => return None,
            (None, _) => Difference::Added,
            (_, None) => Difference::Removed,
        };
        let text = |definition: Option<&Definition>| definition.map_or_else(String::new, |it| it.text.clone());
        Some(Change { object: object.clone(), difference, after: text(expected), before: text(actual) })
    };
    objects.into_iter().filter_map(change).collect()
}
