//! Migrations, the layouts that name them, the history of a project on one side, and the changes
//! between two sides.
//!
//! Everything here is made from paths and bytes that the caller has read, so that "given this base and
//! this target, what is new?" is answered by plain values.
//!
//! Never: opens a file, asks the clock, sees git.

mod changeset;
mod collation;
mod detect;
mod history;
mod known_paths;
pub mod layout;
mod lookup;
mod name;
mod project;
mod seal;
mod stops;
pub mod timestamp;
mod version;

pub use changeset::{Changeset, FileStatus, SchemaTouch, Touched};
pub use detect::{Found, IgnoredFolder, MARKERS, detect};
pub use history::{History, Migration, Script, Unread, UnreadFile, is_shelved};
pub use layout::{Layout, Platform, Role, RunsOutside, Transaction};
pub use name::{UsedVersions, next_version, renamed_to};
pub use project::{Project, ProjectSpec, Schema, SchemaSpec};
pub use seal::Seal;
pub use stops::Stop;
pub use version::Version;

use crate::text::RelPath;
use std::sync::Arc;

/// The kind of file at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A symbolic link.
    Symlink,
    Submodule,
    /// A pipe, socket or device.
    Special,
}

/// A file of a side, identified by its path and content id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRef {
    pub path: RelPath,
    pub kind: Kind,
    /// The git blob id; empty for a file on disk that was not read.
    pub content_id: Arc<str>,
}
