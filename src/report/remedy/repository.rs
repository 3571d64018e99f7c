//! A repository that cannot be read, and sides that cannot be found.

use crate::git;
use crate::jobs::{check, sides};
use crate::text::words;

/// Help for an error of git.
pub fn of_git(error: &git::Error) -> String {
    use git::Error as E;
    match error {
        E::NoRepository { .. } => "run tidegate inside a git repository, or create one: `git init`".to_owned(),
        E::ForeignOwner { path } => {
            format!("if you trust it: `git config --global --add safe.directory {}`", path.display())
        }
        E::BroughtAlong { path } => {
            format!("if you trust it: `GIT_DIR={} tidegate ...`; otherwise run tidegate in another folder", path.display())
        }
        E::Index { .. } | E::IndexExtension { .. } => {
            "see `git status`; if git cannot read the index either, `git read-tree HEAD` rebuilds it: files in the working tree are kept and have to be staged again".to_owned()
        }
        E::Unusable { path, .. } => {
            format!("move it away, or put a regular file in its place: `ls -l {}`", path.display())
        }
        E::Object { .. } | E::Missing { .. } => "check the repository: `git fsck`".to_owned(),
        E::Remote { .. } => {
            "connect to the remote that the clone was made from, and try again; `git fetch` shows whether it can be reached".to_owned()
        }
        E::NoGit { .. } | E::NeedsGit { .. } => "install git, or add its folder to PATH".to_owned(),
        E::Command { .. } | E::Open { .. } | E::Reference { .. } => "see what git reports: `git status`".to_owned(),
        E::File { .. } | E::Write { .. } | E::OwnFile { .. } => "check the permissions of the file".to_owned(),
        E::Refused { .. } => {
            "name a path inside the working tree whose folders are real ones: a branch could point a link at any file of yours"
                .to_owned()
        }
        E::Note { .. } => {
            "make tidegate's folder in the git folder writable, or wait until another tidegate has ended".to_owned()
        }
        E::UnfinishedRename { .. } => {
            "compare the two files, remove or rename one of them, and run `tidegate check --fix` again".to_owned()
        }
        E::HalfRenamed { .. } => {
            "remove the cause and run `tidegate check --fix`, which finishes the renames; every file and its content is still there"
                .to_owned()
        }
        E::Rename { .. } => "nothing was changed; free the new name and try again".to_owned(),
    }
}

/// Help for sides that cannot be found; `instead` is the option to use in a bare repository.
pub fn of_sides(error: &sides::Error, instead: &str) -> String {
    use sides::Error as E;
    match error {
        E::Git(error) => of_git(error),
        E::UnknownRemote { remote, .. } => {
            let fetch = ["git", "fetch"].into_iter().chain(remote.as_deref()).collect::<Vec<_>>().join(" ");
            format!("fetch them with `{fetch}`, and push again on top of them")
        }
        E::Unmerged { schemas, .. } if schemas.is_empty() => {
            "resolve the conflicts, stage the files with `git add` and try again".to_owned()
        }
        E::Unmerged { files, schemas } => {
            let names: Vec<String> = schemas.iter().map(ToString::to_string).collect();
            let names = words::list(&names, 3);
            if files.len() == schemas.len() {
                format!("regenerate {names} from the merged migrations and stage it: `tidegate verify --write --stage`")
            } else {
                format!(
                    "resolve the conflicts in the other files and stage them with `git add`, then regenerate {names}: `tidegate verify --write --stage`"
                )
            }
        }
        E::NoCommit(name) => {
            format!("check the name: `git log --oneline -1 {name}`; in CI fetch the whole history (`fetch-depth: 0`)")
        }
        E::Ambiguous(name) => {
            format!("write the full name: `git show-ref {name}` lists them")
        }
        E::NoMergeBase { is_shallow: true, .. } => {
            "fetch the whole history: `git fetch --unshallow`, in GitHub Actions `fetch-depth: 0`".to_owned()
        }
        E::NoMergeBase { .. } => "name two revisions with a common history".to_owned(),
        E::NoWorkTree => instead.to_owned(),
    }
}

/// Help for a check that could not be made.
pub fn of_check(error: &check::Error) -> String {
    match error {
        check::Error::Git(error) => of_git(error),
        check::Error::Sides(error) => of_sides(error, "name a range instead: `tidegate check --from-ref A --to-ref B`"),
        check::Error::Settings(_) => "correct it, and stage or commit it".to_owned(),
        check::Error::NoFile(_) => "name files that are staged or tracked, relative to the current folder".to_owned(),
        check::Error::EmptyFolder(path) => {
            format!("stage its files with `git add {path}`, or check the whole working tree: `tidegate check --all`")
        }
        check::Error::NotStaged(path) => {
            format!("stage it with `git add {path}`, or check the whole working tree: `tidegate check --all`")
        }
    }
}
