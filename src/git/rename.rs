//! Renames files in the index and the working tree, all of them or none.

use super::beneath::check_beneath;
use super::error::Error;
use super::program::{self, git_at};
use super::repo_paths::RepoPaths;
use super::repository::Repository;
use crate::text::RelPath;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Renames files; staged content and unstaged edits keep their bytes.
///
/// The index is changed last and in one step by `git update-index`, which takes git's own lock and
/// supports every index format; if that fails, the files get their old names back.
pub fn rename(repository: &dyn Repository, renames: &[(RelPath, RelPath)]) -> Result<(), Error> {
    let paths = repository.paths();
    let top = paths.work_dir.clone().unwrap_or_else(|| paths.current_dir.clone());
    let mut lines = Vec::new();
    let old_names: BTreeSet<&[u8]> = renames.iter().map(|(from, _)| from.as_bytes()).collect();
    let left_out = repository.not_checked_out(&|path| old_names.contains(path))?;
    let left_out: BTreeSet<RelPath> = left_out.into_iter().map(|entry| entry.path).collect();
    let mut not_checked_out = Vec::new();
    for (from, to) in renames {
        check_beneath(paths, from)?;
        check_beneath(paths, to)?;
        if left_out.contains(from) {
            not_checked_out.extend_from_slice(to.as_bytes());
            not_checked_out.push(0);
        }
        if is_taken(&from.on_disk(&top), &to.on_disk(&top)) {
            return Err(failed(from, to, "a file with that name already exists"));
        }
        lines.extend(index_lines(paths, from, to)?);
    }
    let mut done = Vec::new();
    let result = rename_files(&top, renames, &mut done)
        .and_then(|()| update_index(paths, &["update-index", "-z", "--index-info"], &lines))
        // A file that is neither on disk nor outside the sparse checkout counts as deleted: `git commit -a`
        // would remove it.
        .and_then(|()| update_index(paths, &["update-index", "--skip-worktree", "-z", "--stdin"], &not_checked_out));
    if result.is_err() {
        for (from, to) in done.iter().rev() {
            // Best effort: the old names were free a moment ago.
            let _ = std::fs::create_dir_all(from.parent().unwrap_or(&top));
            let _ = std::fs::rename(to, from);
            remove_empty(to, &top);
        }
    }
    result
}

/// Whether another file has the new name. On case-insensitive file systems the new name may be the
/// file itself.
fn is_taken(from: &Path, to: &Path) -> bool {
    let uppercase = |path: &Path| path.as_os_str().to_ascii_uppercase();
    let is_itself = || {
        uppercase(from) == uppercase(to)
            && from.canonicalize().is_ok_and(|from| to.canonicalize().is_ok_and(|to| from == to))
    };
    to.symlink_metadata().is_ok() && !is_itself()
}

fn rename_files(top: &Path, renames: &[(RelPath, RelPath)], done: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), Error> {
    for (from, to) in renames {
        let (old, new) = (from.on_disk(top), to.on_disk(top));
        if old.symlink_metadata().is_err() {
            // Staged, but deleted in the working tree: it is only in the index.
            continue;
        }
        let moved = new.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::rename(&old, &new));
        moved.map_err(|error| failed(from, to, &error.to_string()))?;
        remove_empty(&old, top);
        done.push((old, new));
    }
    Ok(())
}

/// Removes the folder of a moved file if it is empty.
fn remove_empty(moved: &Path, top: &Path) {
    if let Some(folder) = moved.parent().filter(|folder| *folder != top) {
        // Fails if the folder is not empty, as intended.
        let _ = std::fs::remove_dir(folder);
    }
}

/// The `--index-info` lines that rename one entry; none for a file that is not staged.
fn index_lines(paths: &RepoPaths, from: &RelPath, to: &RelPath) -> Result<Vec<u8>, Error> {
    let arguments = ["--literal-pathspecs", "ls-files", "--stage", "-z", "--"];
    let command = git_at(paths, &arguments).arg(from.on_disk(Path::new("")));
    let output = command.stdout().map_err(program::failed(&arguments))?;
    let Some(tab) = memchr::memchr(b'\t', &output) else {
        return Ok(Vec::new());
    };
    let head = String::from_utf8_lossy(&output[..tab]).into_owned();
    let Some(id) = head.split(' ').nth(1) else {
        return Err(failed(from, to, "unexpected output of git ls-files"));
    };
    let mut lines = format!("0 {}\t", "0".repeat(id.len())).into_bytes();
    lines.extend_from_slice(from.as_bytes());
    lines.push(0);
    lines.extend_from_slice(head.as_bytes());
    lines.push(b'\t');
    lines.extend_from_slice(to.as_bytes());
    lines.push(0);
    Ok(lines)
}

fn update_index(paths: &RepoPaths, arguments: &[&str], input: &[u8]) -> Result<(), Error> {
    if input.is_empty() {
        return Ok(());
    }
    git_at(paths, arguments).stdout_for(input).map(drop).map_err(program::failed(arguments))
}

fn failed(from: &RelPath, to: &RelPath, cause: &str) -> Error {
    Error::Rename { from: from.clone(), to: to.clone(), cause: cause.to_owned() }
}
