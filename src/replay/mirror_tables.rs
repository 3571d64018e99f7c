//! The tables of Diesel, compared with those of the replayed database.

use super::mirror::{Finding, MirrorKind, MirrorOutcome};
use super::scratch::{Replay, ReplayedDatabase};
use crate::diagnostic::Place;
use crate::mirror::{DatabaseColumn, TableFile};
use crate::postgres::Error;

/// Compares the tables of a file.
pub(super) fn check_tables(
    replay: &mut Replay<'_>,
    replayed: &ReplayedDatabase,
    file: &TableFile,
) -> Result<MirrorOutcome, Error> {
    let mut outcome = MirrorOutcome::new(MirrorKind::Tables, file.path.to_string());
    let mut runner = replay.open(&replayed.name)?;
    let rows = runner.rows(include_str!("mirror_tables.sql"))?;
    drop(runner);
    let columns: Vec<DatabaseColumn> = rows.into_iter().filter_map(DatabaseColumn::of_row).collect();
    let compared = file.compare(&columns);
    outcome.compared = file.tables.len();
    outcome.notes = compared.notes;
    outcome.findings = compared
        .differences
        .into_iter()
        .map(|difference| {
            let place = Place::content(&file.path, &file.content, &difference.span);
            Finding { place, message: difference.message }
        })
        .collect();
    Ok(outcome)
}
