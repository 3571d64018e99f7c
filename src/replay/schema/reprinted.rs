//! Properties that differ only in how the server prints them: some expressions have other casts and brackets once they
//! were loaded from a dump.

use super::super::scratch::{Replay, ReplayedDatabase};
use super::dump::dump_schemas;
use super::loaded::load_into;
use super::printing::have_same_words;
use super::reload::empty;
use super::tolerated::Existing;
use crate::catalog::{Catalog, Identity, properties};
use crate::diff::{Change, PropertyChange};
use crate::postgres::{Error, scratch_name};
use serde_json::Value;
use std::collections::BTreeSet;

/// Loads the actual side into a temporary database once more; `None` if that is not possible.
pub(super) type LoadAgain<'a> = &'a mut dyn FnMut(&mut Replay<'_>) -> Result<Option<ReplayedDatabase>, Error>;

/// Removes differences of printing: the expected side, and if that is not enough the actual one, is dumped and loaded
/// once more. It takes as long as the comparison, so it is done only where both texts have the same words.
pub(super) fn forgive(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    changes: &mut Vec<Change>,
    load_again: LoadAgain<'_>,
) -> Result<(), Error> {
    let first = reprintable(changes);
    if first.is_empty() {
        return Ok(());
    }
    let Some(expected) = reloaded(replay, database, &first)? else { return Ok(()) };
    changes.retain_mut(|change| !is_forgiven(change, &expected, None));
    let second = reprintable(changes);
    if second.is_empty() {
        return Ok(());
    }
    let Some(of_file) = load_again(replay)? else { return Ok(()) };
    let actual = reloaded(replay, &of_file, &second)?;
    replay.drop_temporary(&of_file.name)?;
    if let Some(actual) = actual {
        changes.retain_mut(|change| !is_forgiven(change, &expected, Some(&actual)));
    }
    Ok(())
}

/// Loads a schema file into a copy of the database before the first migration.
pub(super) fn load_file_again(replay: &mut Replay<'_>, content: &[u8]) -> Result<Option<ReplayedDatabase>, Error> {
    let name = scratch_name();
    let template = replay.template.database.clone();
    let mut runner = replay.create(&name, template.as_deref())?;
    let mut existing = Existing::of_platform(replay.platform().schemas());
    if load_into(replay, &mut runner, content, &mut existing)?.is_err() {
        drop(runner);
        replay.drop_temporary(&name)?;
        return Ok(None);
    }
    Ok(Some(ReplayedDatabase { schemas: runner.schemas()?, name }))
}

/// Returns the schemas of changes that may be differences of printing.
pub fn reprintable(changes: &[Change]) -> BTreeSet<String> {
    let suspects = changes.iter().filter(|change| may_be_printing(change));
    suspects.filter_map(|change| change.object.schema.clone()).collect()
}

/// Removes the differences that two sides no longer have after each was dumped and loaded once more. A side without such
/// a catalog counts as it is.
pub fn forgive_reprinted(changes: &mut Vec<Change>, expected: &Catalog, actual: Option<&Catalog>) {
    changes.retain_mut(|change| !is_forgiven(change, expected, actual));
}

/// Whether a property of a change may be one that is printed in two ways.
fn may_be_printing(change: &Change) -> bool {
    change.properties.iter().any(is_printing)
}

fn is_printing(property: &PropertyChange) -> bool {
    have_same_meaning(&property.before, &property.after)
}

/// Whether two values have the same words apart from casts and brackets.
fn have_same_meaning(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => have_same_words(one, other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| have_same_meaning(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| have_same_meaning(one, other)))
        }
        _ => one == other,
    }
}

/// Removes the properties of a change that are the same after another load, and returns whether none is left. Without
/// `actual` the file itself is what a dump loads.
fn is_forgiven(change: &mut Change, expected: &Catalog, actual: Option<&Catalog>) -> bool {
    if change.properties.is_empty() {
        return false;
    }
    let object = change.object.clone();
    let of = |catalog: &Catalog, name: &str| value(catalog, &object, name);
    change.properties.retain(|property| {
        let before = match actual {
            Some(actual) => of(actual, &property.name),
            None => Some(property.before.clone()),
        };
        let after = of(expected, &property.name);
        !(is_printing(property) && before.is_some() && before == after)
    });
    change.properties.is_empty()
}

fn value(catalog: &Catalog, object: &Identity, name: &str) -> Option<Value> {
    properties(catalog.objects.get(object)?).ok()?.remove(name)
}

/// Returns the catalog of a database in which some schemas were loaded from a dump of it; `None` if they cannot be.
pub(super) fn reloaded(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    schemas: &BTreeSet<String>,
) -> Result<Option<Catalog>, Error> {
    let dump = dump_schemas(replay, database, schemas)?;
    let copy = scratch_name();
    let mut runner = replay.create(&copy, Some(&database.name))?;
    empty(&mut runner, schemas)?;
    let managed = replay.platform().schemas();
    let loaded = load_into(replay, &mut runner, &dump, &mut Existing::new(managed, schemas))?;
    drop(runner);
    replay.drop_temporary(&copy)?;
    Ok(loaded.ok().map(|loaded| loaded.catalog))
}
