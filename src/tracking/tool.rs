//! The facts of a tool about its tracking table.

use super::checksum::Accepted;
use super::table::Table;
use crate::migration::layout::Entry;

/// A tool with a tracking table.
pub struct Tool {
    /// The identifier of its layout; `own` for the table of tidegate.
    pub id: &'static str,
    /// Its name in sentences.
    pub name: &'static str,
    pub table: &'static str,
    /// The schema, where only one is possible.
    pub schema: Option<&'static str>,
    /// The columns that the table must have, with the types that `format_type` prints.
    pub columns: &'static [(&'static str, &'static str)],
    /// Whether the table may have others.
    pub has_more: bool,
    /// The query of the rows: version, name, checksum, statements as JSON, time and state, all as text.
    pub(super) rows: fn(&Table) -> String,
    pub records: Records,
    /// The version of a migration as the table has it.
    pub(super) key: fn(&Entry<'_>) -> String,
    /// The checksums of a content that the tool accepts.
    pub(super) checksums: Option<fn(&[u8]) -> Accepted>,
}

/// The part of a migration that a tool records besides its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// The statements.
    Statements,
    /// A checksum of the file.
    Checksum,
    /// Nothing that differs between an edited file and the applied one.
    Nothing,
}

impl Tool {
    /// The version of a migration as the table has it.
    pub fn version(&self, entry: &Entry<'_>) -> String {
        (self.key)(entry)
    }
}

impl PartialEq for Tool {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl std::fmt::Debug for Tool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}
