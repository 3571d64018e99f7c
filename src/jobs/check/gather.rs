//! Everything a judgement needs, read once: which projects are touched, their histories on
//! each side, and the content of what changed. Nothing else is read.

use super::material::{CheckInputs, Reading};
use super::misplaced;
use super::scripts::{self, Script};
use super::{Error, Request};
use crate::config::Settings;
use crate::diagnostic::Rename;
use crate::git::{Change, Content, Entry, Mode, Repository, Side};
use crate::jobs::sides::{Selection, Sides};
use crate::migration::{FileRef, Found, IgnoredFolder, Kind, MARKERS, SchemaSpec, detect};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// What was read.
pub(in crate::jobs) struct Gathered {
    pub(in crate::jobs) projects: Vec<CheckInputs>,
    pub(in crate::jobs) scripts: Vec<Script>,
    pub(in crate::jobs) ignored: Vec<IgnoredFolder>,
}

/// Reads what `request` needs, as if `renames` had been done on the target side already.
pub(in crate::jobs) fn gather(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    sides: &Sides,
    renames: &[Rename],
) -> Result<Gathered, Error> {
    let mut per_base: Vec<Vec<Change>> =
        sides.bases.iter().map(|base| changes_of(repository, base, &sides.target)).collect::<Result<_, _>>()?;
    for changes in &mut per_base {
        rename_changes(changes, renames);
    }
    let changes = common(repository, sides, &per_base)?;
    let scripts =
        if request.history_only { Vec::new() } else { scripts::gather(repository, request, &changes, &sides.target)? };
    let concerns_projects = |change: &Change| {
        is_wanted(change.path().as_bytes())
            || settings.projects.iter().any(|project| project.spec.schema == SchemaSpec::File(change.path().clone()))
    };
    // In a merge a project may differ from each parent without a file that differs from both:
    // what the two sides brought meets for the first time.
    let differs = |changes: &Vec<Change>| changes.iter().any(concerns_projects);
    let is_concerned = changes.iter().any(concerns_projects) || per_base.iter().all(differs);
    if request.files.is_empty() && !is_concerned {
        return Ok(Gathered { projects: Vec::new(), scripts, ignored: Vec::new() });
    }
    let mut files = repository.entries(&sides.target, &|path| is_wanted(path) || is_schema(settings, path))?;
    rename_entries(&mut files, renames);
    let stored_files: Vec<FileRef> = files.iter().map(stored).collect();
    let found = find_projects(repository, settings, &files, &changes)?;
    check_files(repository, request, &changes, &sides.target)?;
    let in_words = |changes: &[Change]| {
        changes.iter().map(|change| (change.old.as_ref().map(stored), change.new.as_ref().map(stored))).collect()
    };
    let reading = Reading {
        repository,
        settings,
        request,
        sides,
        changes: &changes,
        differences: in_words(&changes),
        differences_per_base: per_base.iter().map(|changes| in_words(changes)).collect(),
        stored: stored_files,
        files: &files,
    };
    let misplaced = misplaced::find(&found.projects, &changes, &files);
    let mut projects = Vec::new();
    for project in &found.projects {
        projects.extend(reading.material(project, &misplaced)?);
    }
    Ok(Gathered { projects, scripts, ignored: found.ignored })
}

/// The projects of the target side; one whose migrations are all deleted is still one.
fn find_projects(
    repository: &dyn Repository,
    settings: &Settings,
    files: &[Entry],
    changes: &[Change],
) -> Result<Found, Error> {
    let gone = changes.iter().filter(|change| change.new.is_none()).filter_map(|change| change.old.as_ref());
    let gone: Vec<&Entry> = gone.filter(|entry| is_wanted(entry.path.as_bytes())).collect();
    let seen: Vec<FileRef> = files.iter().chain(gone.iter().copied()).map(stored).collect();
    let specs: Vec<_> = settings.projects.iter().map(|project| project.spec.clone()).collect();
    let mut peek = |file: &FileRef| {
        let entry = files.iter().chain(gone.iter().copied()).find(|entry| entry.path == file.path);
        entry.map_or_else(|| Ok(Vec::new()), |entry| repository.read(entry))
    };
    Ok(detect(&seen, &specs, &settings.ignore, &mut peek)?)
}

