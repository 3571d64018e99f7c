//! Loads a schema file without a comparison.

use super::super::failure::Failure;
use super::super::mirror::{MirrorKind, MirrorOutcome};
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::source::Source;
use super::reload::{self, Scope};
use crate::dump;
use crate::postgres::Error;
use std::collections::BTreeSet;

/// Loads a schema file into a copy of the database, in which no migration ran.
pub(in super::super) fn load_alone(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    file: &Source,
) -> Result<MirrorOutcome, Error> {
    let mut outcome = MirrorOutcome::new(MirrorKind::Alone, file.path.to_string());
    outcome.compared = 1;
    let emptied = dump::schemas(&file.content, replay.platform().schemas());
    let scope = Scope { emptied: &emptied, dumped: &BTreeSet::new() };
    if let Err(failed) = reload::load(replay, &database.name, scope, &file.content)? {
        let cause = format!("{} cannot be loaded into an empty database.", file.path);
        outcome.failure = Some(Failure { cause, ..Failure::in_file(file, failed) });
    }
    Ok(outcome)
}
