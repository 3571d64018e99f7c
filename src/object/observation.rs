//! What a server was seen to do while a statement ran.

use super::lock::Lock;
use crate::text::Span;

/// A statement that was watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observation {
    /// Where it stands in its file, in bytes.
    pub statement: Span,
    /// Its line, from 1.
    pub line: usize,
    /// Its text, without secrets.
    pub text: String,
    /// What it did to tables and views that were there before the first new migration, in order
    /// of their names; those that were only read row by row are left out.
    pub touched: Vec<TouchedRelation>,
    /// True when the server said that it left something out, as `IF EXISTS` makes it.
    pub skipped: bool,
    /// True when the server's remarks on scans can be read.
    pub hears_scans: bool,
}

/// A table or view, and what a statement did to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedRelation {
    /// Its schema.
    pub schema: String,
    /// Its name before the statement.
    pub name: String,
    /// The strongest lock on it when the statement had run; `None` outside a transaction, where
    /// locks end with the statement.
    pub lock: Option<Lock>,
    /// It was written anew.
    pub rewritten: bool,
    /// All of it was read: to check a constraint, or to build an index.
    pub scanned: bool,
}
