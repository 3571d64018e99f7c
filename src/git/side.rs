//! Sides: the sources of files.

use super::id::Id;

/// A set of files to read: a tree, the index or the working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// No files: the base of the first commit.
    Empty,
    /// The index that git gave the hook in `GIT_INDEX_FILE`, or else the repository's own.
    Index,
    /// The files on disk except ignored ones.
    WorkTree,
    /// The tree of a commit.
    Revision(Id),
}
