//! A server on which databases can be created and dropped.

use super::database::{Database, Session};
use super::error::Error;
use super::run_key::RunKey;
use super::version::Version;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

/// A server on which databases can be created and dropped.
///
/// An engine may support only one connection; callers open one database at a time and close it
/// before they create, rename, drop or dump one.
pub trait Engine {
    /// The server of the engine.
    fn server(&self) -> &Server;

    /// Creates a database. Settings that `ALTER DATABASE … SET` gave the template are copied,
    /// which `CREATE DATABASE` alone does not do.
    fn create_database(&mut self, new: &NewDatabase<'_>) -> Result<(), Error>;

    /// Renames a database, which must have no connections. On a private server a name other than that
    /// of a temporary database keeps it for later runs, safe from their histories.
    fn rename_database(&mut self, name: &str, new_name: &str) -> Result<(), Error>;

    /// Drops a database and the connections to it; a database that does not exist is not an error.
    fn drop_database(&mut self, name: &str) -> Result<(), Error>;

    /// The names of the databases that this engine may drop, in order.
    fn databases(&mut self) -> Result<Vec<String>, Error>;

    /// The names of those among them that are kept for later runs, in order. A history cannot create one of them: it
    /// cannot give a database to their owner.
    fn kept_databases(&mut self) -> Result<Vec<String>, Error>;

    /// The size of a database on disk, in bytes. On a slow disk this takes a while, because
    /// every file is examined.
    fn size(&mut self, name: &str) -> Result<u64, Error>;

    /// Connects to a database, on a private server as the role that runs histories.
    fn open(&mut self, name: &str, session: &Session) -> Result<Box<dyn Database>, Error>;

    /// Connects to a database as the superuser of a private server; `None` on other servers. No SQL
    /// but tidegate's may run on the connection, or may have run in the database.
    fn open_as_superuser(&mut self, _name: &str) -> Result<Option<Box<dyn Database>>, Error> {
        Ok(None)
    }

    /// The key of a private server whose histories run without superuser rights.
    fn run_key(&self) -> Option<RunKey> {
        None
    }

    /// The extensions that `CREATE EXTENSION` would find, in order of their names.
    fn extensions(&mut self) -> Result<Vec<Extension>, Error>;

    /// The roles of the server except predefined ones, in order of their names.
    fn roles(&mut self) -> Result<Vec<Role>, Error>;

    /// The variables by which a client program reaches a database as the role that runs histories; `None` where no other
    /// program may connect.
    fn client_variables(&self, _database: &str) -> Option<Vec<(&'static str, OsString)>> {
        None
    }

    /// The files and folders of this machine that the server's answers depend on besides the SQL
    /// it is sent: as long as they do not change, neither do the answers. `None` when they are
    /// unknown, as on a server that tidegate did not start.
    fn sources(&mut self) -> Result<Option<Vec<PathBuf>>, Error> {
        Ok(None)
    }

    /// Marks the engine's stored state as unreliable, so that the next run starts without it.
    fn invalidate(&mut self) {}

    /// The output of the engine's `pg_dump` for a database with these arguments.
    fn dump(&mut self, name: &str, arguments: &[&str]) -> Result<Vec<u8>, Error>;
}

/// The version and origin of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    pub version: Version,
    /// The folder of its programs, or its address without the password.
    pub origin: String,
}

/// `PostgreSQL 15.18 from /usr/lib/postgresql/15/bin`
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgreSQL {} from {}", self.version, self.origin)
    }
}

/// A database to create.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewDatabase<'a> {
    /// On a server that tidegate did not start it must be a [`scratch_name`](super::scratch_name).
    pub name: &'a str,
    /// The database to clone, which must have no connections; without one the new database is
    /// empty, as a new cluster has it.
    pub template: Option<&'a str>,
}

/// An extension that a server offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    pub name: String,
    /// The version that `CREATE EXTENSION` installs unless another is named.
    pub version: String,
}

/// A role of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub name: String,
    /// Statements that recreate it, with memberships and settings but without its password;
    /// equal roles have equal definitions.
    pub definition: String,
}