fn is_schema(settings: &Settings, path: &[u8]) -> bool {
    settings
        .projects
        .iter()
        .any(|project| matches!(&project.spec.schema, SchemaSpec::File(file) if file.as_bytes() == path))
}

fn rename_entries(entries: &mut [Entry], renames: &[Rename]) {
    for entry in entries.iter_mut() {
        if let Some(rename) = renames.iter().find(|rename| rename.from == entry.path) {
            entry.path.clone_from(&rename.to);
        }
    }
    entries.sort_by(|one, other| one.path.cmp(&other.path));
}

fn rename_changes(changes: &mut Vec<Change>, renames: &[Rename]) {
    let mut gone = Vec::new();
    for change in changes.iter_mut() {
        let rename = renames.iter().find(|rename| change.new.as_ref().is_some_and(|new| new.path == rename.from));
        if let (Some(rename), Some(new)) = (rename, &mut change.new) {
            new.path.clone_from(&rename.to);
            gone.extend(change.old.take().map(|old| Change { old: Some(old), new: None }));
        }
    }
    changes.extend(gone);
    changes.sort_by(|one, other| one.path().cmp(other.path()));
}

/// Everything on the work-tree side is new; other sides know what changed.
fn changes_of(repository: &dyn Repository, base: &Side, target: &Side) -> Result<Vec<Change>, Error> {
    if *target == Side::WorkTree {
        let wanted = |path: &[u8]| is_wanted(path) || scripts::is_script(path);
        let entries = repository.entries(target, &wanted)?;
        return Ok(entries.into_iter().map(|entry| Change { old: None, new: Some(entry) }).collect());
    }
    Ok(repository.changes(base, target)?)
}

/// What differs from every base. In a merge, a file that is as one parent has it is not
/// this commit's doing; one that only the other side had, and that the merge leaves out, is.
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
            if !was_there_before(repository, &sides.bases[0], base, change.path())? {
                found.push((*change).clone());
            }
        }
    }
    found.sort_by(|one, other| one.path().cmp(other.path()));
    Ok(found)
}

/// True when both sides of a merge once had the file: the first has deleted it since.
fn was_there_before(repository: &dyn Repository, one: &Side, other: &Side, path: &RelPath) -> Result<bool, Error> {
    let (Side::Revision(one), Side::Revision(other)) = (one, other) else {
        return Ok(false);
    };
    Ok(match repository.merge_base(one, other)? {
        Some(base) => repository.entry_at(&base, path)?.is_some(),
        None => false,
    })
}

pub(in crate::jobs) fn is_wanted(path: &[u8]) -> bool {
    // Asked for every path of the index: all endings that count are of one last letter.
    if !matches!(path.last(), Some(b'l' | b'L')) {
        return false;
    }
    let is_sql = path.len() > 4 && path[path.len() - 4..].eq_ignore_ascii_case(b".sql");
    is_sql
        || MARKERS
            .iter()
            .any(|marker| path.ends_with(marker.as_bytes()) && RelPath::new(path).file_name() == marker.as_bytes())
}

pub(in crate::jobs) fn stored(entry: &Entry) -> FileRef {
    let kind = match entry.mode {
        Mode::File => Kind::File,
        Mode::Symlink => Kind::Symlink,
        Mode::Submodule => Kind::Submodule,
    };
    let content_id = match &entry.content {
        Content::Blob(id) => id.shared(),
        Content::File(_) => "".into(),
    };
    FileRef { path: entry.path.clone(), kind, content_id }
}

/// A file named on the command line that is on no side is a mistake, not a pass.
fn check_files(repository: &dyn Repository, request: &Request, changes: &[Change], target: &Side) -> Result<(), Error> {
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
    if request.selection == Selection::Staged && on_disk(repository, missing) {
        return Err(Error::NotStaged(missing.clone()));
    }
    Err(Error::NoFile(missing.clone()))
}

fn on_disk(repository: &dyn Repository, file: &RelPath) -> bool {
    repository.places().work_dir.as_ref().is_some_and(|top| file.on_disk(top).is_file())
}
