//! The folders of an opened repository.

use std::path::PathBuf;

/// The folders of a repository. All paths are absolute.
#[derive(Clone, Debug)]
pub struct RepoPaths {
    /// The repository itself (`.git`, or `.git/worktrees/x`).
    pub git_dir: PathBuf,
    /// The folder that linked worktrees share.
    pub common_dir: PathBuf,
    /// The top of the working tree; `None` in a bare repository.
    pub work_dir: Option<PathBuf>,
    /// The index in use.
    pub index_file: PathBuf,
    pub current_dir: PathBuf,
}
