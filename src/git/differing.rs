//! The files of the working tree that differ from what is committed.

use super::error::Error;
use super::id::Id;
use super::program::{failed, git_at};
use super::repo_paths::RepoPaths;
use crate::text::RelPath;

/// The tracked files whose content or mode in the working tree differs from the index, or from a commit; deleted ones
/// too. Nothing is written.
pub fn differing(paths: &RepoPaths, commit: Option<&Id>) -> Result<Vec<RelPath>, Error> {
    let mut arguments = vec!["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=dirty"];
    arguments.extend(commit.map(Id::as_str));
    let output = git_at(paths, &arguments).arg("--").stdout().map_err(failed(&arguments))?;
    // Git sorts by bytes, as paths are compared here.
    Ok(output.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(RelPath::new).collect())
}

/// Whether git is in the middle of a rebase (git-rebase(1)).
pub fn is_rebasing(paths: &RepoPaths) -> bool {
    ["rebase-merge", "rebase-apply"].iter().any(|name| paths.git_dir.join(name).is_dir())
}
