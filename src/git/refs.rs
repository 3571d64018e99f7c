//! Small files of the git folder that both readers use.

use super::error::Error;
use super::id::Id;
use std::path::Path;

/// The commits in `MERGE_HEAD` (gitrepository-layout, git-merge(1)); until git has written it, those
/// that the environment names.
pub(super) fn merge_heads(git_dir: &Path, merging: &[Id]) -> Result<Vec<Id>, Error> {
    match std::fs::read_to_string(git_dir.join("MERGE_HEAD")) {
        Ok(text) => Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Id::new).collect()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(merging.to_vec()),
        Err(error) => Err(Error::Reference { what: "MERGE_HEAD".to_owned(), cause: error.to_string() }),
    }
}

/// The branch that `HEAD` names, even before its first commit.
pub(super) fn branch_of_head(git_dir: &Path) -> Result<Option<String>, Error> {
    match std::fs::read_to_string(git_dir.join("HEAD")) {
        Ok(text) => Ok(text.trim().strip_prefix("ref: refs/heads/").map(str::to_owned)),
        Err(error) => Err(Error::Reference { what: "HEAD".to_owned(), cause: error.to_string() }),
    }
}
