//! A file that is being applied, and the failures in it.

use super::error::{Failure, Place};
use super::help::help_for;
use super::mark::Mark;
use super::record::Record;
use super::units::Unit;
use crate::postgres::{self, SqlError};
use crate::replay::Source;
use crate::sql;
use crate::text::{Span, hex, position};
use sha2::{Digest as _, Sha256};

/// A file that is being applied.
pub(super) struct File<'f> {
    pub(super) source: &'f Source,
    pub(super) text: &'f [u8],
    pub(super) units: &'f [Unit],
    pub(super) version: String,
    pub(super) record: Record,
    pub(super) row_id: String,
}

impl File<'_> {
    /// The mark after some of the units.
    pub(super) fn mark(&self, done: usize, is_running: bool) -> Mark {
        let mut sum = Sha256::new();
        for span in self.units.iter().take(done).flat_map(|unit| &unit.statements) {
            sum.update(&self.text[span.clone()]);
            sum.update(b";");
        }
        let sum = hex(&sum.finalize()[..8]);
        Mark { version: self.version.clone(), done, is_running, row_id: self.row_id.clone(), sum }
    }

    /// The state of the database after a failure, in sentences.
    fn state(&self, mark: Option<&Mark>) -> String {
        let path = &self.source.path;
        match mark.filter(|mark| mark.done > 0) {
            Some(mark) => format!(
                "{} of {} parts of {path} are applied and stay; the migration is not recorded. The next `tidegate apply` \
                 continues after them.",
                mark.done,
                self.units.len()
            ),
            None => format!("No part of {path} is applied: its transaction was rolled back."),
        }
    }

    /// The same after a statement that ran outside a transaction, with what it left behind.
    pub(super) fn state_outside(&self, mark: &Mark, left: &str) -> String {
        match mark.done {
            0 => format!("No part of {} is completed, and the migration is not recorded. {left}", self.source.path),
            _ => format!("{} {left}", self.state(Some(mark))),
        }
    }

    /// The failure of a statement.
    pub(super) fn of_statement(&self, span: &Span, error: &SqlError, mark: Option<&Mark>) -> Failure {
        let notes = [&error.detail, &error.hint, &error.context].into_iter().flatten().cloned().collect();
        let message = if error.sqlstate.is_empty() {
            error.message.clone()
        } else {
            format!("{} ({})", error.message, error.sqlstate)
        };
        Failure {
            path: self.source.path.clone(),
            place: Some(place_of(self.text, span)),
            message,
            notes,
            state: self.state(mark),
            help: help_for(error, &self.version),
        }
    }

    /// The failure of a statement at which the connection was lost.
    pub(super) fn lost(&self, span: &Span, error: &postgres::Error, mark: &Mark) -> Failure {
        Failure {
            path: self.source.path.clone(),
            place: Some(place_of(self.text, span)),
            message: error.to_string(),
            notes: Vec::new(),
            state: self.state(Some(mark)),
            help: "run `tidegate apply` again".to_owned(),
        }
    }
}

/// The failure of a migration of which nothing more is known.
pub(super) fn unfinished(source: &Source, message: String) -> Failure {
    Failure {
        path: source.path.clone(),
        place: None,
        message,
        notes: Vec::new(),
        state: format!("The migrations before {} are applied and recorded.", source.path),
        help: "run `tidegate status`, then `tidegate apply` again".to_owned(),
    }
}

/// The most characters of a statement that are shown.
const SHOWN: usize = 120;

/// The place of a statement.
pub(super) fn place_of(text: &[u8], span: &Span) -> Place {
    let statement = String::from_utf8_lossy(&text[span.clone()]);
    Place { line: position(text, span.start).line, statement: sql::on_one_line(&statement, SHOWN) }
}
