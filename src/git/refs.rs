//! Small files of the git folder that both readers use.

use super::error::Error;
use super::id::{Id, is_id};
use super::regular::read_regular;
use super::repository::Repository;
use std::path::Path;

const BRANCHES: &str = "refs/heads/";

/// The commits in `MERGE_HEAD` (gitrepository-layout, git-merge(1)); until git has written it, those
/// that the environment names. An annotated tag is there as itself.
pub(super) fn merge_heads(repository: &dyn Repository, merging: &[Id]) -> Result<Vec<Id>, Error> {
    let failed = |cause: String| Error::Reference { what: "MERGE_HEAD".to_owned(), cause };
    let named = match read_text(&repository.paths().git_dir.join("MERGE_HEAD")) {
        Ok(text) => text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Id::new).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => merging.to_vec(),
        Err(error) => return Err(failed(error.to_string())),
    };
    let mut commits: Vec<Id> = Vec::with_capacity(named.len());
    for id in named {
        let commit = if is_id(id.as_str()) { repository.commit(id.as_str())? } else { None };
        let commit = commit.ok_or_else(|| failed(format!("`{id}` is not a commit")))?;
        if !commits.contains(&commit) {
            commits.push(commit);
        }
    }
    Ok(commits)
}

fn read_text(path: &Path) -> std::io::Result<String> {
    String::from_utf8(read_regular(path)?).map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
}

/// The branch that `HEAD` names, even before its first commit.
pub(super) fn branch_of_head(git_dir: &Path) -> Result<Option<String>, Error> {
    match read_text(&git_dir.join("HEAD")) {
        Ok(text) => Ok(text.trim().strip_prefix("ref: ").and_then(|name| branch_name(name.trim()))),
        Err(error) => Err(Error::Reference { what: "HEAD".to_owned(), cause: error.to_string() }),
    }
}

/// The short name of a branch, given its full name.
pub(super) fn branch_name(reference: &str) -> Option<String> {
    reference.strip_prefix(BRANCHES).map(str::to_owned)
}

/// The branch that is being rebased: git detaches HEAD meanwhile, and notes the branch in the folder of
/// the rebase.
pub(super) fn rebased_branch(git_dir: &Path) -> Option<String> {
    let name = |folder| read_text(&git_dir.join(folder).join("head-name")).ok();
    ["rebase-merge", "rebase-apply"].into_iter().find_map(name).and_then(|name| branch_name(name.trim()))
}
