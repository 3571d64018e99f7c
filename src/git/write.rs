//! Keeps and stages the content of one file.

use super::error::Error;
use super::program::{self, git_at};
use super::repository::Repository;
use crate::text::RelPath;
use std::path::Path;

/// Stores content as an object of the repository, and returns its id. Nothing refers to the object, so git removes it
/// after some weeks.
pub fn keep(repository: &dyn Repository, content: &[u8]) -> Result<String, Error> {
    let arguments = ["hash-object", "-w", "--stdin"];
    let output = git_at(repository.paths(), &arguments).stdout_for(content).map_err(program::failed(&arguments))?;
    Ok(String::from_utf8_lossy(&output).trim().to_owned())
}

/// Stages the working-tree content of one file.
pub fn stage(repository: &dyn Repository, path: &RelPath) -> Result<(), Error> {
    if !repository.not_checked_out(&|known| known == path.as_bytes())?.is_empty() {
        // Git keeps the content of an entry that a sparse checkout leaves out.
        let arguments = ["update-index", "--no-skip-worktree", "--"];
        let command = git_at(repository.paths(), &arguments).arg(path.on_disk(Path::new("")));
        command.stdout().map_err(program::failed(&arguments))?;
    }
    let arguments = ["update-index", "--add", "--"];
    let command = git_at(repository.paths(), &arguments).arg(path.on_disk(Path::new("")));
    command.stdout().map(drop).map_err(program::failed(&arguments))
}
