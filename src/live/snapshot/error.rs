//! Errors of snapshots.

use super::readable::Unreadable;
use crate::{introspect, postgres};
use std::io;
use std::path::PathBuf;

/// A snapshot that was not taken, proven or restored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server or one of its programs failed (environment).
    #[error("{0}")]
    Database(#[from] postgres::Error),
    /// The role cannot read everything (user).
    #[error("the role {role} cannot read everything in {database}")]
    Unreadable { role: String, database: String, objects: Vec<Unreadable> },
    /// A pooler gives each transaction a session of its own, so no snapshot can be exported (user).
    #[error("the connection leads through {pooler}, where a session does not last")]
    Pooled { pooler: String, session_at: Option<String> },
    /// The schema was changed while the snapshot was taken (environment).
    #[error("the schema of {database} was changed while the snapshot was taken")]
    ChangedMeanwhile { database: String },
    /// The archive does not contain what it should (environment).
    #[error("cannot read {what}")]
    Unread { what: String },
    /// The folder of a snapshot cannot be read or written (environment).
    #[error("cannot {doing} {}: {cause}", .path.display())]
    Files { doing: &'static str, path: PathBuf, cause: io::Error },
    /// The folder is not a snapshot, or not a whole one (user).
    #[error("{} was not written by `tidegate snapshot` or `rehearse`: {reason}", .path.display())]
    NotASnapshot { path: PathBuf, reason: String },
    /// A file of the snapshot is not the one that was written (user).
    #[error("{} has changed since the snapshot was taken", .path.display())]
    Damaged { path: PathBuf },
    /// No server of the right version is installed on this machine (environment).
    #[error("a copy of this snapshot needs PostgreSQL {wanted}, and this machine has {found}")]
    NoServer { wanted: u32, found: String },
    /// A role that objects belong to, or that has privileges on them, does not exist (user).
    #[error("the server has no role {}", .roles.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "))]
    MissingRoles {
        /// Each with the statements that create it.
        roles: Vec<(String, String)>,
    },
    /// The database cannot be restored with the rights of the role (user).
    #[error("the role {role} {reason}")]
    NotAllowed { role: String, reason: String, help: Vec<String> },
    /// The server has another major version, so the schema that is restored could not be compared (user).
    #[error("the snapshot is of PostgreSQL {snapshot}, and the server is PostgreSQL {server}")]
    OtherMajor { snapshot: u32, server: u32 },
    /// The database was empty when the plan was made (environment).
    #[error("{database} is not empty any more")]
    NotEmptyAnyMore { database: String },
    /// The database is not one that a restore has kept (user).
    #[error("{name} is not a database that a restore of {database} has kept")]
    NotKept { name: String, database: String },
    /// The restored database is not as the snapshot (environment).
    #[error("the restored database differs from the snapshot: {}", .differences.join("; "))]
    Differs { differences: Vec<String> },
    /// Another session uses the database (environment).
    #[error("database {database} is in use by {sessions}")]
    InUse { database: String, sessions: String },
    /// The user has interrupted the run.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// Whether the machine or the server is the cause, and not the request.
    pub fn is_of_environment(&self) -> bool {
        matches!(
            self,
            Self::Database(_)
                | Self::ChangedMeanwhile { .. }
                | Self::Unread { .. }
                | Self::Files { .. }
                | Self::NoServer { .. }
                | Self::Differs { .. }
                | Self::InUse { .. }
                | Self::NotEmptyAnyMore { .. }
                | Self::Interrupted
        )
    }

    /// A file error with its verb and path.
    pub(super) fn files(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Files { doing, path, cause }
    }
}

impl From<introspect::Error> for Error {
    fn from(error: introspect::Error) -> Self {
        match error {
            introspect::Error::Postgres { cause, .. } => Self::Database(cause),
            error => Self::Database(postgres::Error::Catalog { cause: error.to_string() }),
        }
    }
}
