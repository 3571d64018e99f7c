//! The only door to Postgres: servers, databases on them, and the driver.
//!
//! An [`Engine`] is a server on which databases can be made and thrown away; a [`Database`]
//! is a connection to one of them. Three engines stand behind these words: `local` starts a
//! server of its own from programs found on the machine, [`url`] uses a server that the user
//! names, and `embedded`, where it is built in, is a server inside this binary. SQL goes out
//! by the simple query protocol, as `psql` sends it, and everything that comes back is owned
//! text.
//!
//! Never: knows what a migration or a catalog is, prints.

mod administration;
mod connection;
mod dump;
#[cfg(feature = "embedded")]
pub mod embedded;
mod environment;
mod error;
mod find;
#[cfg(unix)]
pub mod local;
mod log;
mod names;
pub mod sqlstate;
mod stamp;
pub mod url;
mod version;
mod version_probe;

pub use environment::Environment;
pub use error::{Error, SqlError};
pub use find::{Choice, Found, Installation, Source, choose, find, find_again};
pub use names::{SCRATCH_PREFIX, quoted, scratch_name};
pub use stamp::{Stamp, Stamped};
pub use version::Version;
pub use version_probe::VersionProbe;

use std::fmt;
use std::path::PathBuf;

/// A server on which databases can be made and thrown away.
///
/// An engine may have room for one connection only; those above open one database at a
/// time and close it before they create, rename, drop or dump.
pub trait Engine {
    /// Which server it is.
    fn server(&self) -> &Server;

    /// Creates a database. Settings that `ALTER DATABASE … SET` gave the template come along,
    /// which `CREATE DATABASE` alone does not do.
    fn create_database(&mut self, new: &NewDatabase<'_>) -> Result<(), Error>;

    /// Gives a database another name. Nobody may be connected to it.
    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), Error>;

    /// Drops a database with the connections to it; one that is not there is no error.
    fn drop_database(&mut self, name: &str) -> Result<(), Error>;

    /// The names of the databases that this engine may drop, in order.
    fn databases(&mut self) -> Result<Vec<String>, Error>;

    /// How large a database is on disk, in bytes. On a slow disk this takes a while, as every
    /// file is looked at.
    fn size(&mut self, name: &str) -> Result<u64, Error>;

    /// Connects to a database.
    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, Error>;

    /// The extensions that `CREATE EXTENSION` would find, in order of their names.
    fn extensions(&mut self) -> Result<Vec<Extension>, Error>;

    /// The roles of the server, those that Postgres itself brings left out, in order of
    /// their names.
    fn roles(&mut self) -> Result<Vec<Role>, Error>;

    /// The files and folders of this machine that its answers depend on beside the SQL that it
    /// is sent: what stays the same while these do. `None` where nobody can tell, as on a
    /// server of somebody else.
    fn sources(&mut self) -> Result<Option<Vec<PathBuf>>, Error> {
        Ok(None)
    }

    /// Says that something is wrong with what the engine keeps, so that the next run does
    /// without it.
    fn invalidate(&mut self) {}

    /// What the engine's `pg_dump` writes for a database with these arguments.
    fn dump(&mut self, name: &str, arguments: &[&str]) -> Result<Vec<u8>, Error>;
}

/// A connection to a database. Dropping it closes it.
pub trait Database {
    /// Runs SQL, one statement or many, by the simple query protocol: several statements in
    /// one call are one transaction unless they say otherwise. Rows are thrown away.
    fn run(&mut self, sql: &str) -> Result<(), Error>;

    /// Runs one statement and returns its rows as text.
    fn query(&mut self, sql: &str) -> Result<Rows, Error>;

    /// Runs one statement and returns the first value of its first row; `None` for NULL and for no
    /// row.
    fn value(&mut self, sql: &str) -> Result<Option<String>, Error> {
        Ok(self.query(sql)?.rows.into_iter().next().and_then(|row| row.into_iter().next()).flatten())
    }

    /// Runs one `COPY … FROM stdin` with the bytes that follow it in a file, the closing
    /// `\.` left out; returns the number of rows. A copy that cannot even begin (its table is
    /// not there) ends the connection, after its error was returned.
    fn copy_in(&mut self, statement: &str, data: &[u8]) -> Result<u64, Error>;

    /// What the server remarked since the last call, oldest first.
    fn take_notices(&mut self) -> Vec<Notice>;
}

/// Which server an engine is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its version.
    pub version: Version,
    /// Where it came from: a folder, or an address without its password.
    pub origin: String,
}

/// `PostgreSQL 15.18 from /usr/lib/postgresql/15/bin`
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgreSQL {} from {}", self.version, self.origin)
    }
}

/// A database to be made.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewDatabase<'a> {
    /// Its name. On a server that belongs to somebody else it must be a [`scratch_name`].
    pub name: &'a str,
    /// The database to clone, to which nobody may be connected; without one it is empty, as
    /// Postgres delivers it.
    pub template: Option<&'a str>,
}

/// How a connection is to be.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// The role to log in as; without one the engine's own.
    pub role: Option<String>,
    /// From which level on remarks are wanted.
    pub notices: Level,
    /// Settings to which `RESET ALL` returns.
    pub settings: Vec<(String, String)>,
}

/// How loud a remark of the server is, in the order of `client_min_messages`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `DEBUG1`: rewrites and validation scans are told from here on.
    Debug,
    /// `LOG`
    Log,
    /// `NOTICE`, and `INFO`, which is always sent.
    #[default]
    Notice,
    /// `WARNING`
    Warning,
}

impl Level {
    /// The word for `client_min_messages`.
    fn setting(self) -> &'static str {
        match self {
            Self::Debug => "debug1",
            Self::Log => "log",
            Self::Notice => "notice",
            Self::Warning => "warning",
        }
    }
}

/// A remark of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How loud it is.
    pub level: Level,
    /// What was said, as for an error.
    pub said: SqlError,
}

/// The answer to a query, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows; `None` is NULL.
    pub rows: Vec<Vec<Option<String>>>,
}

/// An extension that a server offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// The version that `CREATE EXTENSION` takes when none is named.
    pub version: String,
}

/// A role of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Statements that make it what it is, memberships and settings included, passwords left
    /// out; equal roles have equal definitions.
    pub definition: String,
}
