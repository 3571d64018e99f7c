//! The text of `pg_dump`: its entries with their identities, a normal form in which equal schemas
//! are equal text on every major version, and the text of a schema file.
//!
//! Never: runs `pg_dump`, opens a file.

mod baseline;
mod entries;
mod normal;
mod object;
mod option_values;
mod same_schema;
mod version_diffs;
mod written;

pub use baseline::{Baseline, Existing, Refused};
pub use entries::{Entries, Identity, schemas, with_headers};
pub use normal::normal;
pub use object::DumpObject;
pub use same_schema::{same_declarations, same_schema};
pub use written::{TrackingTable, assembled, written};
