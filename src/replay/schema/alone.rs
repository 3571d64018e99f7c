//! Loads a schema file without a comparison.

use super::super::failure::Failure;
use super::super::mirror::{MirrorKind, MirrorOutcome};
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::source::Source;
use super::reload;
use crate::dump;
use crate::postgres::Error;

/// Loads a schema file into a copy of the database, in which no migration ran.
pub(in super::super) fn load_alone(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    file: &Source,
) -> Result<MirrorOutcome, Error> {
    let mut outcome = MirrorOutcome::new(MirrorKind::Alone, file.path.to_string());
    outcome.compared = 1;
    let emptied = dump::schemas(&file.content, replay.platform().schemas());
    if let Err(failed) = reload::load(replay, &database.name, &emptied, &file.content)? {
        let cause = format!("{} cannot be loaded into an empty database.", file.path);
        outcome.failure = Some(Failure { cause, ..Failure::in_file(file, failed) });
    }
    Ok(outcome)
}
