//! A folder with the files of the index or of a commit, beside the working tree.
//!
//! Git fills it from an index of its own, so that attributes, filters and line ends count as in a checkout, and neither
//! the working tree nor the index of the repository is read or written.

use super::environment::LOCAL_VARIABLES;
use super::error::Error;
use super::id::Id;
use super::program::{failed, git_at};
use super::repo_paths::RepoPaths;
use std::io;
use std::path::Path;

/// A folder with the files of the index or of a commit. Dropping it removes the folder.
#[derive(Debug)]
pub struct Replica {
    _folder: tempfile::TempDir,
    /// Those of the repository, with this folder and its index in place of the others.
    paths: RepoPaths,
}

impl Replica {
    /// An empty folder for the files of the index, or of a commit.
    pub fn new(paths: &RepoPaths, commit: Option<&Id>) -> Result<Self, Error> {
        let failed_here = |cause: io::Error| Error::Write { path: "a temporary folder".into(), cause };
        // Not below the repository: many programs ignore files in a folder `.git`.
        let folder = tempfile::Builder::new().prefix("tidegate-").tempdir().map_err(failed_here)?;
        let real = folder.path().canonicalize().map_err(failed_here)?;
        let (top, index_file) = (real.join("tree"), real.join("index"));
        std::fs::create_dir(&top).map_err(failed_here)?;
        if commit.is_none() && paths.index_file.exists() {
            std::fs::copy(&paths.index_file, &index_file).map_err(failed_here)?;
        }
        let paths = RepoPaths { work_dir: Some(top.clone()), index_file, current_dir: top, ..paths.clone() };
        if let Some(commit) = commit {
            let arguments = ["read-tree", commit.as_str()];
            git_at(&paths, &arguments).stdout().map_err(failed(&arguments))?;
        }
        Ok(Self { _folder: folder, paths })
    }

    /// The folder in which the files are.
    pub fn top(&self) -> &Path {
        &self.paths.current_dir
    }

    /// Writes every file.
    pub fn check_out(&self) -> Result<(), Error> {
        let arguments = ["checkout-index", "--quiet", "--force", "--index", "--all"];
        git_at(&self.paths, &arguments).stdout().map(drop).map_err(failed(&arguments))
    }
}

/// The variables that tie a program to one repository and its index, without those of git's settings.
pub fn repository_variables() -> impl Iterator<Item = &'static str> {
    LOCAL_VARIABLES.into_iter().filter(|name| !name.starts_with("GIT_CONFIG"))
}

/// Creates a link to a folder, in a folder beside the working tree.
#[cfg(unix)]
pub fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

/// Creates a link to a folder, which not every user of this system may do.
#[cfg(not(unix))]
pub fn link(_target: &Path, _link: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
