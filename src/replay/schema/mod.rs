//! The seam between a replay and the schema file: what both are compared by.
//!
//! Both sides are read by one server and written by one `pg_dump`, so that quoting, versions
//! and order are no difference. What is compared are the entries of the dumps, each with the
//! identity that `pg_dump` gives it. Everything outside this folder sees a [`Comparison`].

mod reload;
mod undumped;

use super::scratch::Readable;
use super::script::StatementError;
use super::{Runner, ScratchDatabases, Source};
pub use crate::dump::Object;
use crate::dump::{self, Entries, Identity};
use crate::migration::Platform;
use crate::object::{PUBLIC, literal};
use crate::postgres::Error;
use reload::{Loaded, Within};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use undumped::Undumped;

/// How a schema file compares with what the migrations make.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// What differs, in order of kind and name.
    pub changes: Vec<Change>,
    /// Schemas that migrations make and that the file does not have at all, so that nothing of
    /// them was compared.
    pub schemas_not_in_file: Vec<String>,
    /// Schemas that the file is not to cover, by the configuration, and of which it has something
    /// all the same that was not compared; in order.
    pub schemas_not_covered: BTreeSet<String>,
    /// Kinds of objects in the file that lie in no schema, so that a dump of schemas has none of
    /// them and they were not compared; each once, in order. Extensions are left out here too: a
    /// schema file names whatever its database has.
    pub schemaless_kinds: Vec<String>,
}

/// An entry that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it is.
    pub object: Object,
    /// How it differs.
    pub difference: Difference,
    /// As the migrations make it, normalised; empty for [`Difference::Removed`].
    pub after: String,
    /// As the schema file has it, normalised; empty for [`Difference::Added`].
    pub before: String,
}

/// How an entry differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Difference {
    /// The migrations make it and the schema file lacks it.
    Added,
    /// The schema file has it and no migration makes it.
    Removed,
    /// Both have it, and not the same.
    Changed,
}

/// Compares the database that migrations made with a schema file. `Err` within is a statement
/// of the file that cannot be run.
///
/// Compared are the schemas that the file is to cover, or else `public` and those that it
/// creates. What the file has in schemas of the platform is added to `platform`.
pub(super) fn compare(
    scratch: &mut ScratchDatabases<'_, '_>,
    made: &Readable,
    schema: &Source,
    covered: Option<&[String]>,
    platform: &mut BTreeSet<String>,
) -> Result<Result<Comparison, StatementError>, Error> {
    let managed = scratch.platform.schemas();
    let own = dump::schemas(&schema.content, managed);
    let compared = covered.map_or_else(|| own.clone(), |covered| covered.iter().cloned().collect());
    let schemaless_kinds = dump::schemaless_kinds(&schema.content);
    let (mut schemas_not_in_file, mut schemas_not_covered) = (Vec::new(), BTreeSet::new());
    if covered.is_none() {
        schemas_not_in_file.clone_from(&made.schemas);
        schemas_not_in_file.retain(|schema| !own.contains(schema) && !managed.contains(&schema.as_str()));
    }
    let expected_text = part(scratch, made, &compared)?;
    if dump::is_written(&schema.content, &expected_text) {
        return Ok(Ok(Comparison { changes: Vec::new(), schemas_not_in_file, schemas_not_covered, schemaless_kinds }));
    }
    let expected = Entries::read(&expected_text);
    if expected == Entries::read(&schema.content) {
        return Ok(Ok(Comparison { changes: Vec::new(), schemas_not_in_file, schemas_not_covered, schemaless_kinds }));
    }
    // What the file makes is to be gone, also where it is not compared.
    let emptied = own.union(&compared).cloned().collect();
    let mut actual_loaded = Loaded::default();
    let within = Within { emptied: &emptied, dumped: &compared };
    if let Err(broken) = reload::load(scratch, &made.database, within, &schema.content, &mut actual_loaded)? {
        return Ok(Err(broken));
    }
    if covered.is_some() {
        // Those schemas were empty before the file was loaded.
        let filled = std::mem::take(&mut actual_loaded.filled).into_iter();
        schemas_not_covered.extend(filled.filter(|schema| own.contains(schema) && !compared.contains(schema)));
    }
    platform.append(&mut actual_loaded.platform);
    let actual_text = actual_loaded.dump;
    let actual = Entries::read(&actual_text);
    let mut changes = differences(&expected, &actual);
    if !changes.is_empty() {
        // Some expressions are printed in another way once they were loaded from a dump, and
        // stay as they are from then on. What still differs after that differs.
        let (mut expected_again, mut actual_again) = (Loaded::default(), Loaded::default());
        let within = Within { emptied: &compared, dumped: &compared };
        let expected_loads =
            reload::load(scratch, &made.database, within, &expected_text, &mut expected_again)?.is_ok();
        if expected_loads && reload::load(scratch, &made.database, within, &actual_text, &mut actual_again)?.is_ok() {
            let again = differences(&Entries::read(&expected_again.dump), &Entries::read(&actual_again.dump));
            let still: BTreeSet<&Object> = again.iter().map(|change| &change.object).collect();
            changes.retain(|change| still.contains(&change.object));
        }
    }
    Ok(Ok(Comparison { changes, schemas_not_in_file, schemas_not_covered, schemaless_kinds }))
}

