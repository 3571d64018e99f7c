//! The state of a database at a moment, to compare it before and after some files ran.

use super::super::change::{Change, DumpObject};
use super::super::scratch::Replay;
use super::dump::dump;
use super::entry_changes::entry_changes;
use super::undumped::{self, Undumped};
use crate::dump::Entries;
use crate::postgres::{Error, REPLAY_ROLE};
use std::collections::{BTreeMap, BTreeSet};

/// Everything in a database, also what a schema file leaves out, and the roles of its server.
pub(in super::super) struct State {
    entries: Entries,
    undumped: Undumped,
    roles: BTreeMap<String, String>,
}

/// Reads the state of a database without connections.
pub(in super::super) fn state(replay: &mut Replay<'_>, database: &str) -> Result<State, Error> {
    let entries = Entries::read(&dump(replay, database, &BTreeSet::new())?);
    let undumped = undumped::read(replay.target.engine, database)?;
    let mut roles = replay.target.engine.roles()?;
    // On a private server its memberships follow from the roles that a history creates.
    roles.retain(|role| !replay.target.is_private || role.name != REPLAY_ROLE);
    Ok(State { entries, undumped, roles: roles.into_iter().map(|role| (role.name, role.definition)).collect() })
}

/// Returns the changes between two states.
pub(in super::super) fn changes(before: &State, after: &State) -> Vec<Change> {
    let mut changes = entry_changes(&before.entries, &after.entries);
    changes.extend(undumped::changes(&before.undumped, &after.undumped));
    let names: BTreeSet<&String> = before.roles.keys().chain(after.roles.keys()).collect();
    changes.extend(names.into_iter().filter_map(|name| {
        let object = DumpObject { kind: "role".to_owned(), schema: String::new(), name: name.clone() };
        let (before, after) = (before.roles.get(name), after.roles.get(name));
        Change::between(object, before.map(String::as_str), after.map(String::as_str))
    }));
    changes
}
