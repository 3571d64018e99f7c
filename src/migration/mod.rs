//! Migrations, the layouts that name them, the history of a project on one side, and the changes
//! between two sides.
//!
//! Everything here is made from paths and bytes that the caller has read, so that "given this base and
//! this target, what is new?" is answered by plain values.
//!
//! Never: opens a file, asks the clock, sees git.

mod atlas_file;
mod candidates;
mod changeset;
mod collation;
mod dbconfig_file;
mod detect;
mod dialect;
mod history;
mod ignored_folder;
mod joined_locations;
mod known_paths;
pub mod layout;
mod locations;
mod lookup;
mod markers;
mod name;
mod named_folder;
mod of_others;
mod project;
mod project_platform;
mod seal;
mod stops;
pub mod timestamp;
mod unreadable;
mod unreadable_files;
mod version;

pub use changeset::{Changeset, FileStatus, SchemaTouch, Touched};
pub use detect::{Found, detect};
pub use history::{ARCHIVE, History, Migration, Script, Unread, UnreadFile, is_shelved, is_sql};
pub use ignored_folder::IgnoredFolder;
pub use layout::{Layout, Platform, Role, RunsOutside, Transaction};
pub use markers::is_marker;
pub use name::{UsedVersions, next_version, next_versions, renamed_to};
pub use of_others::is_of_others;
pub use project::{Project, ProjectSpec, Schema, SchemaSpec};
pub use project_platform::{
    SUPABASE_CONFIG, SUPABASE_SCHEMAS, SUPABASE_SEED, around, is_provided_by_supabase, is_supabase_config,
    supabase_reference,
};
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
