//! The plan of a restore.

use crate::postgres::live::Live;
use crate::postgres::{self, Archiver};

/// Connects to the database of the request, or to another one on the same server.
pub type ConnectTo<'a> = &'a dyn Fn(Option<&str>) -> Result<Live, postgres::Error>;

/// The place in which a snapshot is restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The database itself, which is empty.
    Empty,
    /// A new database, which then takes the name of this one.
    Beside,
}

/// The plan of a restore, which changes nothing.
pub struct RestorePlan {
    /// `localhost:5432/app`, never with a password.
    pub database: String,
    /// The name of the database.
    pub name: String,
    pub place: Place,
    /// The tables and the bytes of the database that is replaced, and the sessions in it.
    pub tables: u64,
    pub bytes: u64,
    pub sessions: u64,
    /// The name that the database gets that is replaced.
    pub kept: String,
    pub(super) new: String,
    pub(super) archiver: Archiver,
}
