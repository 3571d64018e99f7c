//! The record of a rehearsal.

use crate::catalog::Catalog;
use serde::{Deserialize, Serialize};

/// A rehearsal as it is written beside the snapshot.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsal {
    pub format: u32,
    /// The version of tidegate.
    pub tidegate: String,
    /// UTC, RFC 3339.
    pub rehearsed: String,
    /// The database of the snapshot: `localhost:5432/app`, never with a password.
    pub address: String,
    /// The role that ran the migrations.
    pub role: String,
    pub snapshot_taken: String,
    /// The hash of the plan.
    pub plan: String,
    /// The migrations, in order.
    pub migrations: Vec<String>,
    /// The hash of the catalog of the database that the snapshot is of.
    pub catalog_before: String,
    /// The hash of the catalog of the copy after the migrations.
    pub catalog_after: String,
    pub after: Catalog,
    pub statements: Vec<Statement>,
    /// The tables in which the number of rows has changed.
    pub rows: Vec<RowChange>,
    pub gates: Vec<Gate>,
    /// Whether every migration was applied and every gate has passed.
    pub has_passed: bool,
}

impl Rehearsal {
    /// The version of the record. It is raised when a key changes its meaning or is removed.
    pub const FORMAT: u32 = 1;
}

/// A statement that was run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    pub path: String,
    /// From 1.
    pub line: usize,
    /// Its start, on one line.
    pub statement: String,
    pub milliseconds: u64,
    /// Existing tables with the locks that it took; `None` outside a transaction.
    pub locks: Option<Vec<(String, String)>>,
}

/// The number of rows of a table; `None` where it does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowChange {
    pub table: String,
    pub before: Option<u64>,
    pub after: Option<u64>,
}

/// A command of the user that was run on the copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gate {
    pub command: String,
    pub has_passed: bool,
    pub seconds: u64,
    /// The end of the output of one that failed.
    pub output: String,
}
