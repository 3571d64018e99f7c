//! Differences that are none once both sides were loaded from a dump.

use super::super::change::{Change, DumpObject};
use super::super::scratch::{Replay, ReplayedDatabase};
use super::entry_changes::entry_changes;
use super::reload::{self, Scope};
use crate::dump::Entries;
use crate::postgres::Error;
use std::collections::BTreeSet;

/// Removes the changes that vanish when both dumps are loaded and dumped once more: some
/// expressions are printed differently after they were loaded from a dump, and do not change
/// from then on. It takes as long as everything before.
pub(super) fn retain_stable(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    compared: &BTreeSet<String>,
    (before, after): (&[u8], &[u8]),
    changes: &mut Vec<Change>,
) -> Result<(), Error> {
    let scope = Scope { emptied: compared, dumped: compared };
    let mut reloaded = Vec::new();
    for text in [after, before] {
        let Ok(dump) = reload::load(replay, &database.name, scope, text)? else { return Ok(()) };
        reloaded.push(Entries::read(&dump));
    }
    let [after, before] = &reloaded[..] else { return Ok(()) };
    let stable = entry_changes(before, after);
    let stable: BTreeSet<&DumpObject> = stable.iter().map(|change| &change.object).collect();
    changes.retain(|change| stable.contains(&change.object));
    Ok(())
}
