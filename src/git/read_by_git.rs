//! Files that git and libgit2 open, looked at before: they open whatever has the name.

use super::checkout::{git_dir_of_environment, line};
use super::environment::Environment;
use super::error::Error;
use super::regular::{check, check_below, check_small, check_unless_folder};
use super::repo_paths::RepoPaths;
use crate::text::RelPath;
use std::fs;
use std::path::Path;

/// Files of the git folder of one working tree.
const OWN: [&str; 8] = [
    "HEAD",
    "commondir",
    "gitdir",
    "config.worktree",
    "MERGE_HEAD",
    "info/sparse-checkout",
    "rebase-merge/head-name",
    "rebase-apply/head-name",
];

/// Files that all working trees of a repository share, with no limit of their size.
const SHARED: [&str; 3] = ["packed-refs", "objects/info/commit-graph", "objects/pack/multi-pack-index"];

/// Small files that all working trees of a repository share.
const SHARED_SMALL: [&str; 6] =
    ["config", "shallow", "info/grafts", "info/exclude", "info/attributes", "objects/info/alternates"];

/// Checks the files that opening a repository and reading it open by fixed names. Missing ones are not an error.
pub(super) fn check_repository(environment: &Environment) -> Result<(), Error> {
    for file in &environment.user_files {
        check(file)?;
    }
    let Some(git_dir) = git_dir_of_environment(environment) else { return Ok(()) };
    for name in OWN {
        check_small(&git_dir.join(name))?;
    }
    let index = environment.index_file.as_ref().map(|file| environment.current_dir.join(file));
    // The reader of the index reports a folder in its place.
    check_unless_folder(&index.unwrap_or_else(|| git_dir.join("index")))?;
    let common = line(&git_dir.join("commondir")).map_or_else(|| git_dir.clone(), |path| git_dir.join(path));
    for name in SHARED {
        check(&common.join(name))?;
    }
    SHARED_SMALL.iter().try_for_each(|name| check_small(&common.join(name)))
}

/// Checks what the `git` program reads besides, in folders with any number of files.
pub(super) fn check_folders(environment: &Environment) -> Result<(), Error> {
    let Some(git_dir) = git_dir_of_environment(environment) else { return Ok(()) };
    let common = line(&git_dir.join("commondir")).map_or_else(|| git_dir.clone(), |path| git_dir.join(path));
    for folder in [&git_dir, &common] {
        check_below(&folder.join("refs"))?;
        check_below(&folder.join("reftable"))?;
        // Parts of a split index are beside it.
        check_files_in(folder)?;
    }
    check_below(&common.join("objects/info"))?;
    check_below(&common.join("objects/pack"))
}

fn check_files_in(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        // Sockets of git's own daemons (fsmonitor--daemon.ipc) are there as well, which nothing reads as a file.
        if !is_folder && entry.file_name().as_encoded_bytes().starts_with(b"sharedindex.") {
            check(&entry.path())?;
        }
    }
    Ok(())
}

/// Checks the files in which a reference can be. `name` may be short, and end in what leads on from it (`main~3`).
pub(super) fn check_reference(folders: [&Path; 2], name: &str) -> Result<(), Error> {
    let end = name.find(['~', '^', ':', '@']).filter(|end| *end > 0).unwrap_or(name.len());
    let name = name[..end].trim_start_matches('/');
    if name.is_empty() || name.split('/').any(|part| part == "..") {
        return Ok(());
    }
    for folder in folders {
        for prefix in ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"] {
            let path = folder.join(format!("{prefix}{name}"));
            check_unless_folder(&path)?;
        }
        check(&folder.join(format!("refs/remotes/{name}/HEAD")))?;
    }
    Ok(())
}

/// Checks the files of a name, such as `.gitignore`, in the folders from the top of the working tree to a path.
pub(super) fn check_on_the_way(paths: &RepoPaths, path: &RelPath, name: &str) -> Result<(), Error> {
    let Some(top) = &paths.work_dir else { return Ok(()) };
    let whole = path.on_disk(top);
    for folder in whole.ancestors().take_while(|folder| folder.starts_with(top)) {
        check_unless_folder(&folder.join(name))?;
    }
    Ok(())
}
