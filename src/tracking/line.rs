//! One migration of a database and of a history.

use super::text_match::TextMatch;
use crate::text::RelPath;
use serde::Serialize;

/// A migration that a row, a file, or both stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub state: State,
    /// The version of the file as the table would have it; that of the row if there is no file.
    pub version: String,
    /// The name of the file, or the recorded one.
    pub name: String,
    /// The file, if there is one.
    pub path: Option<RelPath>,
    /// The version of the row, where it is another one.
    pub recorded_version: Option<String>,
    /// The name of the row, where it is another one.
    pub recorded_name: Option<String>,
    /// The time of the row.
    pub at: Option<String>,
    /// `None` without a row, or without a file.
    pub text: Option<TextMatch>,
    /// Both texts, where they differ and the row has its own.
    pub texts: Option<Texts>,
}

/// The text that was applied, and that of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    pub recorded: String,
    pub file: String,
}

/// The state of a migration in a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Applied,
    Pending,
    /// Pending, and a later migration is applied.
    OutOfOrder,
    /// Applied, and the file has another text now.
    Edited,
    /// Another migration is recorded under this version: its name and its text are not those of the file.
    Other,
    /// Applied under another version.
    Renumbered,
    /// Applied, and no file has this version.
    Unknown,
    /// It began and did not end.
    Failed,
}

impl State {
    /// All states, in the order in which reports count them.
    pub const ALL: [Self; 8] = [
        Self::Applied,
        Self::Pending,
        Self::OutOfOrder,
        Self::Edited,
        Self::Other,
        Self::Renumbered,
        Self::Unknown,
        Self::Failed,
    ];
}

impl Line {
    /// Whether a row says that the migration is in the database under its version.
    pub fn is_recorded(&self) -> bool {
        matches!(self.state, State::Applied | State::Edited | State::Other)
    }

    /// Whether the migration is to be applied.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Pending | State::OutOfOrder)
    }
}
