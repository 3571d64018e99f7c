//! The files that a hook is about, with the facts about them that jobs ask for.

use super::job_request::{FileChoice, JobsError};
use crate::builtin::{FileType, Kind, Mode as FileMode};
use crate::git::{self, Entry, Mode, Repository};
use crate::jobs::sides::{Selection, Sides};
use crate::tasks::{Job, Lists};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// The mode of an executable file in the index and in trees.
const EXECUTABLE: &str = "100755";

/// The files of the commit. In a merge those that differ from every parent: the others were committed before.
pub(super) fn lists(
    repository: &dyn Repository,
    selection: &Selection,
    choice: &FileChoice,
    jobs: &[Job],
) -> Result<Lists, JobsError> {
    let sides = Sides::find(repository, selection)?;
    let (changed, deleted) = changes(repository, &sides)?;
    let of_mode =
        |mode: Mode| changed.iter().filter(|(_, found)| **found == mode).map(|(path, _)| path.clone()).collect();
    let mut lists = Lists { changed: of_mode(Mode::File), ..Lists::default() };
    match choice {
        FileChoice::Changed => {
            (lists.files, lists.links) = (lists.changed.clone(), of_mode(Mode::Symlink));
            lists.deleted = deleted.into_iter().collect();
        }
        FileChoice::All => {
            let entries = repository.entries(&sides.target, &|_| true)?;
            (lists.files, lists.links) = (paths(&entries, Mode::File), paths(&entries, Mode::Symlink));
        }
        FileChoice::Named(named) => {
            let is_named = |path: &[u8]| named.iter().any(|named| named.as_bytes() == path);
            let entries = repository.entries(&sides.target, &is_named)?;
            (lists.files, lists.links) = (paths(&entries, Mode::File), paths(&entries, Mode::Symlink));
            if let Some(missing) = named.iter().find(|path| !lists.files.contains(path) && !lists.links.contains(path))
            {
                return Err(JobsError::NotTracked(missing.clone()));
            }
        }
    }
    lists.kinds = kinds(repository, selection, &sides, (jobs, &lists))?;
    Ok(lists)
}

type Changed = BTreeMap<RelPath, Mode>;

/// The files that are added or changed, each with its mode, and those that are deleted.
fn changes(repository: &dyn Repository, sides: &Sides) -> Result<(Changed, BTreeSet<RelPath>), git::Error> {
    let (mut changed, mut deleted) = (Changed::new(), BTreeSet::new());
    for (number, base) in sides.bases.iter().enumerate() {
        let (mut present, mut gone) = (Changed::new(), BTreeSet::new());
        for change in repository.changes(base, &sides.target)? {
            match &change.new {
                Some(entry) => drop(present.insert(entry.path.clone(), entry.mode)),
                None => drop(gone.insert(change.path().clone())),
            }
        }
        if number == 0 {
            (changed, deleted) = (present, gone);
        } else {
            changed.retain(|path, _| present.contains_key(path));
            deleted.retain(|path| gone.contains(path));
        }
    }
    Ok((changed, deleted))
}

/// The paths of entries of a mode, in byte order.
fn paths(entries: &[Entry], mode: Mode) -> Vec<RelPath> {
    let mut paths: Vec<RelPath> =
        entries.iter().filter(|entry| entry.mode == mode).map(|entry| entry.path.clone()).collect();
    paths.sort();
    paths
}

/// The facts about the files that jobs with `types` may be given. Files are looked into only where a type asks for it.
fn kinds(
    repository: &dyn Repository,
    selection: &Selection,
    sides: &Sides,
    (jobs, lists): (&[Job], &Lists),
) -> Result<BTreeMap<RelPath, Kind>, git::Error> {
    let typed: Vec<&Job> = jobs.iter().filter(|job| !job.types.is_empty()).collect();
    if typed.is_empty() {
        return Ok(BTreeMap::new());
    }
    let all = lists.files.iter().chain(&lists.links).chain(&lists.changed);
    let wanted: BTreeSet<&RelPath> = all.filter(|path| typed.iter().any(|job| job.concerns(path))).collect();
    let has = |is_so: fn(&FileType) -> bool| typed.iter().flat_map(|job| &job.types).any(|kind| is_so(kind));
    let commit = if let Selection::Commit { commit, .. } = selection { Some(commit) } else { None };
    let asks_for_modes = has(|kind| kind.name == "executable");
    let stored = if asks_for_modes { git::stored_blobs(repository.paths(), commit)? } else { BTreeMap::new() };
    let needs_content = has(FileType::needs_content);
    let mut found = BTreeMap::new();
    for entry in repository.entries(&sides.target, &|path| wanted.contains(&RelPath::new(path)))? {
        let is_executable = stored.get(&entry.path).is_some_and(|blob| blob.mode == EXECUTABLE);
        let mode = match entry.mode {
            Mode::Symlink => FileMode::Link,
            _ if is_executable => FileMode::Executable,
            _ => FileMode::Regular,
        };
        let content = if needs_content && entry.mode == Mode::File { repository.read(&entry)? } else { Vec::new() };
        found.insert(entry.path.clone(), Kind::of(mode, &content));
    }
    Ok(found)
}
