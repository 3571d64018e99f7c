//! Failures of `squash`.

use super::context;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::diff;
use crate::jobs::migration_text;
use crate::jobs::squash::Error;
use crate::jobs::verify;

/// The failure for an error; mistakes in the configuration are written in their lines.
pub(super) fn failure(error: Error, terminal: &mut Terminal) -> Failure {
    let message = error.to_string();
    match error {
        Error::Diff(diff::Error::Verify(verify::Error::Settings(error))) => context::settings_failure(error, terminal),
        Error::Diff(error) | Error::Migration(migration_text::Error::Diff(error)) => error.into(),
        Error::Migration(migration_text::Error::New(error)) => error.into(),
        Error::NoVersion(_) => Failure::usage(message)
            .hint("write the version as it is in the name of the file, and name the first one that stays"),
        Error::TooFew(_) => Failure::usage(message).hint("name a later version: `tidegate squash --before VERSION`"),
        Error::Replay { .. } => Failure::usage(message).hint("see the cause, and correct it first: `tidegate verify`"),
    }
}
