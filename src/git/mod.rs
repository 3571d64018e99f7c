//! The only door to git: what is staged, what a revision holds, and the content behind it.
//!
//! Two readers stand behind one trait, [`Repository`]: [`libgit`] reads in process and is
//! what runs on nearly every commit; [`command`] asks the `git` program, for repositories
//! that libgit2 cannot open (split or sparse index, reftable, SHA-256). Both are held to
//! one set of conformance tests. Everything that leaves this module is owned: paths, ids
//! and bytes.
//!
//! Never: knows what a migration is, prints, judges.

mod cache_tree;
mod command;
mod discover;
mod environment;
mod error;
mod index_file;
mod libgit;
mod loose;
mod open;
mod patch;
mod places;
mod refs;
mod rename;
mod write;

pub use environment::{Environment, LOCAL_VARIABLES};
pub use error::Error;
pub use open::{open, open_with_git};
pub use patch::patch;
pub use places::Places;
pub use rename::rename;
pub use write::{keep, stage, write};

use crate::text::RelPath;
use std::fmt;
use std::sync::Arc;

/// The id of an object, in lower-case hex: 40 digits, or 64 in a SHA-256 repository.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

impl Id {
    /// Takes hex digits as git prints them.
    pub fn new(hex: impl Into<Arc<str>>) -> Self {
        Self(hex.into())
    }

    /// The hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The hex digits, shared.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }

    /// The first digits, as people quote them.
    pub fn short(&self) -> &str {
        &self.0[..self.0.len().min(9)]
    }

    /// True for the id of all zeros by which git says "no object" (githooks, pre-push).
    pub fn is_null(&self) -> bool {
        self.0.bytes().all(|digit| digit == b'0')
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of thing a path names (the mode of a tree or index entry).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A regular file, executable or not.
    File,
    /// A symbolic link; its content is where it points.
    Symlink,
    /// A submodule's commit.
    Submodule,
}

impl Mode {
    /// From the octal mode of a tree or index entry.
    fn from_bits(bits: u32) -> Self {
        match bits & 0o170_000 {
            0o120_000 => Self::Symlink,
            0o160_000 => Self::Submodule,
            _ => Self::File,
        }
    }
}

/// Where the content of an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A blob in the object database.
    Blob(Id),
    /// A file of the work tree, not looked at yet.
    File(RelPath),
}

/// A file of a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies.
    pub path: RelPath,
    /// What kind of thing it is.
    pub mode: Mode,
    /// Where its content is.
    pub content: Content,
}

/// The blob id (SHA-1) that content has once its line endings are `\n`, as git stores text.
pub fn normalised_blob_id(content: &[u8]) -> String {
    let mut text = Vec::with_capacity(content.len());
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                text.extend_from_slice(line);
                text.push(b'\n');
            }
            None => text.extend_from_slice(line),
        }
    }
    // Hashing bytes in memory does not fail; an empty id would only match nothing.
    git2::Oid::hash_object(git2::ObjectType::Blob, &text).map_or_else(|_| String::new(), |id| id.to_string())
}

/// What happened to one path between two sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The entry on the base side; `None` when the target added it.
    pub old: Option<Entry>,
    /// The entry on the target side; `None` when the target deleted it.
    pub new: Option<Entry>,
}

impl Change {
    /// The path it is about.
    pub fn path(&self) -> &RelPath {
        match (&self.new, &self.old) {
            (Some(entry), _) | (None, Some(entry)) => &entry.path,
            (None, None) => unreachable_path(),
        }
    }
}

/// A change always has a side; this keeps the accessor free of a panic all the same.
fn unreachable_path() -> &'static RelPath {
    static TOP: std::sync::LazyLock<RelPath> = std::sync::LazyLock::new(RelPath::default);
    &TOP
}

/// Where content comes from. Read once; always blobs or files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// Nothing: the base of the first commit ever.
    Empty,
    /// The staged index, the one git gave the hook in `GIT_INDEX_FILE`.
    Index,
    /// The files on disk, those that git ignores left out.
    WorkTree,
    /// The tree of a commit.
    Revision(Id),
}

/// A repository, read-only. All paths are relative to the top of the work tree.
pub trait Repository {
    /// Which reader this is, for `doctor`: `libgit2`, or `git` with the reason.
    fn reader(&self) -> String;

    /// Where the repository's folders are.
    fn places(&self) -> &Places;

    /// Every entry of a side whose path `keep` wants, in byte order of the paths. On the
    /// index side entries that were only announced (`git add -N`) are left out, as
    /// `git commit` leaves them out.
    fn entries(&self, side: &Side, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error>;

    /// The files on disk below a folder whose path `keep` wants, ignored ones left out.
    fn files_on_disk(&self, folder: &RelPath, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error>;

    /// Every path that differs between two sides, in byte order.
    fn changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error>;

    /// The entry at one path of a revision, or `None`.
    fn entry_at(&self, revision: &Id, path: &RelPath) -> Result<Option<Entry>, Error>;

    /// Paths that an unfinished merge left without a decision.
    fn unmerged(&self) -> Result<Vec<RelPath>, Error>;

    /// The content of an entry: a blob's bytes, a link's target, nothing for a submodule.
    fn read(&self, entry: &Entry) -> Result<Vec<u8>, Error>;

    /// The commit of HEAD, or `None` before the first commit.
    fn head(&self) -> Result<Option<Id>, Error>;

    /// The commits being merged into HEAD; empty outside a merge.
    fn merge_heads(&self) -> Result<Vec<Id>, Error>;

    /// The branch HEAD is on (`main`), or `None` when detached.
    fn branch(&self) -> Result<Option<String>, Error>;

    /// The remote-tracking branch that `branch` follows (`origin/main`), or `None`.
    fn upstream(&self, branch: &str) -> Result<Option<String>, Error>;

    /// Remote-tracking branches as (short name, commit), `HEAD` entries left out.
    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error>;

    /// The default branch of a remote as the last clone or fetch recorded it
    /// (`refs/remotes/<remote>/HEAD`), as a short name like `origin/main`.
    fn remote_head(&self, remote: &str) -> Result<Option<String>, Error>;

    /// The commit that a revision expression names (tags peeled), or `None` when nothing
    /// has that name or it names no commit.
    fn commit(&self, revision: &str) -> Result<Option<Id>, Error>;

    /// The best common ancestor, or `None` for unrelated histories.
    fn merge_base(&self, one: &Id, other: &Id) -> Result<Option<Id>, Error>;

    /// True when the history ends early (`git clone --depth`).
    fn is_shallow(&self) -> bool;

    /// True when git ignores the path.
    fn is_ignored(&self, path: &RelPath) -> Result<bool, Error>;

    /// A configuration value, as git resolves it from all its files.
    fn config(&self, key: &str) -> Result<Option<String>, Error>;
}
