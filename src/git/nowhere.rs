//! The absence of a repository, for commands that need none: it has no files, no commits and no configuration.

use super::change::Change;
use super::entry::Entry;
use super::environment::Environment;
use super::error::Error;
use super::id::Id;
use super::remote::Remote;
use super::repo_paths::RepoPaths;
use super::repository::Repository;
use super::side::Side;
use crate::text::RelPath;

/// A folder that is in no repository.
pub(super) struct Nowhere {
    paths: RepoPaths,
}

impl Nowhere {
    pub(super) fn new(environment: &Environment) -> Self {
        let current_dir = environment.current_dir.clone();
        // Nothing is ever read there.
        let git_dir = current_dir.join(".git");
        let index_file = git_dir.join("index");
        Self { paths: RepoPaths { common_dir: git_dir.clone(), git_dir, work_dir: None, index_file, current_dir } }
    }

    fn missing(&self) -> Error {
        Error::NoRepository { path: self.paths.current_dir.clone() }
    }
}

impl Repository for Nowhere {
    fn reader(&self) -> String {
        "none".to_owned()
    }

    fn paths(&self) -> &RepoPaths {
        &self.paths
    }

    fn entries(&self, _side: &Side, _keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        Ok(Vec::new())
    }

    fn not_checked_out(&self, _keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        Ok(Vec::new())
    }

    fn files_on_disk(&self, _folder: &RelPath, _keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        Ok(Vec::new())
    }

    fn changes(&self, _base: &Side, _target: &Side) -> Result<Vec<Change>, Error> {
        Ok(Vec::new())
    }

    fn entry_at(&self, _revision: &Id, _path: &RelPath) -> Result<Option<Entry>, Error> {
        Ok(None)
    }

    fn unmerged(&self) -> Result<Vec<RelPath>, Error> {
        Ok(Vec::new())
    }

    fn read(&self, _entry: &Entry) -> Result<Vec<u8>, Error> {
        Err(self.missing())
    }

    fn head(&self) -> Result<Option<Id>, Error> {
        Ok(None)
    }

    fn merge_heads(&self) -> Result<Vec<Id>, Error> {
        Ok(Vec::new())
    }

    fn branch(&self) -> Result<Option<String>, Error> {
        Ok(None)
    }

    fn upstream(&self, _branch: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    fn remotes(&self) -> Result<Vec<Remote>, Error> {
        Ok(Vec::new())
    }

    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error> {
        Ok(Vec::new())
    }

    fn remote_head(&self, _remote: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    fn reference(&self, _name: &str) -> Result<Option<Id>, Error> {
        Ok(None)
    }

    fn commit_time(&self, _commit: &Id) -> Result<i64, Error> {
        Err(self.missing())
    }

    fn commit(&self, _revision: &str) -> Result<Option<Id>, Error> {
        Ok(None)
    }

    fn merge_base(&self, _one: &Id, _other: &Id) -> Result<Option<Id>, Error> {
        Ok(None)
    }

    fn is_shallow(&self) -> bool {
        false
    }

    fn is_ignored(&self, _path: &RelPath) -> Result<bool, Error> {
        Ok(false)
    }

    fn config(&self, _key: &str) -> Result<Option<String>, Error> {
        Ok(None)
    }

    fn config_values(&self, _pattern: &str) -> Result<Vec<(String, String)>, Error> {
        Ok(Vec::new())
    }
}
