//! Errors of writing to a live database.

use crate::postgres;
use crate::text::{RelPath, words};
use crate::tracking::MissingRight;

/// Nothing was applied.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached, or refuses (environment).
    #[error("{0}")]
    Database(#[from] postgres::Error),
    /// Another session has the lock (environment).
    #[error("{tool} holds the migration lock of this database: {holder}")]
    Held { tool: &'static str, holder: String },
    /// The role lacks rights to record migrations (user).
    #[error("the role of this connection lacks {}", lacks(.0))]
    Rights(Vec<MissingRight>),
    /// The server is a replica, or refuses writes (user).
    #[error("the database is read-only{}", if *.is_replica { ": it is a replica" } else { "" })]
    ReadOnly { is_replica: bool },
    /// A pooler gives each transaction a session of its own, so that no lock lasts (user).
    #[error("the connection leads through {pooler}, where the locks of a session do not last")]
    Pooled { pooler: String, session_at: Option<String> },
    /// The table is in another schema than the one in which the tool looks for it (user).
    #[error("the tracking table is in schema {found}, and {tool} writes to {expected}")]
    OtherSchema { found: String, expected: &'static str, tool: &'static str },
    /// The table has changed since the plan was made (environment).
    #[error("the tracking table has changed since the plan was shown")]
    Changed,
}

fn lacks(rights: &[MissingRight]) -> String {
    let names: Vec<String> = rights.iter().map(|missing| missing.right.clone()).collect();
    words::list(&names, names.len())
}

/// A migration that was not applied, after others may have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub path: RelPath,
    /// `None` if the statement is not one of the file.
    pub place: Option<Place>,
    /// A fragment.
    pub message: String,
    /// The detail, hint and context of the server.
    pub notes: Vec<String>,
    /// The state of the database, in sentences.
    pub state: String,
    /// An imperative.
    pub help: String,
}

/// A statement in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// The start of the statement, on one line.
    pub statement: String,
}
