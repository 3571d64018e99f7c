//! Snapshots of live databases: taken, proven, restored.
//!
//! A snapshot is a folder with an archive of `pg_dump`, the catalog, and a manifest of what both contain, read in the
//! one exported snapshot of the database in which the archive was written. It has its name only once it is complete,
//! readable and on disk. What was restored is compared with the manifest: rows, their content, sequences, large objects
//! and the catalog.
//!
//! Never: asks, prints, decides what is restored.

mod archive;
mod beside;
mod contents;
mod differences;
mod error;
mod folder;
mod manifest;
mod private;
mod readable;
mod restore;
mod restore_plan;
mod roles;
mod state;
mod take;

pub use contents::{Contents, LargeObjects, TableContent, Tracked};
pub use differences::{Differences, schema_differences};
pub use error::Error;
pub use folder::{Snapshot, read_record, sweep};
pub use manifest::{DatabaseProperties, FileOf, Manifest, NeededRole};
pub use private::{PrivateCopy, prove, read};
pub use readable::Unreadable;
pub use restore::{Restore, Restored, drop_kept};
pub use restore_plan::{ConnectTo, Place, RestorePlan};
pub use state::{fingerprint, read_catalog};
pub use take::{Request, take};
