//! Compares two dumps entry by entry.

use super::super::change::Change;
use crate::dump::{Entries, Identity};
use std::collections::BTreeSet;

/// Returns the entries that differ, in order of kind and name.
pub(super) fn entry_changes(before: &Entries, after: &Entries) -> Vec<Change> {
    let identities: BTreeSet<&Identity> = before.iter().chain(after.iter()).map(|(identity, _)| identity).collect();
    // A tracking table is in the file and in no migration.
    let compared = identities.into_iter().filter(|identity| !identity.is_tracking_table());
    compared
        .filter_map(|identity| Change::between(identity.object(), before.of(identity), after.of(identity)))
        .collect()
}
