//! Keeps and stages the content of one file.

use super::error::Error;
use super::id::Id;
use super::output::line_of;
use super::program::{self, git_at};
use super::repo_paths::RepoPaths;
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

/// The id that the content of a file of the working tree would be stored under.
pub(super) fn hash(paths: &RepoPaths, path: &RelPath) -> Result<Id, Error> {
    let arguments = ["hash-object", "--"];
    let output = git_at(paths, &arguments).arg(path.on_disk(Path::new(""))).stdout();
    Ok(Id::new(line_of(&output.map_err(program::failed(&arguments))?)))
}

/// Stages the working-tree content of one file.
pub fn stage(repository: &dyn Repository, path: &RelPath) -> Result<(), Error> {
    let arguments = ["update-index", "--add", "--"];
    let command = git_at(repository.paths(), &arguments).arg(path.on_disk(Path::new("")));
    command.stdout().map(drop).map_err(program::failed(&arguments))
}
