//! The migrations to apply, and what became of them.

use super::error::Failure;
use super::observe::Observed;
use crate::migration::layout::{Layout, Tracking};
use crate::replay::Source;
use crate::text::RelPath;
use crate::tracking::{Row, Table, Tool};
use std::time::Duration;

/// The migrations to apply.
pub struct Task<'a> {
    pub layout: &'static Layout,
    /// The statements of the tool about its table.
    pub tracking: &'static Tracking,
    pub tool: &'static Tool,
    /// The table; without one, it is created.
    pub table: Option<Table>,
    /// The rows for which the plan was made.
    pub expected: Vec<Row>,
    /// The scripts, in order.
    pub migrations: Vec<&'a Source>,
    pub options: Options,
    /// Whether the time and the locks of each statement are noted.
    pub observes: bool,
}

/// Limits.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Longest wait of a statement for a lock on a table.
    pub lock_timeout: Duration,
    /// Longest wait of a statement with `CONCURRENTLY` for other sessions, at a stretch.
    pub concurrent_wait: Duration,
    /// Longest wait for the migration locks.
    pub patience: Duration,
    /// The number of times that a transaction is repeated that did not get a lock, or was part of a deadlock.
    pub retries: u32,
}

/// The result.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// The migrations that were applied.
    pub done: Vec<RelPath>,
    pub failure: Option<Failure>,
    /// The statements that have run, where they are noted.
    pub observed: Vec<Observed>,
    /// Sentences about what happened besides.
    pub notes: Vec<String>,
}
