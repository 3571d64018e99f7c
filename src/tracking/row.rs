//! A row of a tracking table, in the shape that all tools share.

use super::names::is_same_version;

/// Whether a row says that the migration of this version is in the database.
pub fn is_applied(rows: &[Row], version: &str) -> bool {
    rows.iter().any(|row| row.state.is_applied() && is_same_version(&row.version, version))
}

/// The row of a version.
pub fn row_of<'a>(rows: &'a [Row], version: &str) -> Option<&'a Row> {
    rows.iter().find(|row| is_same_version(&row.version, version))
}

/// A row of a tracking table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The text that identifies the migration in the table: its version, or the name of its folder.
    pub version: String,
    /// The name without version, where the tool records it.
    pub name: Option<String>,
    /// The checksum, as text.
    pub checksum: Option<String>,
    /// The statements, where the tool records them.
    pub statements: Option<Vec<String>>,
    /// The time of the record, as the server prints it.
    pub at: Option<String>,
    pub state: RowState,
}

/// The state of a migration by its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowState {
    Applied,
    /// It began and did not end.
    Failed,
    /// It was reverted; the tool applies it again.
    RolledBack,
    /// It and every migration before it are applied: the tool keeps one row only.
    Current,
    /// As `Current`, but this one began and did not end.
    Dirty,
    /// It and every migration before it count as applied, because the database existed before.
    Baseline,
}

impl RowState {
    /// Reads the word that the query of a tool returns.
    pub(super) fn read(word: &str) -> Option<Self> {
        Some(match word {
            "applied" => Self::Applied,
            "failed" => Self::Failed,
            "rolled back" => Self::RolledBack,
            "current" => Self::Current,
            "dirty" => Self::Dirty,
            "baseline" => Self::Baseline,
            _ => return None,
        })
    }

    /// Whether the migration is in the database.
    pub fn is_applied(self) -> bool {
        matches!(self, Self::Applied | Self::Current | Self::Baseline)
    }
}
