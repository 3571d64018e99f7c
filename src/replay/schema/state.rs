//! The state of a database at a moment, to compare it before and after some files ran.

use super::super::change::{Change, DumpObject};
use super::super::scratch::Replay;
use super::changes::{Causes, reported};
use super::compare::unreadable;
use super::project::Pair;
use crate::catalog::{Aspect, Catalog};
use crate::diff::{self, Side};
use crate::postgres::{Error, REPLAY_ROLE};
use std::collections::{BTreeMap, BTreeSet};

/// Properties that a file cannot restore: the rows of a materialized view are not part of a schema.
const NOT_RESTORED: [&str; 1] = ["populated"];

/// Everything in a database, with owners, privileges and settings, and the roles of its server.
pub(in super::super) struct State {
    catalog: Catalog,
    roles: BTreeMap<String, String>,
}

/// Reads the state of a database without connections.
pub(in super::super) fn state(replay: &mut Replay<'_>, database: &str) -> Result<State, Error> {
    let catalog = replay.open(database)?.catalog()?;
    let mut roles = replay.target.engine.roles()?;
    // On a private server its memberships follow from the roles that a history creates.
    roles.retain(|role| !replay.target.is_private || role.name != REPLAY_ROLE);
    Ok(State { catalog, roles: roles.into_iter().map(|role| (role.name, role.definition)).collect() })
}

/// Returns the changes between two states.
pub(in super::super) fn changes(before: &State, after: &State) -> Result<Vec<Change>, Error> {
    let mut pair = Pair { expected: after.catalog.clone(), actual: before.catalog.clone() };
    pair.align_created_public();
    pair.remove_tracking();
    let sides = (&Side::whole(&pair.expected).without(&[Aspect::ColumnOrder]), &Side::whole(&pair.actual));
    let mut compared = diff::compare(sides.0, sides.1).map_err(unreadable)?.changes;
    compared.retain_mut(|change| {
        let is_on_both = change.before.is_some() && change.after.is_some();
        change.properties.retain(|property| !NOT_RESTORED.contains(&property.name.as_str()));
        !(is_on_both && change.properties.is_empty())
    });
    let sides = (&pair.expected, &pair.actual);
    let mut changes = reported(&compared, sides, &Causes::default()).map_err(unreadable)?;
    changes.extend(between("object", &described(&before.catalog), &described(&after.catalog)));
    changes.extend(between("role", &before.roles, &after.roles));
    Ok(changes)
}

/// Objects that no noun describes, each with its name as its definition.
fn described(catalog: &Catalog) -> BTreeMap<String, String> {
    catalog.not_modelled.iter().map(|name| (name.clone(), name.clone())).collect()
}

fn between(kind: &str, before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<Change> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let change = |name: &String| {
        let object = DumpObject { kind: kind.to_owned(), schema: String::new(), name: name.clone() };
        Change::between(object, before.get(name).map(String::as_str), after.get(name).map(String::as_str))
    };
    names.into_iter().filter_map(change).collect()
}
