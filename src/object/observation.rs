//! Observations of a server while a statement ran.

use super::lock::Lock;
use crate::text::Span;

/// The observation of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// The place of the statement in its file, in bytes.
    pub statement: Span,
    /// Counted from 1.
    pub line: usize,
    /// The statement, with secrets redacted.
    pub text: String,
    /// Tables and views that existed before the first new migration and that it affected, in order of
    /// their names, without those that it only read row by row.
    pub touched: Vec<TouchedRelation>,
    /// Whether the server reported that it skipped something, as with `IF EXISTS`.
    pub skipped: bool,
    /// Whether the server's messages on scans can be read.
    pub hears_scans: bool,
}

/// Observed effects of a statement on a table or view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedRelation {
    pub schema: String,
    /// The name before the statement.
    pub name: String,
    /// The strongest lock held on it after the statement; `None` outside a transaction, where locks end
    /// with the statement.
    pub lock: Option<Lock>,
    /// Whether it was rewritten.
    pub rewritten: bool,
    /// Whether all of it was read, to check a constraint or to build an index.
    pub scanned: bool,
}
