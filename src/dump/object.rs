//! The name of an object in a dump.

use serde::{Deserialize, Serialize};

/// An object as `pg_dump` names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DumpObject {
    /// In `pg_dump`'s words: `table`, `fk constraint`, `policy`.
    pub kind: String,
    /// Empty for an object outside of schemas.
    pub schema: String,
    /// With the name of its table in front for a part of a table.
    pub name: String,
}
