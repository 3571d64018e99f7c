//! Failures of Postgres servers, and whose fault they usually are. One distinction matters most to
//! callers: errors in the *SQL* ([`Error::Sql`]) and failures of the *server*
//! ([`Error::Unhealthy`], [`Error::Lost`]) are never confused, because only the first are a verdict
//! on a migration.

use super::overrun::Overrun;
use super::sqlstate;
use super::version::OLDEST;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::PathBuf;

/// A failure of an engine or of a database on it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server rejected the SQL (the migration's fault).
    #[error(transparent)]
    Sql(Box<SqlError>),
    /// The server could not continue for reasons of its own: disk full, out of memory, damaged data
    /// (environment).
    #[error("the server failed: {0}")]
    Unhealthy(Box<SqlError>),
    /// The connection ended in the middle: the server died, was stopped, or closed it
    /// (environment, unless the SQL caused it).
    #[error("the connection to the server was lost: {cause}")]
    Lost {
        /// The last error, with the end of the server's log if it can be read.
        cause: String,
    },
    /// The time of the run is over (the migration's fault, the setting's, or the server's).
    #[error("{0}")]
    TimedOut(Overrun),
    /// A limit of this process is too low for a server (environment).
    #[error("the limit `{limit}` is too low to start PostgreSQL: it is {actual}, and at least {needed} is needed")]
    Limit { limit: &'static str, actual: String, needed: String },
    /// SQL given to `run` copies from or to the client; the connection is closed (a mistake of the
    /// caller, who has the data).
    #[error("`COPY … FROM stdin` and `COPY … TO stdout` must be run with their data")]
    CopyWithoutData,
    /// The server has an object that cannot be described (a newer server, or a mistake of tidegate).
    #[error("{cause}")]
    Catalog { cause: String },
    /// No usable Postgres server was found on the machine (environment).
    #[error("no usable PostgreSQL server found on this machine{}", listed(.rejected))]
    NoServer {
        /// Those that cannot be used, each with the reason.
        rejected: Vec<String>,
    },
    /// tidegate runs as root, the server must not, and no other user can run it (environment).
    #[error("PostgreSQL refuses to run as root, and no other user can run it{}", listed(.tried))]
    NoAccount {
        /// The users that were tried, each with the reason.
        tried: Vec<String>,
    },
    /// No folder can be used for a cluster (environment).
    #[error("no folder can be used for a PostgreSQL cluster{}", listed(.tried))]
    NoFolder {
        /// The folders that were tried, each with the reason.
        tried: Vec<String>,
    },
    /// Too many concurrent runs use the cache folder (environment).
    #[error("all {count} clusters in {} are in use by other runs", .folder.display())]
    AllBusy { count: usize, folder: PathBuf },
    /// A file or folder of a cluster cannot be read or written (environment).
    #[error("cannot {doing} {}: {cause}", .path.display())]
    Files {
        /// The verb: `write`, `lock`, …
        doing: &'static str,
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// A program of the server could not be started or failed (environment).
    #[error("`{program}` failed: {cause}")]
    Program {
        program: String,
        /// The end of its error output.
        cause: String,
    },
    /// The server did not start (environment).
    #[error("{server} did not start: {cause}")]
    Start {
        server: String,
        /// The reason, with the end of its log.
        cause: String,
    },
    /// No connection could be made (environment, or the user's address).
    #[error("cannot connect to {server}: {cause}")]
    Connect {
        /// Without a password.
        server: String,
        cause: String,
    },
    /// The address of a server is invalid (the user's or the configuration's fault). The address
    /// itself is not printed: it may contain a password.
    #[error("invalid database address: {reason}")]
    Address { reason: String },
    /// The certificate of a server is not one that is trusted (the user's address, or an attack).
    #[error("cannot connect to {server}: {cause}")]
    Untrusted {
        /// Without a password.
        server: String,
        cause: String,
    },
    /// A database name that must not be used (a mistake of the caller): too long for Postgres, or
    /// without tidegate's prefix on a server that tidegate did not start.
    #[error("invalid database name `{name}`: {reason}")]
    Name { name: String, reason: &'static str },
    /// The server is older than those whose catalog can be read (environment).
    #[error("{server} is too old: PostgreSQL {OLDEST} or newer is needed")]
    TooOld {
        /// Its version and origin.
        server: String,
    },
    /// No `pg_dump` can dump this server (environment).
    #[error("no pg_dump for PostgreSQL {major} found{}", listed(.rejected))]
    NoDump {
        major: u32,
        /// Those that cannot be used, each with the reason.
        rejected: Vec<String>,
    },
}

impl Error {
    /// The error in the SQL, if it is one.
    pub fn sql(&self) -> Option<&SqlError> {
        match self {
            Self::Sql(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the connection or the server can no longer be used.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::Unhealthy(_) | Self::CopyWithoutData | Self::TimedOut(_))
    }

    /// A file error with its verb and path.
    pub(super) fn files(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Files { doing, path, cause }
    }
}

/// The fields of an error or notice from the server (PostgreSQL manual, section "Error and Notice
/// Message Fields").
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{message} (SQLSTATE {sqlstate})")]
pub struct SqlError {
    pub sqlstate: String,
    /// The primary message.
    pub message: String,
    pub detail: Option<String>,
    pub hint: Option<String>,
    /// The position in the SQL that was sent, as a byte offset.
    pub position: Option<usize>,
    /// The query that the server generated (in a function, for example), with the byte offset in
    /// it.
    pub inner: Option<(String, usize)>,
    /// The call stack, innermost first: `PL/pgSQL function f() line 3 at RAISE`.
    pub context: Option<String>,
    pub schema: Option<String>,
    pub table: Option<String>,
    pub column: Option<String>,
    pub data_type: Option<String>,
    pub constraint: Option<String>,
}

impl SqlError {
    /// Whether the server itself failed and the SQL is not the cause: resources (class 53), input and
    /// output (58000, 58030), damaged data (XX001, XX002). A missing file (58P01) is an error in the
    /// SQL when it is the library of a C function, and a failure of the server when it is one of its
    /// own files: those are named relative to its data folder.
    pub(super) fn is_server_fault(&self) -> bool {
        let is_own_file = || ["\"base/", "\"global/", "\"pg_"].iter().any(|start| self.message.contains(start));
        // A program that may not be started is reported as a lack of memory (popen(3)).
        let is_about_program = self.message.starts_with("could not execute command");
        match self.sqlstate.as_str() {
            _ if is_about_program => false,
            sqlstate::SYSTEM_ERROR | sqlstate::IO_ERROR | sqlstate::DATA_CORRUPTED | sqlstate::INDEX_CORRUPTED => true,
            sqlstate::UNDEFINED_FILE => is_own_file(),
            other => other.starts_with("53"),
        }
    }

    /// Whether the error may be caused by damaged data, and hardly by anything else: system errors
    /// (class 58) and internal errors (class XX).
    pub fn may_be_damage(&self) -> bool {
        ["58", "XX"].iter().any(|class| self.sqlstate.starts_with(class))
    }
}

/// The items as the end of a sentence: `: a; b`, or nothing.
fn listed(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!(": {}", items.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appends_lists_to_messages() {
        assert_eq!(
            Error::NoServer { rejected: vec!["/a (too old)".to_owned(), "/b (broken)".to_owned()] }.to_string(),
            "no usable PostgreSQL server found on this machine: /a (too old); /b (broken)"
        );
        assert!(Error::NoServer { rejected: Vec::new() }.to_string().ends_with("machine"));
    }

    #[test]
    fn does_not_blame_sql_for_a_full_disk() {
        let of = |sqlstate: &str| SqlError { sqlstate: sqlstate.to_owned(), ..SqlError::default() }.is_server_fault();
        assert!(["53100", "53200", "58030", "XX001"].into_iter().all(of));
        let program = SqlError {
            sqlstate: "53200".to_owned(),
            message: "could not execute command \"id\": Cannot allocate memory".to_owned(),
            ..SqlError::default()
        };
        assert!(!program.is_server_fault());
        let own =
            SqlError { message: "could not open file \"base/5/2619\": No such file".to_owned(), ..SqlError::default() };
        assert!(SqlError { sqlstate: "58P01".to_owned(), ..own }.is_server_fault());
        assert!(!["42P01", "58P01", "XX000", "23505", "57014"].into_iter().any(of));
    }
}
