//! Objects that a partial clone left out (git-clone(1), `--filter`).
//!
//! libgit2 does not fetch. Where it finds that an object is missing, the question goes to the `git`
//! program, which fetches the object from the promisor remote. Nothing is asked of git otherwise.

use super::change::Change;
use super::command::CommandLine;
use super::entry::Entry;
use super::environment::Environment;
use super::error::Error;
use super::id::Id;
use super::libgit::LibGit;
use super::remote::Remote;
use super::repo_paths::RepoPaths;
use super::repository::Repository;
use super::side::Side;
use crate::text::RelPath;
use std::cell::OnceCell;

/// The reader in process, with the `git` program for objects that it does not find.
pub(super) struct LazyFetch {
    fast: LibGit,
    git: OnceCell<CommandLine>,
    environment: Environment,
}

impl LazyFetch {
    pub(super) fn new(fast: LibGit, environment: &Environment) -> Self {
        Self { fast, git: OnceCell::new(), environment: environment.clone() }
    }

    /// The answer of the reader in process; where an object is missing, that of git. When git does not
    /// find it either, the first error says more, unless a remote should have sent it.
    fn or_git<T>(
        &self,
        answer: Result<T, Error>,
        ask: impl FnOnce(&CommandLine) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Err(first @ Error::Missing { .. }) = answer else {
            return answer;
        };
        match self.git().and_then(ask) {
            Err(error @ (Error::Remote { .. } | Error::NoGit { .. })) => Err(error),
            Err(_) => Err(first),
            answer => answer,
        }
    }

    /// Whether libgit2 does not read the configuration as git does: it knows neither the variables that name files nor
    /// the condition `hasconfig`.
    fn only_git_reads_config(&self) -> Result<bool, Error> {
        Ok(self.environment.config.needs_git() || !self.fast.config_values(r"^includeif\.hasconfig:")?.is_empty())
    }

    /// Whether a variable sets a remote or the upstream of a branch, as `git -c` does.
    fn has_branch_variables(&self) -> bool {
        !self.environment.config.matching(r"^(remote|branch)\.").is_empty()
    }

    fn git(&self) -> Result<&CommandLine, Error> {
        if let Some(git) = self.git.get() {
            return Ok(git);
        }
        let git = CommandLine::open(&self.environment, "objects are fetched")?;
        Ok(self.git.get_or_init(|| git))
    }
}

impl Repository for LazyFetch {
    fn reader(&self) -> String {
        self.fast.reader()
    }

    fn paths(&self) -> &RepoPaths {
        self.fast.paths()
    }

    fn entries(&self, side: &Side, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        self.or_git(self.fast.entries(side, keep), |git| git.entries(side, keep))
    }

    fn not_checked_out(&self, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        self.fast.not_checked_out(keep)
    }

    fn files_on_disk(&self, folder: &RelPath, keep: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Entry>, Error> {
        self.fast.files_on_disk(folder, keep)
    }

    fn changes(&self, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
        self.or_git(self.fast.changes(base, target), |git| git.changes(base, target))
    }

    fn entry_at(&self, revision: &Id, path: &RelPath) -> Result<Option<Entry>, Error> {
        self.or_git(self.fast.entry_at(revision, path), |git| git.entry_at(revision, path))
    }

    fn staged(&self, paths: &[RelPath]) -> Result<Vec<Entry>, Error> {
        self.fast.staged(paths)
    }

    fn unmerged(&self) -> Result<Vec<RelPath>, Error> {
        self.fast.unmerged()
    }

    fn read(&self, entry: &Entry) -> Result<Vec<u8>, Error> {
        self.or_git(self.fast.read(entry), |git| git.read(entry))
    }

    fn head(&self) -> Result<Option<Id>, Error> {
        self.fast.head()
    }

    fn merge_heads(&self) -> Result<Vec<Id>, Error> {
        self.fast.merge_heads()
    }

    fn branch(&self) -> Result<Option<String>, Error> {
        self.fast.branch()
    }

    fn upstream(&self, branch: &str) -> Result<Option<String>, Error> {
        if self.has_branch_variables() { self.git()?.upstream(branch) } else { self.fast.upstream(branch) }
    }

    fn remotes(&self) -> Result<Vec<Remote>, Error> {
        if self.has_branch_variables() { self.git()?.remotes() } else { self.fast.remotes() }
    }

    fn remote_branches(&self) -> Result<Vec<(String, Id)>, Error> {
        self.fast.remote_branches()
    }

    fn remote_head(&self, remote: &str) -> Result<Option<String>, Error> {
        self.fast.remote_head(remote)
    }

    fn reference(&self, name: &str) -> Result<Option<Id>, Error> {
        self.fast.reference(name)
    }

    fn commit(&self, revision: &str) -> Result<Option<Id>, Error> {
        self.fast.commit(revision)
    }

    fn commit_time(&self, commit: &Id) -> Result<i64, Error> {
        self.or_git(self.fast.commit_time(commit), |git| git.commit_time(commit))
    }

    fn merge_base(&self, one: &Id, other: &Id) -> Result<Option<Id>, Error> {
        self.or_git(self.fast.merge_base(one, other), |git| git.merge_base(one, other))
    }

    fn is_shallow(&self) -> bool {
        self.fast.is_shallow()
    }

    fn is_ignored(&self, path: &RelPath) -> Result<bool, Error> {
        self.fast.is_ignored(path)
    }

    fn config(&self, key: &str) -> Result<Option<String>, Error> {
        if self.only_git_reads_config()? {
            return self.git()?.config(key);
        }
        match self.environment.config.get(key) {
            Some(value) => Ok(Some(value.to_owned())),
            None => self.fast.config(key),
        }
    }

    fn config_values(&self, pattern: &str) -> Result<Vec<(String, String)>, Error> {
        if self.only_git_reads_config()? {
            return self.git()?.config_values(pattern);
        }
        let mut found = self.fast.config_values(pattern)?;
        found.extend(self.environment.config.matching(pattern));
        Ok(found)
    }
}
