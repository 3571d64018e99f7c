//! Errors of jobs about live databases.

use crate::jobs::{new, verify};
use crate::live;
use crate::postgres;
use crate::text::{RelPath, words};
use crate::tracking::MissingRight;

/// A job that was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The history of the working tree cannot be read (user).
    #[error(transparent)]
    History(#[from] verify::Error),
    /// The database cannot be reached or read (environment).
    #[error("{0}")]
    Database(postgres::Error),
    /// Nothing was applied, because the database did not allow it (environment, or the user).
    #[error(transparent)]
    Apply(live::Error),
    /// The files of a new migration cannot be written (user, or environment).
    #[error(transparent)]
    New(#[from] new::Error),
    /// A file of a new migration exists (user).
    #[error("{0} already exists")]
    Exists(RelPath),
    /// The role lacks rights (user).
    #[error("the role of this connection lacks {}", lacks(.0))]
    Rights(Vec<MissingRight>),
    /// A snapshot was not taken, proven or restored (environment, or the user).
    #[error(transparent)]
    Snapshot(#[from] live::snapshot::Error),
    /// A gate of a rehearsal cannot be started (user).
    #[error("cannot run `{command}`: {cause}")]
    Gate { command: String, cause: std::io::Error },
    /// A framework applies the migrations, which are not files of SQL (user).
    #[error("the migrations are applied by a command, and their names are not known to tidegate")]
    NoScripts,
    /// The tracking table of the migration tool is not known (user).
    #[error("the tracking table of {0} cannot be read")]
    UnknownTool(&'static str),
    /// A table has the name of the tracking table, and other columns (user).
    #[error("table {table} does not have the columns of the tracking table of {tool}")]
    OtherColumns { table: String, tool: &'static str },
    /// The tool has several tracking tables in the database (user).
    #[error("the database has several tracking tables of {tool}: {}", .tables.join(", "))]
    SeveralTables { tables: Vec<String>, tool: &'static str },
}

fn lacks(rights: &[MissingRight]) -> String {
    let names: Vec<String> = rights.iter().map(|missing| missing.right.clone()).collect();
    words::list(&names, names.len())
}
