//! Whether a database has every migration of the history: what a pending one makes is not drift.

use super::error::Error;
use crate::jobs::live::{self, Status, TableState};
use crate::jobs::side_settings::SettingsSource;
use crate::tracking::{Line, State};

/// Fails if a migration is pending or applied in part. Notes what the tracking table has besides.
pub(super) fn check(source: &SettingsSource<'_>, request: &live::Request) -> Result<Vec<String>, Error> {
    let status = match live::status(source, request) {
        Ok(status) => status,
        Err(error @ (live::Error::UnknownTool(_) | live::Error::NoScripts)) => {
            return Ok(vec![format!("not checked whether every migration is applied: {error}")]);
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(mark) = &status.interrupted {
        return Err(Error::Interrupted { database: status.database.clone(), version: mark.version.clone() });
    }
    let pending: Vec<String> = lines(&status, &[State::Pending, State::OutOfOrder, State::Failed]);
    if !pending.is_empty() {
        let has_table = status.table_state != TableState::Missing;
        return Err(Error::Pending { database: status.database, versions: pending, has_table });
    }
    let mut notes = Vec::new();
    for (state, text) in [
        (State::Unknown, "the tracking table has migrations that the working tree does not have"),
        (State::Edited, "migrations were edited after they were applied"),
    ] {
        let found = lines(&status, &[state]);
        if !found.is_empty() {
            notes.push(format!("{text}: {}", found.join(", ")));
        }
    }
    Ok(notes)
}

fn lines(status: &Status, states: &[State]) -> Vec<String> {
    let found = status.lines.iter().filter(|line: &&Line| states.contains(&line.state));
    found.map(|line| line.version.clone()).collect()
}
