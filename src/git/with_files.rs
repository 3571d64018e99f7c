//! A repository in which the working tree has files that are not written yet, so that a file can be checked and replayed
//! before anything is changed.

use super::change::Change;
use super::entry::{Content, Entry, Mode};
use super::error::Error;
use super::id::Id;
use super::remote::Remote;
use super::repo_paths::RepoPaths;
use super::repository::Repository;
use super::side::Side;
use crate::text::RelPath;

/// A repository with more files in its working tree.
pub struct WithFiles<'a> {
    repository: &'a dyn Repository,
    files: Vec<(Entry, Vec<u8>)>,
}

impl<'a> WithFiles<'a> {
    /// Adds files that do not exist.
    pub fn new<'f>(repository: &'a dyn Repository, files: impl Iterator<Item = (&'f RelPath, &'f [u8])>) -> Self {
        let file = |(path, content): (&RelPath, &[u8])| {
            let entry = Entry { path: path.clone(), mode: Mode::File, content: Content::File(path.clone()) };
            (entry, content.to_vec())
        };
        Self { repository, files: files.map(file).collect() }
    }

    fn added(&self, keep: &dyn Fn(&[u8]) -> bool) -> impl Iterator<Item = Entry> {
        self.files.iter().map(|(entry, _)| entry).filter(move |entry| keep(entry.path.as_bytes())).cloned()
    }

    fn content(&self, entry: &Entry) -> Option<&Vec<u8>> {
        self.files.iter().find(|(added, _)| added == entry).map(|(_, content)| content)
    }
}

impl Repository for WithFiles<'_> {
    fn entries(&self, side: &Side, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        let mut entries = self.repository.entries(side, keep)?;
        if *side == Side::WorkTree {
            entries.extend(self.added(keep));
            entries.sort_by(|one, other| one.path.cmp(&other.path));
        }
        Ok(entries)
    }

    fn files_on_disk(&self, folder: &RelPath, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        let mut entries = self.repository.files_on_disk(folder, keep)?;
        entries.extend(self.added(keep).filter(|entry| entry.path.below(folder).is_some()));
        Ok(entries)
    }

    fn changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
        let mut changes = self.repository.changes(base, target)?;
        if *target == Side::WorkTree {
            changes.extend(self.added(&|_| true).map(|entry| Change { old: None, new: Some(entry) }));
            changes.sort_by(|one, other| one.path().cmp(other.path()));
        }
        Ok(changes)
    }

    fn size(&self, entry: &Entry) -> Option<u64> {
        self.content(entry).map_or_else(|| self.repository.size(entry), |content| u64::try_from(content.len()).ok())
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, Error> {
        self.content(entry).map_or_else(|| self.repository.read(entry), |content| Ok(content.clone()))
    }

    fn reader(&self) -> String {
        self.repository.reader()
    }

    fn paths(&self) -> &RepoPaths {
        self.repository.paths()
    }

    fn not_checked_out(&self, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        self.repository.not_checked_out(keep)
    }

    fn entry_at(&self, revision: &Id, path: &RelPath) -> Result<Option<Entry>, Error> {
        self.repository.entry_at(revision, path)
    }

    fn staged(&self, paths: &[RelPath]) -> Result<Vec<Entry>, Error> {
        self.repository.staged(paths)
    }

    fn unmerged(&self) -> Result<Vec<RelPath>, Error> {
        self.repository.unmerged()
    }

    fn head(&self) -> Result<Option<Id>, Error> {
        self.repository.head()
    }

    fn merge_heads(&self) -> Result<Vec<Id>, Error> {
        self.repository.merge_heads()
    }

    fn branch(&self) -> Result<Option<String>, Error> {
        self.repository.branch()
    }

    fn upstream(&self, branch: &str) -> Result<Option<String>, Error> {
        self.repository.upstream(branch)
    }

    fn remotes(&self) -> Result<Vec<Remote>, Error> {
        self.repository.remotes()
    }

    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error> {
        self.repository.remote_branches()
    }

    fn remote_head(&self, remote: &str) -> Result<Option<String>, Error> {
        self.repository.remote_head(remote)
    }

    fn reference(&self, name: &str) -> Result<Option<Id>, Error> {
        self.repository.reference(name)
    }

    fn commit_time(&self, commit: &Id) -> Result<i64, Error> {
        self.repository.commit_time(commit)
    }

    fn commit(&self, revision: &str) -> Result<Option<Id>, Error> {
        self.repository.commit(revision)
    }

    fn merge_base(&self, one: &Id, other: &Id) -> Result<Option<Id>, Error> {
        self.repository.merge_base(one, other)
    }

    fn stored_id(&self, path: &RelPath) -> Result<Id, Error> {
        self.repository.stored_id(path)
    }

    fn is_shallow(&self) -> bool {
        self.repository.is_shallow()
    }

    fn is_ignored(&self, path: &RelPath) -> Result<bool, Error> {
        self.repository.is_ignored(path)
    }

    fn config(&self, key: &str) -> Result<Option<String>, Error> {
        self.repository.config(key)
    }

    fn config_values(&self, pattern: &str) -> Result<Vec<(String, String)>, Error> {
        self.repository.config_values(pattern)
    }
}
