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
use std::collections::BTreeMap;
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
