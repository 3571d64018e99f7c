//! The nouns of the trade: migrations, the layouts that name them, a project's history on
//! one side and what changed between two.
//!
//! Everything here is made from paths and bytes that somebody above has read, so that
//! "given this base and this target, what is new?" is answered by plain values.
//!
//! Never: opens a file, asks the clock, sees git.

mod changeset;
mod detect;
mod history;
pub mod layout;
mod name;
mod project;
mod seal;
pub mod timestamp;
mod version;

pub use changeset::{Changeset, FileStatus, SchemaTouch, Touched};
pub use detect::{Found, IgnoredFolder, MARKERS, detect};
pub use history::{History, Migration, Script, Unread, UnreadFile, is_shelved};
pub use layout::{Layout, Platform, Role, Transaction};
pub use name::{next_version, renamed_to};
pub use project::{Project, ProjectSpec, Schema, SchemaSpec};
pub use seal::Seal;
pub use version::Version;

use crate::text::RelPath;
use std::sync::Arc;

/// What a path holds on a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A symbolic link.
    Symlink,
    /// Another repository (a submodule).
    Submodule,
}

/// A file of a side, by name and identity of content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRef {
    /// Where it lies.
    pub path: RelPath,
    pub kind: Kind,
    /// Equal for equal content: git's blob id; empty for a file on disk that nobody read.
    pub content_id: Arc<str>,
}