/// Objects in schemas of the platform that somebody else made, each with its kind: no schema file
/// is to have them, as those schemas are the platform's.
pub(super) fn platform(runner: &mut Runner, platform: Platform) -> Result<BTreeSet<String>, Error> {
    let schemas: Vec<String> = platform.schemas().iter().map(|schema| literal(schema)).collect();
    if schemas.is_empty() {
        return Ok(BTreeSet::new());
    }
    let objects = runner.column(&include_str!("platform.sql").replace("$schemas", &schemas.join(", ")))?;
    Ok(objects.into_iter().collect())
}

/// The schemas that a schema file is to cover and that are not there.
pub(super) fn absent(made: &Readable, covered: Option<&[String]>) -> Vec<String> {
    covered.unwrap_or_default().iter().filter(|schema| !made.schemas.contains(schema)).cloned().collect()
}

/// The schema file of a database that migrations made, below its head: the schemas that it is
/// to cover, or else `public` and every other schema that is not the platform's.
pub(super) fn write(
    scratch: &mut ScratchDatabases<'_, '_>,
    made: &Readable,
    covered: Option<&[String]>,
) -> Result<String, Error> {
    let managed = scratch.platform.schemas();
    let mut schemas: BTreeSet<String> = made.schemas.iter().cloned().collect();
    match covered {
        Some(covered) => schemas.retain(|schema| covered.contains(schema)),
        None => schemas.retain(|schema| !managed.contains(&schema.as_str())),
    }
    Ok(dump::written(&part(scratch, made, &schemas)?))
}

/// What a database holds at a moment, what a schema file leaves out included, with the roles of
/// its server.
pub(super) struct State {
    entries: Entries,
    undumped: Undumped,
    roles: BTreeMap<String, String>,
}

/// Reads it of a database to which nobody is connected.
pub(super) fn state(scratch: &mut ScratchDatabases<'_, '_>, database: &str) -> Result<State, Error> {
    let entries = Entries::read(&dump(scratch, database, &BTreeSet::new())?);
    let undumped = undumped::read(scratch.stage.engine, database)?;
    let roles = scratch.stage.engine.roles()?;
    Ok(State { entries, undumped, roles: roles.into_iter().map(|role| (role.name, role.definition)).collect() })
}

/// What differs: `actual` is before, `expected` is after.
pub(super) fn changes(before: &State, after: &State) -> Vec<Change> {
    let mut changes = differences(&after.entries, &before.entries);
    changes.extend(undumped::changes(&before.undumped, &after.undumped));
    let names: BTreeSet<&String> = before.roles.keys().chain(after.roles.keys()).collect();
    for name in names {
        let (actual, expected) = (before.roles.get(name), after.roles.get(name));
        let difference = match (actual, expected) {
            (one, other) if one == other => continue,
            (None, _) => Difference::Added,
            (_, None) => Difference::Removed,
            _ => Difference::Changed,
        };
        let object = Object { kind: "role".to_owned(), schema: String::new(), name: name.clone() };
        let text = |definition: Option<&String>| definition.cloned().unwrap_or_default();
        changes.push(Change { object, difference, after: text(expected), before: text(actual) });
    }
    changes
}

/// What `pg_dump` writes of these schemas. Of schemas that are not there it is empty, which
/// `pg_dump` would call an error.
fn part(scratch: &mut ScratchDatabases<'_, '_>, made: &Readable, schemas: &BTreeSet<String>) -> Result<Vec<u8>, Error> {
    if !schemas.contains(PUBLIC) && !made.schemas.iter().any(|schema| schemas.contains(schema)) {
        return Ok(Vec::new());
    }
    dump(scratch, &made.database, schemas)
}

/// The flags that a schema file is written with; without a schema everything is.
fn dump(scratch: &mut ScratchDatabases<'_, '_>, database: &str, schemas: &BTreeSet<String>) -> Result<Vec<u8>, Error> {
    let schemas: Vec<String> =
        schemas.iter().map(|schema| format!("--schema=\"{}\"", schema.replace('"', "\"\""))).collect();
    let mut arguments = vec!["--schema-only", "--quote-all-identifiers", "--no-owner", "--no-privileges"];
    arguments.extend(schemas.iter().map(String::as_str));
    scratch.stage.engine.dump(database, &arguments)
}

fn differences(expected: &Entries, actual: &Entries) -> Vec<Change> {
    let identities: BTreeSet<&Identity> = expected.iter().chain(actual.iter()).map(|(identity, _)| identity).collect();
    let change = |identity: &Identity| {
        // A tool's own note of what it applied is in the file and in no migration.
        if identity.is_of_tracking() {
            return None;
        }
        let (expected, actual) = (expected.of(identity), actual.of(identity));
        let difference = match (expected, actual) {
            (Some(expected), Some(actual)) if expected == actual => return None,
            (Some(_), Some(_)) => Difference::Changed,
            (Some(_), None) => Difference::Added,
            (None, _) => Difference::Removed,
        };
        let text = |entry: Option<&str>| entry.unwrap_or_default().to_owned();
        Some(Change { object: identity.object(), difference, after: text(expected), before: text(actual) })
    };
    identities.into_iter().filter_map(change).collect()
}
