//! Files of a tree, the index or the working tree.

use super::id::Id;
use crate::text::RelPath;

/// The type of an entry (from the mode of a tree or index entry).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A regular file, executable or not.
    File,
    /// A symbolic link; its content is its target.
    Symlink,
    /// The commit of a submodule.
    Submodule,
    /// A pipe, socket or device of the working tree, which git cannot store.
    Special,
}

impl Mode {
    /// The type for the octal mode of a tree or index entry.
    pub(super) fn from_bits(bits: u32) -> Self {
        match bits & 0o170_000 {
            0o120_000 => Self::Symlink,
            0o160_000 => Self::Submodule,
            _ => Self::File,
        }
    }
}

/// The location of the content of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A blob in the object database.
    Blob(Id),
    /// A file of the working tree, not read yet.
    File(RelPath),
}

/// A file of a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: RelPath,
    pub mode: Mode,
    pub content: Content,
}
