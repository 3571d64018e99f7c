//! The changes of a target side: what differs from every base.

use super::error::Error;
use super::request::Request;
use super::staged_scripts;
use crate::diagnostic::Rename;
use crate::git::{Change, Repository, Side};
use crate::jobs::project_files::is_project_file;
use crate::jobs::sides::{Selection, Sides};
use crate::text::RelPath;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The changes of a target side.
pub(super) struct Changes {
    /// Differences from each base alone.
    pub(super) per_base: Vec<Vec<Change>>,
    /// Files that differ from every base.
    pub(super) common: Vec<Change>,
}

/// Reads the changes, as if `renames` had been made on the target side.
pub(super) fn read(repository: &dyn Repository, sides: &Sides, renames: &[Rename]) -> Result<Changes, Error> {
    let mut per_base: Vec<Vec<Change>> =
        sides.bases.iter().map(|base| changes_of(repository, base, &sides.target)).collect::<Result<_, _>>()?;
    for changes in &mut per_base {
        rename(changes, renames);
    }
    let common = common(repository, sides, &per_base)?;
    Ok(Changes { per_base, common })
}

/// Everything on the working-tree side counts as added.
fn changes_of(repository: &dyn Repository, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
    if *target == Side::WorkTree {
        let wanted = |path: &[u8]| is_project_file(path) || staged_scripts::is_script(path);
        let entries = repository.entries(target, &wanted)?;
        return Ok(entries.into_iter().map(|entry| Change { old: None, new: Some(entry) }).collect());
    }
    Ok(repository.changes(base, target)?)
}

fn rename(changes: &mut Vec<Change>, renames: &[Rename]) {
    let renames: BTreeMap<&RelPath, &RelPath> = renames.iter().map(|rename| (&rename.from, &rename.to)).collect();
    let mut deleted = Vec::new();
    for change in changes.iter_mut() {
        let to = change.new.as_ref().and_then(|new| renames.get(&new.path));
        if let (Some(to), Some(new)) = (to, &mut change.new) {
            new.path = (*to).clone();
            deleted.extend(change.old.take().map(|old| Change { old: Some(old), new: None }));
        }
    }
    changes.extend(deleted);
    changes.sort_by(|one, other| one.path().cmp(other.path()));
}

/// Files that differ from every base. In a merge, a file that one parent has unchanged is not a change
/// of this commit; a file that only the other side had, and that the merge leaves out, is.
fn common(repository: &dyn Repository, sides: &Sides, per_base: &[Vec<Change>]) -> Result<Vec<Change>, Error> {
    let Some((first, others)) = per_base.split_first() else {
        return Ok(Vec::new());
    };
    let others: Vec<BTreeMap<&RelPath, &Change>> =
        others.iter().map(|changes| changes.iter().map(|change| (change.path(), change)).collect()).collect();
    let differs = |change: &&Change| others.iter().all(|changes| changes.contains_key(change.path()));
    let old_elsewhere = |change: &Change| others.iter().find_map(|changes| changes.get(change.path())?.old.clone());
    let in_first: BTreeSet<&RelPath> = first.iter().map(Change::path).collect();
    let mut found: Vec<Change> = first
        .iter()
        .filter(differs)
        .map(|change| Change { old: change.old.clone().or_else(|| old_elsewhere(change)), new: change.new.clone() })
        .collect();
    for (changes, base) in others.iter().zip(sides.bases.iter().skip(1)) {
        let left_out = changes.values().filter(|change| change.new.is_none() && !in_first.contains(change.path()));
        for change in left_out {
            if !is_in_merge_base(repository, &sides.bases[0], base, change.path())? {
                found.push((*change).clone());
            }
        }
    }
    found.sort_by(|one, other| one.path().cmp(other.path()));
    Ok(found)
}

/// Whether both sides of a merge once had the file, so that the first has deleted it since.
fn is_in_merge_base(repository: &dyn Repository, one: &Side, other: &Side, path: &RelPath) -> Result<bool, Error> {
    let (Side::Revision(one), Side::Revision(other)) = (one, other) else {
        return Ok(false);
    };
    Ok(match repository.merge_base(one, other)? {
        Some(base) => repository.entry_at(&base, path)?.is_some(),
        None => false,
    })
}

/// The request with the files of every folder that it names in place of the folder.
pub(super) fn with_files_of_folders<'a>(
    repository: &dyn Repository,
    request: &'a Request,
    target: &Side,
) -> Result<Cow<'a, Request>, Error> {
    if request.files.is_empty() {
        return Ok(Cow::Borrowed(request));
    }
    let is_below = |path: &RelPath| request.files.iter().any(|file| file.is_top() || path.below(file).is_some());
    let entries = repository.entries(target, &|path| is_below(&RelPath::new(path)))?;
    if entries.is_empty() && request.files.iter().all(|file| !is_folder(repository, file)) {
        return Ok(Cow::Borrowed(request));
    }
    let mut files = Vec::new();
    for file in &request.files {
        let before = files.len();
        let below = entries.iter().filter(|entry| file.is_top() || entry.path.below(file).is_some());
        files.extend(below.map(|entry| entry.path.clone()).filter(|path| path != file));
        if files.len() > before {
            continue;
        }
        if is_folder(repository, file) {
            return Err(Error::EmptyFolder(file.clone()));
        }
        files.push(file.clone());
    }
    Ok(Cow::Owned(Request { files, ..request.clone() }))
}

fn is_folder(repository: &dyn Repository, file: &RelPath) -> bool {
    repository.paths().work_dir.as_ref().is_some_and(|top| file.on_disk(top).is_dir())
}

/// Fails for a file named on the command line that is on no side: it must not pass unseen.
pub(super) fn require_named_files(
    repository: &dyn Repository,
    request: &Request,
    changes: &[Change],
    target: &Side,
) -> Result<(), Error> {
    if request.files.is_empty() {
        return Ok(());
    }
    let named: BTreeSet<&[u8]> = request.files.iter().map(RelPath::as_bytes).collect();
    let entries = repository.entries(target, &|path| named.contains(path))?;
    let known: BTreeSet<&RelPath> =
        entries.iter().map(|entry| &entry.path).chain(changes.iter().map(Change::path)).collect();
    let Some(missing) = request.files.iter().find(|file| !known.contains(file)) else {
        return Ok(());
    };
    if request.selection == Selection::Staged && is_on_disk(repository, missing) {
        return Err(Error::NotStaged(missing.clone()));
    }
    Err(Error::NoFile(missing.clone()))
}

fn is_on_disk(repository: &dyn Repository, file: &RelPath) -> bool {
    repository.paths().work_dir.as_ref().is_some_and(|top| file.on_disk(top).is_file())
}
