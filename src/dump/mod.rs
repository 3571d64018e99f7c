//! The text that `pg_dump` writes: its entries with their identities, a normal form in which
//! equal schemas are equal text on every major version, and the text of a schema file.
//!
//! Never: runs `pg_dump`, opens a file.

mod entries;
mod normal;
mod version_diffs;
mod written;

pub use entries::{Entries, Identity, schemaless_kinds, schemas, with_headers};
pub use normal::normal;
pub use written::{is_written, written};

use serde::{Deserialize, Serialize};

/// An object by `pg_dump`'s words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Object {
    /// The kind: `table`, `fk constraint`, `policy`.
    pub kind: String,
    /// Its schema; empty where it has none.
    pub schema: String,
    /// Its name; behind its table's for what is a part of one.
    pub name: String,
}
