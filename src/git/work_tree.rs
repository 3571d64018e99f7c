//! The working tree as a side, for both readers.

use super::beneath::{kind_beneath, link_beneath, missing, read_beneath};
use super::change::Change;
use super::entry::{Content, Entry, Mode};
use super::error::Error;
use super::file_kind::FileKind;
use super::repo_paths::RepoPaths;
use super::repository::Repository;
use super::side::Side;
use super::{attributes, program, read_by_git};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;

/// The files on disk whose path `keep` accepts: tracked ones, and those that git does not ignore. Files
/// that a sparse checkout leaves out have the content of the index.
/// Only `check --all` does this walk.
pub(super) fn work_tree_entries(
    repository: &dyn Repository,
    keep: &dyn Fn(&[u8]) -> bool,
) -> Result<Vec<Entry>, Error> {
    let paths = repository.paths();
    if paths.work_dir.is_none() {
        return Ok(Vec::new());
    }
    let tracked: BTreeSet<RelPath> =
        repository.entries(&Side::Index, keep)?.into_iter().map(|entry| entry.path).collect();
    let mut found =
        files_below(repository, &RelPath::default(), &|path| keep(path) && !tracked.contains(&RelPath::new(path)))?;
    let mut not_checked_out: BTreeMap<RelPath, Entry> =
        repository.not_checked_out(keep)?.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
    for path in tracked {
        match kind_beneath(paths, &path)? {
            // Deleted, or one of its parent folders is a file now, or outside the sparse checkout.
            None => found.extend(not_checked_out.remove(&path)),
            // A folder in its place.
            Some(FileKind::Folder) => {}
            Some(FileKind::File) => found.push(on_disk(path, Mode::File)),
            Some(FileKind::Link) => found.push(on_disk(path, Mode::Symlink)),
            Some(FileKind::Other) => found.push(on_disk(path, Mode::Special)),
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// The files on disk below one folder that `keep` accepts and git does not ignore; none if the
/// folder does not exist. Links are returned, not followed, so cycles of links end.
pub(super) fn files_below(
    repository: &dyn Repository,
    folder: &RelPath,
    keep: &dyn Fn(&[u8]) -> bool,
) -> Result<Vec<Entry>, Error> {
    let Some(top) = &repository.paths().work_dir else {
        return Ok(Vec::new());
    };
    // A walk would begin behind a link. Git has nothing below one: the link itself is the file.
    if !folder.is_top() && kind_beneath(repository.paths(), folder)? != Some(FileKind::Folder) {
        return Ok(Vec::new());
    }
    let start = folder.on_disk(top);
    // One buffer for all paths: nearly all of them are compared and not kept.
    let (mut found, mut path) = (Vec::new(), Vec::new());
    let mut walk = walkdir::WalkDir::new(&start).into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.io_error().is_some_and(|cause| cause.kind() == ErrorKind::NotFound) => {
                continue;
            }
            Err(error) => {
                let path = error.path().and_then(|path| RelPath::from_disk(top, path)).unwrap_or_default();
                return Err(Error::File { path, cause: error.into() });
            }
        };
        if entry.depth() == 0 || !RelPath::put_below_disk(&mut path, folder, &start, entry.path()) {
            continue;
        }
        if entry.file_type().is_dir() {
            // The git folder, other repositories and ignored output are skipped. Below a
            // migrations folder nothing is pruned: whether a file is ignored is checked for the
            // few files that `keep` accepts.
            let is_pruned = folder.is_top()
                && (entry.path().join(".git").exists() || repository.is_ignored(&RelPath::new(&path))?);
            if entry.file_name() == ".git" || is_pruned {
                walk.skip_current_dir();
            }
        } else if keep(&path) {
            let path = RelPath::new(&path);
            if !repository.is_ignored(&path)? {
                found.push(on_disk(path, mode_of(entry.file_type())));
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

fn mode_of(kind: std::fs::FileType) -> Mode {
    if kind.is_symlink() {
        Mode::Symlink
    } else if kind.is_file() {
        Mode::File
    } else {
        Mode::Special
    }
}

fn on_disk(path: RelPath, mode: Mode) -> Entry {
    Entry { content: Content::File(path.clone()), path, mode }
}

/// The content of a file of the working tree.
pub(super) fn read_file(paths: &RepoPaths, file: &RelPath, mode: Mode) -> Result<Vec<u8>, Error> {
    if mode == Mode::Symlink {
        return link_beneath(paths, file);
    }
    let absent = || Error::File { path: file.clone(), cause: missing() };
    let content = read_beneath(paths, file, None)?.ok_or_else(absent)?;
    if memchr::memchr(0, &content).is_none() && std::str::from_utf8(&content).is_ok() {
        return Ok(content);
    }
    read_by_git::check_on_the_way(paths, file, ".gitattributes")?;
    // Git stores the text of a `working-tree-encoding` as UTF-8, and that is what all sides are compared by.
    match attributes::encoding(paths, file) {
        Some(_) => program::stored_content(paths, file),
        None => Ok(content),
    }
}

/// The difference of two sides, by listing both: slow, for sides without a tree. Content on disk is
/// compared by bytes.
pub(super) fn compare_entries(repository: &dyn Repository, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
    let list = |side| -> Result<BTreeMap<RelPath, Entry>, Error> {
        Ok(repository.entries(side, &|_| true)?.into_iter().map(|entry| (entry.path.clone(), entry)).collect())
    };
    let mut old = list(base)?;
    let mut changes = Vec::new();
    for (path, new) in list(target)? {
        let old = old.remove(&path);
        let same = match &old {
            Some(old) => old == &new || (old.mode == new.mode && repository.read(old)? == repository.read(&new)?),
            None => false,
        };
        if !same {
            changes.push(Change { old, new: Some(new) });
        }
    }
    changes.extend(old.into_values().map(|old| Change { old: Some(old), new: None }));
    changes.sort_by(|one, other| one.path().cmp(other.path()));
    Ok(changes)
}
