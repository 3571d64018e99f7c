//! SQL files with their content.

use crate::migration::layout::Transaction;
use crate::text::RelPath;

/// A file with its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub path: RelPath,
    pub content: Vec<u8>,
    /// The transaction mode of this file, where it differs from the one that the layout
    /// derives from the content (Diesel's `metadata.toml`, a down migration behind a mark).
    pub transaction: Option<Transaction>,
}
