//! A side of a comparison of two schemas, as a server has it.

use crate::catalog::{Aspect, Catalog};
use crate::postgres::SqlError;
use std::collections::BTreeSet;

/// The kind of a side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SideKind {
    /// Migrations that were replayed.
    #[default]
    History,
    /// Files that were loaded.
    Files,
    /// A live database.
    Database,
}

/// A side of a comparison, as a server has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadedSide {
    pub kind: SideKind,
    /// Everything in the database.
    pub catalog: Catalog,
    /// The role that made it, in a temporary database.
    pub role: Option<String>,
    /// The content of the database before the project; `None` for a live one.
    pub base: Option<Catalog>,
    /// The aspects that the side carries.
    pub aspects: BTreeSet<Aspect>,
    /// Extensions that the platform has without an entry in `pg_extension`.
    pub provided: BTreeSet<String>,
    /// Statements that were not run, each with the reason.
    pub not_run: Vec<String>,
    /// Whether a migration gives an object to another role.
    pub sets_owners: bool,
    /// Whether a file was loaded beside the migrations, because it needs what only they create.
    pub is_beside: bool,
    /// The catalog after the schemas that were asked for were dumped and loaded once more.
    pub reloaded: Option<Catalog>,
    /// A dump of the side, if the proof of a script needs it.
    pub dump: Option<Vec<u8>>,
    /// The statement of a script that failed on a copy of the side.
    pub broken: Option<Box<BrokenStatement>>,
}

/// A statement of a script that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenStatement {
    pub sql: String,
    pub error: SqlError,
}

impl LoadedSide {
    /// A live database, with everything in it.
    pub fn of_database(catalog: Catalog) -> Self {
        Self { kind: SideKind::Database, catalog, aspects: Aspect::ALL.into(), ..Self::default() }
    }
}
