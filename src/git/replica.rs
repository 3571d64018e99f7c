//! A folder with the files of the index or of a commit, beside the working tree.
//!
//! Git fills it from an index of its own, so that attributes, filters and line ends count as in a checkout, and neither
//! the working tree nor the index of the repository is read or written.

use super::beneath::{kind_beneath, missing, read_beneath};
use super::differing::differing;
use super::environment::LOCAL_VARIABLES;
use super::error::Error;
use super::file_kind::FileKind;
use super::id::Id;
use super::program::{failed, git_at};
use super::repo_paths::RepoPaths;
use super::stage_blobs::{StagedBlob, staged_blobs};
use crate::text::RelPath;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// A folder with the files of the index or of a commit. Dropping it removes the folder.
#[derive(Debug)]
pub struct Replica {
    _folder: tempfile::TempDir,
    /// Those of the repository, with this folder and its index in place of the others.
    paths: RepoPaths,
    present: RefCell<Present>,
}

/// The files that are in the folder. The others are marked in its index as those that a sparse checkout leaves out, so
/// that they do not count as deleted.
#[derive(Debug)]
enum Present {
    None,
    Some {
        files: BTreeSet<RelPath>,
        /// Those that are marked, without the ones that the repository leaves out itself.
        left_out: BTreeSet<RelPath>,
    },
    All,
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
        Ok(Self { _folder: folder, paths, present: RefCell::new(Present::None) })
    }

    /// The folder in which the files are.
    pub fn top(&self) -> &Path {
        &self.paths.current_dir
    }

    /// Writes every file that is not there yet.
    pub fn check_out(&self) -> Result<(), Error> {
        let mut present = self.present.borrow_mut();
        let arguments = ["checkout-index", "--quiet", "--force", "--index", "--all"];
        match &*present {
            Present::All => return Ok(()),
            Present::None => git_at(&self.paths, &arguments).stdout().map(drop).map_err(failed(&arguments))?,
            Present::Some { left_out, .. } => {
                let left_out: Vec<RelPath> = left_out.iter().cloned().collect();
                self.feed(&["update-index", "--no-skip-worktree", "-z", "--stdin"], &left_out)?;
                self.restore(&left_out)?;
            }
        }
        *present = Present::All;
        Ok(())
    }

    /// Writes those of the files that are not there yet.
    pub fn check_out_files(&self, wanted: impl Fn(&RelPath) -> bool) -> Result<(), Error> {
        let mut present = self.present.borrow_mut();
        let (mut files, mut left_out) = match &*present {
            Present::All => return Ok(()),
            Present::None => (BTreeSet::new(), self.checked_out_entries()?),
            Present::Some { files, left_out } => (files.clone(), left_out.clone()),
        };
        let is_first = files.is_empty();
        let new: Vec<RelPath> = left_out.iter().filter(|path| wanted(path)).cloned().collect();
        left_out.retain(|path| new.binary_search(path).is_err());
        if is_first {
            let marked: Vec<RelPath> = left_out.iter().cloned().collect();
            self.feed(&["update-index", "--skip-worktree", "-z", "--stdin"], &marked)?;
        } else {
            self.feed(&["update-index", "--no-skip-worktree", "-z", "--stdin"], &new)?;
        }
        self.restore(&new)?;
        files.extend(new);
        *present = Present::Some { files, left_out };
        Ok(())
    }

    /// The entries of the index that a checkout of the repository has.
    fn checked_out_entries(&self) -> Result<BTreeSet<RelPath>, Error> {
        let arguments = ["ls-files", "-t", "-z"];
        let output = git_at(&self.paths, &arguments).stdout().map_err(failed(&arguments))?;
        let lines = output.split(|byte| *byte == 0).filter_map(|line| line.strip_prefix(b"H "));
        Ok(lines.map(RelPath::new).collect())
    }
}

/// Changes of files in the folder.
impl Replica {
    /// The files that differ from the index of the folder, missing ones too.
    pub fn changed(&self) -> Result<Vec<RelPath>, Error> {
        differing(&self.paths, None)
    }

    /// Writes files again as they are in the index of the folder.
    pub fn restore(&self, files: &[RelPath]) -> Result<(), Error> {
        self.feed(&["checkout-index", "--quiet", "--force", "--index", "-z", "--stdin"], files)
    }

    /// Stages the content of files in the index of the folder, after their filters.
    pub fn stage(&self, files: &[RelPath]) -> Result<(), Error> {
        self.feed(&["update-index", "-z", "--stdin"], files)
    }

    /// The entries of the index of the folder.
    pub fn staged(&self) -> Result<BTreeMap<RelPath, StagedBlob>, Error> {
        staged_blobs(&self.paths)
    }

    /// Whether a regular file is there.
    pub fn has_file(&self, path: &RelPath) -> bool {
        kind_beneath(&self.paths, path).is_ok_and(|kind| kind == Some(FileKind::File))
    }

    /// The content of a file.
    pub fn content(&self, path: &RelPath) -> Result<Vec<u8>, Error> {
        let content = read_beneath(&self.paths, path, None)?;
        content.ok_or_else(|| Error::File { path: path.clone(), cause: missing() })
    }

    fn feed(&self, arguments: &[&str], files: &[RelPath]) -> Result<(), Error> {
        if files.is_empty() {
            return Ok(());
        }
        let input: Vec<u8> = files.iter().flat_map(|path| [path.as_bytes(), b"\0"].concat()).collect();
        git_at(&self.paths, arguments).stdout_for(&input).map(drop).map_err(failed(arguments))
    }
}

/// Writes the content of a regular file in a folder beside the working tree, of which `paths` names the top. The mode
/// stays.
pub fn overwrite(paths: &RepoPaths, path: &RelPath, content: &[u8]) -> Result<(), Error> {
    let written = match kind_beneath(paths, path)? {
        Some(FileKind::File) => std::fs::write(path.on_disk(&paths.current_dir), content),
        _ => Err(missing()),
    };
    written.map_err(|cause| Error::Write { path: path.clone(), cause })
}

/// The variables that tie a program to one repository and its index, without those of git's settings.
pub fn repository_variables() -> impl Iterator<Item = &'static str> {
    LOCAL_VARIABLES.into_iter().filter(|name| !name.starts_with("GIT_CONFIG"))
}

/// The variables that lead git from any folder to a repository, with its index and its working tree.
pub fn variables_of(paths: &RepoPaths) -> Vec<(&'static str, PathBuf)> {
    let top = paths.work_dir.clone().map(|top| ("GIT_WORK_TREE", top));
    let known = [("GIT_DIR", paths.git_dir.clone()), ("GIT_INDEX_FILE", paths.index_file.clone())];
    known.into_iter().chain(top).collect()
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
