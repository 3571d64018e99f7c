//! Failures of reconciliations.

use super::context;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::diff;
use crate::jobs::live;
use crate::jobs::reconcile::Error;
use crate::jobs::{decisions, migration_text, verify};
use crate::report;

/// The failure for an error; mistakes in files are written in their lines.
pub(super) fn failure(error: Error, terminal: &mut Terminal) -> Failure {
    let message = error.to_string();
    match error {
        Error::Diff(diff::Error::Verify(verify::Error::Settings(error)))
        | Error::Live(live::Error::History(verify::Error::Settings(error)))
        | Error::Migration(migration_text::Error::Diff(diff::Error::Verify(verify::Error::Settings(error)))) => {
            context::settings_failure(error, terminal)
        }
        Error::Diff(error) | Error::Migration(migration_text::Error::Diff(error)) => error.into(),
        Error::Migration(migration_text::Error::New(error)) => error.into(),
        Error::Live(error) => error.into(),
        Error::Git(error) => error.into(),
        Error::Decisions(error) => of_decisions(error, terminal),
        Error::Pending { has_table: true, .. } => Failure::usage(message)
            .hint("apply them first: `tidegate apply --db DATABASE`")
            .hint("or record those that are in effect: `tidegate repair --db DATABASE --applied VERSION`"),
        Error::Pending { .. } => Failure::usage(message)
            .hint("the database has no tracking table; see which migrations are in effect: `tidegate drift --db DATABASE`")
            .hint("then record them: `tidegate repair --db DATABASE --applied VERSION`"),
        Error::OtherPlatform(lacking) => {
            Failure::usage(message).hint("name a database of the project with --db").hint(lacking.remedy())
        }
        Error::Interrupted { .. } => {
            Failure::usage(message).hint("continue it: `tidegate apply --db DATABASE`")
        }
        Error::NotEditable(_) => Failure::usage(message).hint("write each entry as docs/reconcile.md shows it"),
    }
}

/// The failure for a file of decisions.
pub(super) fn of_decisions(error: decisions::Error, terminal: &mut Terminal) -> Failure {
    let message = error.to_string();
    match error {
        decisions::Error::Invalid { path, text, problems } => {
            let width = terminal.width;
            let written = report::setup::config::write(&path, &text, &problems, width, terminal.err());
            written.map_or_else(Failure::from, |()| {
                Failure::usage(message).hint("correct the file; docs/reconcile.md describes its keys")
            })
        }
        decisions::Error::Unreadable { .. } => {
            Failure::usage(message).hint("make it a readable text file, or remove it")
        }
    }
}
