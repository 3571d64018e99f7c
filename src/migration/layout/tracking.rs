//! Tracking tables: how a migration tool records what it has applied.
//!
//! The statements are those of the tool, as far as a migration can notice: which table they name and how it is found,
//! the columns that they fill, and whether they run in the transaction of the script.

use crate::object::literal;
use crate::text::Span;

/// A tracking table, and when its tool writes in it.
#[derive(Debug)]
pub struct Tracking {
    pub table: &'static str,
    pub found: FoundBy,
    /// Creates the table before the first migration.
    pub create: &'static str,
    /// Runs before a script, on its own.
    pub before: Option<Write>,
    /// Runs after a script: in its transaction if the tool puts the script into one.
    pub within: Option<Write>,
    /// Runs after the transaction of a script.
    pub after: Option<Write>,
    /// Removes the record of a migration, in the transaction of its down migration.
    pub remove: Write,
    /// Whether the tool holds a lock on the table while a script runs, and waits forever for a script that locks
    /// the table itself.
    pub is_held: bool,
    /// The end of the tool's own schema file, with the versions that are recorded; `None` if the table is in no
    /// schema file.
    pub in_schema_file: Option<fn(&[String]) -> String>,
}

/// Makes a statement of the tool about a migration.
pub type Write = fn(&Entry<'_>) -> String;

/// The way in which the tool finds its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// Its name has no schema.
    SearchPath,
    /// In the first schema of `search_path`, or in `public` if there is none.
    FirstSchema,
    /// Its name has this schema.
    Schema(&'static str),
}

/// The data that a tool records of a migration.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// As written in the name, empty if it has none.
    pub version: String,
    /// The name without version and ending.
    pub title: String,
    /// The name of the file, or of the folder in layouts with folders.
    pub name: String,
    pub content: &'a [u8],
    /// The parts that the tool cuts the script into.
    pub pieces: Option<&'a [Span]>,
    /// The key of a new row in a live database, where everything is recorded as the tool does. In a replay, whose rows
    /// are the same each time and which no migration reads in full, there is none.
    pub row_id: Option<String>,
}

impl Entry<'_> {
    /// The statements as the Supabase CLI records them: comments stay, final semicolons and white space go.
    pub fn statements(&self) -> Vec<String> {
        let text = |piece: &Span| {
            String::from_utf8_lossy(&self.content[piece.clone()]).trim_end_matches(';').trim().to_owned()
        };
        self.pieces.into_iter().flatten().map(text).collect()
    }

    /// The version as a literal.
    pub(super) fn text(&self) -> String {
        literal(&self.version)
    }

    /// The version as a number; PostgreSQL reports one that is too large.
    pub(super) fn number(&self) -> &str {
        let digits = self.version.trim_start_matches('0');
        if digits.is_empty() { "0" } else { digits }
    }
}
