//! What can go wrong with a Postgres server, and whose fault it usually is. One cut matters
//! most to those above: what the *SQL* did wrong ([`Error::Sql`]) and what the *server*
//! suffered ([`Error::Unhealthy`], [`Error::Lost`]) are never mixed up, because only the first is
//! a verdict on a migration.

use super::sqlstate;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::PathBuf;

/// A failure of an engine or of a database on it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server refused the SQL (the migration's fault).
    #[error(transparent)]
    Sql(Box<SqlError>),
    /// The server could not go on for reasons of its own: disk full, out of memory, damaged
    /// data (environment).
    #[error("the server is in trouble: {0}")]
    Unhealthy(Box<SqlError>),
    /// The connection ended in the middle: the server died, was stopped, or closed it
    /// (environment, unless the SQL asked for just that).
    #[error("the connection to the server was lost: {cause}")]
    Lost {
        /// What was said last, with the end of the server's log where it is at hand.
        cause: String,
    },
    /// SQL given to `run` copies from or to the client; the connection is given up
    /// (a mistake of the caller, who has the data).
    #[error("`COPY … FROM stdin` or `TO stdout` needs its data handed over separately")]
    CopyWithoutData,
    /// No usable Postgres server was found on the machine (environment).
    #[error("no usable PostgreSQL server was found on this machine{}", listed(.rejected))]
    NoServer {
        /// Those that were found but cannot be used, each with the reason.
        rejected: Vec<String>,
    },
    /// tidegate runs as root, the server must not, and no other user can be taken
    /// (environment).
    #[error("a PostgreSQL server refuses to run as root, and no other user can be taken{}", listed(.tried))]
    NoAccount {
        /// The users that were tried, each with the reason against it.
        tried: Vec<String>,
    },
    /// No folder can hold a cluster (environment).
    #[error("no folder can hold a PostgreSQL cluster{}", listed(.tried))]
    NoPlace {
        /// The folders that were tried, each with the reason against it.
        tried: Vec<String>,
    },
    /// Too many runs at once use the cache folder (environment).
    #[error("all {count} clusters in {} are in use by other runs", .folder.display())]
    AllBusy {
        /// How many there are.
        count: usize,
        /// Where they are.
        folder: PathBuf,
    },
    /// A file or folder of a cluster cannot be read or written (environment).
    #[error("cannot {doing} {}: {cause}", .path.display())]
    Files {
        /// The verb: `write`, `lock`, …
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A program of the server could not be started or failed (environment).
    #[error("`{program}` failed: {cause}")]
    Program {
        /// Its path or name.
        program: String,
        /// Its last words.
        cause: String,
    },
    /// The server did not come up (environment).
    #[error("{server} does not start: {cause}")]
    Start {
        /// Which server.
        server: String,
        /// Why, with the end of its log.
        cause: String,
    },
    /// No connection could be made (environment, or the user's address).
    #[error("cannot connect to {server}: {cause}")]
    Connect {
        /// Which server; never with a password.
        server: String,
        /// What the driver or the server said.
        cause: String,
    },
    /// The address of a server cannot be understood (the user's or the configuration's
    /// fault). The address itself is not repeated: it may hold a password.
    #[error("the database address cannot be understood: {reason}")]
    Address {
        /// What is wrong with it.
        reason: String,
    },
    /// The address asks for encryption (the user's fault, or ours: there is none).
    #[error("the database address asks for `sslmode={mode}`, and tidegate has no TLS")]
    NoTls {
        /// The mode that was asked for.
        mode: String,
    },
    /// A database name that may not be used here (a mistake of the caller): too long for
    /// Postgres, or not one of ours on a server that belongs to somebody else.
    #[error("the database name `{name}` cannot be used: {reason}")]
    Name {
        /// The name.
        name: String,
        /// Why not.
        reason: &'static str,
    },
    /// There is no `pg_dump` that can dump this server (environment).
    #[error("no pg_dump for PostgreSQL {major} was found{}", listed(.rejected))]
    NoDump {
        /// The server's major.
        major: u32,
        /// Those that were found and are too old or broken.
        rejected: Vec<String>,
    },
}

