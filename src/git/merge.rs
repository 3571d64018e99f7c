//! A merge of two commits beside the one that git is making: its result as a commit that nothing refers to.

use super::error::Error;
use super::id::Id;
use super::output::line_of;
use super::program::{self, git_at};
use super::repository::Repository;
use crate::text::RelPath;
use std::path::Path;

/// The result of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    pub commit: Id,
    /// The files with conflicts, which have markers in the commit.
    pub conflicts: Vec<RelPath>,
}

/// The three sides of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeSides {
    /// `None` leaves it to git, which merges several bases first.
    pub base: Option<Id>,
    pub ours: Id,
    pub theirs: Id,
}

/// Merges two commits as git does (git-merge-tree(1)), in the objects alone: neither the index nor the working tree
/// changes, and git removes the objects after some weeks. A file with `merge=<driver>` for `driver` counts as a conflict.
pub fn merged(repository: &dyn Repository, sides: &MergeSides, driver: &str) -> Result<Merged, Error> {
    let paths = repository.paths();
    // No driver runs a second time within itself.
    let no_driver = format!("merge.{driver}.driver=false");
    let base = sides.base.as_ref().map(|base| format!("--merge-base={}", base.as_str()));
    let mut arguments = vec!["-c", &no_driver, "merge-tree", "--write-tree", "-z", "--name-only", "--no-messages"];
    arguments.extend(base.as_deref());
    arguments.extend([sides.ours.as_str(), sides.theirs.as_str()]);
    let failed = |cause: String| Error::Command { arguments: "merge-tree".to_owned(), cause };
    let output = git_at(paths, &arguments).output().map_err(|error| failed(error.to_string()))?;
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    let mut fields = output.stdout.split(|byte| *byte == 0).filter(|field| !field.is_empty());
    let tree = fields.next().map(|field| String::from_utf8_lossy(field).into_owned()).unwrap_or_default();
    let conflicts = fields.map(RelPath::new).collect();
    let arguments = ["commit-tree", &tree, "-p", sides.ours.as_str(), "-p", sides.theirs.as_str(), "-m", "merge"];
    let command = ["AUTHOR", "COMMITTER"].iter().fold(git_at(paths, &arguments), |command, role| {
        command
            .env(format!("GIT_{role}_NAME"), "tidegate")
            .env(format!("GIT_{role}_EMAIL"), "tidegate@localhost")
            .env(format!("GIT_{role}_DATE"), "@0 +0000")
    });
    let commit = Id::new(line_of(&command.stdout().map_err(program::failed(&["commit-tree"]))?));
    Ok(Merged { commit, conflicts })
}

/// Merges the texts of a file into the first of three files, with markers of this size (git-merge-file(1)); returns
/// whether that is possible without a conflict. `labels` name the three files.
pub fn merge_texts(
    repository: &dyn Repository,
    [ours, base, theirs]: [&Path; 3],
    labels: [&str; 3],
    marker_size: &str,
) -> Result<bool, Error> {
    let size = format!("--marker-size={marker_size}");
    let mut arguments = vec!["merge-file", "--quiet", size.as_str()];
    for label in labels {
        arguments.extend(["-L", label]);
    }
    let command = git_at(repository.paths(), &arguments).arg("--").arg(ours).arg(base).arg(theirs);
    let command = command.current_dir(&repository.paths().current_dir);
    let failed = |cause: String| Error::Command { arguments: "merge-file".to_owned(), cause };
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    match output.status.code() {
        Some(0) => Ok(true),
        Some(1..=127) => Ok(false),
        _ => Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
    }
}
