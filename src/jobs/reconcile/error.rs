//! Errors of a reconciliation.

use crate::git;
use crate::jobs::diff::LackingPlatform;
use crate::jobs::{decisions, diff, live, migration_text, new, verify};

/// A reconciliation that was not planned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The sides cannot be read or compared (user or environment).
    #[error(transparent)]
    Diff(#[from] diff::Error),
    /// The tracking table cannot be read (environment).
    #[error(transparent)]
    Live(#[from] live::Error),
    /// The file of decisions cannot be used (user).
    #[error(transparent)]
    Decisions(#[from] decisions::Error),
    /// A migration cannot be written in this layout (user).
    #[error(transparent)]
    Migration(#[from] migration_text::Error),
    /// Migrations of the history are not recorded in the database, so what they make is not drift (user).
    #[error("{database} lacks migrations of the working tree: {}", .versions.join(", "))]
    Pending { database: String, versions: Vec<String>, has_table: bool },
    /// The database does not have the platform on which the migrations were replayed, so that each privilege which the
    /// platform grants would be decided about (user).
    #[error("{0}")]
    OtherPlatform(LackingPlatform),
    /// `apply` was interrupted in a migration (user).
    #[error("migration {version} is applied in part in {database}")]
    Interrupted { database: String, version: String },
    /// The entries of the file are not written as tables of their own (user).
    #[error("cannot add to {0}: its entries are not written as `[[change]]`, each on a line of its own")]
    NotEditable(String),
    /// A file cannot be written (environment).
    #[error(transparent)]
    Git(#[from] git::Error),
}

impl From<new::Error> for Error {
    fn from(error: new::Error) -> Self {
        Self::Migration(error.into())
    }
}

impl From<verify::Error> for Error {
    fn from(error: verify::Error) -> Self {
        Self::Diff(error.into())
    }
}
