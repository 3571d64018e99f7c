//! The `git` program, started so that it sees the same repository as the reader.

use super::error::Error;
use super::id::Id;
use super::repo_paths::RepoPaths;
use crate::process::{Command, Failure};
use std::path::Path;

/// A git process on the same repository that does not refresh the index and prints untranslated
/// messages.
pub(super) fn git_command(run_in: &Path, arguments: &[&str]) -> Command {
    Command::new("git").current_dir(run_in).args(arguments).env("GIT_OPTIONAL_LOCKS", "0").untranslated()
}

/// The content of a blob.
pub(super) fn blob(run_in: &Path, id: &Id) -> Result<Vec<u8>, Error> {
    let arguments = ["cat-file", "blob", id.as_str()];
    git_command(run_in, &arguments).stdout().map_err(failed(&arguments))
}

/// The error of a git process that failed.
pub(super) fn failed(arguments: &[&str]) -> impl FnOnce(Failure) -> Error {
    let arguments = arguments.join(" ");
    move |failure| Error::Command { arguments, cause: failure.to_string() }
}

/// A git process on exactly this repository and index, whose paths in the environment may be
/// relative to another folder.
pub(super) fn git_at(paths: &RepoPaths, arguments: &[&str]) -> Command {
    let top = paths.work_dir.as_ref().unwrap_or(&paths.current_dir);
    let command = git_command(top, arguments).env("GIT_DIR", &paths.git_dir).env("GIT_WORK_TREE", top);
    command.env("GIT_INDEX_FILE", &paths.index_file)
}