impl Error {
    /// The error of the SQL itself, when it is one.
    pub fn sql(&self) -> Option<&SqlError> {
        match self {
            Self::Sql(error) => Some(error),
            _ => None,
        }
    }

    /// True when the server is gone or broken, so that nothing more can be asked of it.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::Unhealthy(_) | Self::CopyWithoutData)
    }

    /// A file error with its verb and path.
    pub(super) fn files(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Files { doing, path, cause }
    }
}

/// What the server said about SQL it refused (protocol documentation, "Error and Notice
/// Message Fields").
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{message} (SQLSTATE {sqlstate})")]
pub struct SqlError {
    /// The five letters of SQLSTATE.
    pub sqlstate: String,
    /// The primary message.
    pub message: String,
    /// More on the problem.
    pub detail: Option<String>,
    /// What the server suggests.
    pub hint: Option<String>,
    /// Where in the SQL that was sent, as a byte offset.
    pub position: Option<usize>,
    /// The query that the server ran on its own (in a function, for example), with the byte
    /// offset in it.
    pub inner: Option<(String, usize)>,
    /// The call stack, innermost first: `PL/pgSQL function f() line 3 at RAISE`.
    pub context: Option<String>,
    /// The schema it is about.
    pub schema: Option<String>,
    /// The table it is about.
    pub table: Option<String>,
    /// The column it is about.
    pub column: Option<String>,
    /// The type it is about.
    pub data_type: Option<String>,
    /// The constraint it is about.
    pub constraint: Option<String>,
}

impl SqlError {
    /// True when the server itself is in trouble and the SQL is not to blame: resources
    /// (class 53), input and output (58000, 58030), damaged data (XX001, XX002). A file that is
    /// missing (58P01) is the SQL's business when it is the library of a C function, and the
    /// server's when it is one of its own: those are named from its data folder.
    pub(super) fn is_of_the_server(&self) -> bool {
        let is_own_file = || ["\"base/", "\"global/", "\"pg_"].iter().any(|start| self.message.contains(start));
        match self.sqlstate.as_str() {
            sqlstate::SYSTEM_ERROR | sqlstate::IO_ERROR | sqlstate::DATA_CORRUPTED | sqlstate::INDEX_CORRUPTED => true,
            sqlstate::UNDEFINED_FILE => is_own_file(),
            other => other.starts_with("53"),
        }
    }

    /// True for what damaged data may look like, and hardly anything else does: errors of the
    /// system (class 58) and faults inside the server (class XX).
    pub fn may_be_damage(&self) -> bool {
        ["58", "XX"].iter().any(|class| self.sqlstate.starts_with(class))
    }
}

/// `: a; b`, or nothing.
fn listed(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!(": {}", items.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_part_of_the_sentence() {
        assert_eq!(
            Error::NoServer { rejected: vec!["/a (too old)".to_owned(), "/b (broken)".to_owned()] }.to_string(),
            "no usable PostgreSQL server was found on this machine: /a (too old); /b (broken)"
        );
        assert!(Error::NoServer { rejected: Vec::new() }.to_string().ends_with("machine"));
    }

    #[test]
    fn a_full_disk_is_no_verdict_on_the_sql() {
        let of = |sqlstate: &str| SqlError { sqlstate: sqlstate.to_owned(), ..SqlError::default() }.is_of_the_server();
        assert!(["53100", "53200", "58030", "XX001"].into_iter().all(of));
        let own =
            SqlError { message: "could not open file \"base/5/2619\": No such file".to_owned(), ..SqlError::default() };
        assert!(SqlError { sqlstate: "58P01".to_owned(), ..own }.is_of_the_server());
        assert!(!["42P01", "58P01", "XX000", "23505", "57014"].into_iter().any(of));
    }
}
