//! The questions that both readers answer.

use super::change::Change;
use super::entry::Entry;
use super::error::Error;
use super::id::Id;
use super::remote::Remote;
use super::repo_paths::RepoPaths;
use super::side::Side;
use crate::text::RelPath;

/// A repository, read-only. All paths are relative to the top of the working tree.
pub trait Repository {
    /// The name of the reader, for `doctor`: `libgit2`, or `git` with the reason.
    fn reader(&self) -> String;

    /// The folders of the repository.
    fn paths(&self) -> &RepoPaths;

    /// The entries of a side whose path `keep` accepts, in byte order of the paths. Index entries
    /// that are only an intent to add (`git add -N`) are left out, as by `git commit`.
    fn entries(&self, side: &Side, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error>;

    /// The index entries that a sparse checkout leaves out of the working tree.
    fn not_checked_out(&self, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error>;

    /// The files on disk below a folder whose path `keep` accepts, except ignored ones.
    fn files_on_disk(&self, folder: &RelPath, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error>;

    /// Every path that differs between two sides, in byte order.
    fn changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error>;

    /// The entry at one path of a revision, or `None`.
    fn entry_at(&self, revision: &Id, path: &RelPath) -> Result<Option<Entry>, Error>;

    /// The entries of the index at these paths, without a look at the others.
    fn staged(&self, paths: &[RelPath]) -> Result<Vec<Entry>, Error> {
        self.entries(&Side::Index, &|path| paths.iter().any(|wanted| wanted.as_bytes() == path))
    }

    /// The size of an entry in bytes, if it is known without reading the content.
    fn size(&self, _entry: &Entry) -> Option<u64> {
        None
    }

    /// The paths with unresolved merge conflicts.
    fn unmerged(&self) -> Result<Vec<RelPath>, Error>;

    /// The content of an entry: a blob's bytes, a link's target, nothing for a submodule.
    fn read(&self, entry: &Entry) -> Result<Vec<u8>, Error>;

    /// The commit of HEAD, or `None` before the first commit.
    fn head(&self) -> Result<Option<Id>, Error>;

    /// The commits being merged into HEAD, tags peeled; empty outside a merge.
    fn merge_heads(&self) -> Result<Vec<Id>, Error>;

    /// The branch that HEAD is on (`main`), or that is being rebased; `None` when HEAD is detached
    /// otherwise.
    fn branch(&self) -> Result<Option<String>, Error>;

    /// The full name of the remote-tracking branch that a local branch follows
    /// (`refs/remotes/origin/main`), or `None`. It need not exist.
    fn upstream(&self, branch: &str) -> Result<Option<String>, Error>;

    /// The configured remotes, in order of their names.
    fn remotes(&self) -> Result<Vec<Remote>, Error>;

    /// The remote-tracking branches as (full name, commit), without `HEAD` entries.
    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error>;

    /// The default branch of a remote as the last clone or fetch recorded it
    /// (`refs/remotes/<remote>/HEAD`), as a full name. It need not exist.
    fn remote_head(&self, remote: &str) -> Result<Option<String>, Error>;

    /// The commit of the reference with exactly this full name, or `None`. Unlike a revision it is
    /// never looked up elsewhere: `refs/remotes/origin/main` is not the branch
    /// `refs/heads/refs/remotes/origin/main`.
    fn reference(&self, name: &str) -> Result<Option<Id>, Error>;

    /// The time of a commit in seconds since 1970.
    fn commit_time(&self, commit: &Id) -> Result<i64, Error>;

    /// The commit that a revision expression names (tags peeled), or `None` when it names nothing or
    /// not a commit.
    fn commit(&self, revision: &str) -> Result<Option<Id>, Error>;

    /// The best common ancestor, or `None` for unrelated histories.
    fn merge_base(&self, one: &Id, other: &Id) -> Result<Option<Id>, Error>;

    /// The id that git would store the content of a file of the working tree under, after the filters
    /// of its attributes and the conversion of line ends.
    fn stored_id(&self, path: &RelPath) -> Result<Id, Error> {
        super::program::stored_id(self.paths(), path)
    }

    /// Whether the history is incomplete (`git clone --depth`).
    fn is_shallow(&self) -> bool;

    /// Whether git ignores the path.
    fn is_ignored(&self, path: &RelPath) -> Result<bool, Error>;

    /// A configuration value, as git resolves it from all its configuration files.
    fn config(&self, key: &str) -> Result<Option<String>, Error>;

    /// Returns the keys that match a regular expression, with their values, from every configuration file and the files
    /// that these include, in the order in which git reads them. A key without a value has an empty one.
    fn config_values(&self, pattern: &str) -> Result<Vec<(String, String)>, Error>;
}
