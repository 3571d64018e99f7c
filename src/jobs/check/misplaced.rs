//! Files named like migrations in folders where no project looks for them.

use crate::git::{Change, Entry};
use crate::migration::{Project, is_shelved};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// Finds new files named like migrations outside every project, by the nearest migrations folder.
/// `files` are the SQL files of the target side.
pub(super) fn find(projects: &[Project], changes: &[Change], files: &[Entry]) -> BTreeMap<RelPath, Vec<RelPath>> {
    let folders: BTreeSet<&RelPath> = projects.iter().map(|project| &project.folder).collect();
    let is_in_project = |path: &RelPath| ancestors(path).any(|folder| folders.contains(&folder));
    let is_outside =
        |path: &RelPath| is_stamped(path.file_name()) && !is_in_project(path) && !is_shelved(&path.parent());
    let added = changes.iter().filter(|change| change.old.is_none()).filter_map(|change| change.new.as_ref());
    let outside: Vec<&RelPath> = added.map(|entry| &entry.path).filter(|path| is_outside(path)).collect();
    let mut found: BTreeMap<RelPath, Vec<RelPath>> = BTreeMap::new();
    if outside.is_empty() {
        return found;
    }
    let (others, nearest) = (Others::of(changes, files), Nearest::of(projects));
    for path in outside.into_iter().filter(|path| !others.has(path)) {
        if let Some(project) = nearest.to(path) {
            found.entry(project.folder.clone()).or_default().push(path.clone());
        }
    }
    found
}

/// The folders that hold a path, from its own up to the top.
fn ancestors(path: &RelPath) -> impl Iterator<Item = RelPath> {
    let first = (!path.is_top()).then(|| path.parent());
    std::iter::successors(first, |folder| (!folder.is_top()).then(|| folder.parent()))
}

/// `20240131093045_anything.sql`
fn is_stamped(name: &[u8]) -> bool {
    let digits = name.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits == 14 && name.get(14) == Some(&b'_') && name.ends_with(b".sql")
}

/// The files named like migrations that are in a folder already, so that another one there is of the same
/// kind and in the right place. If every file is new, any other one counts.
struct Others<'a>(BTreeMap<RelPath, Vec<&'a RelPath>>);

impl<'a> Others<'a> {
    fn of(changes: &[Change], files: &'a [Entry]) -> Self {
        let is_all_new = changes.len() >= files.len() && changes.iter().all(|change| change.old.is_none());
        let changed: BTreeSet<&RelPath> = changes.iter().map(Change::path).collect();
        let mut others: BTreeMap<RelPath, Vec<&RelPath>> = BTreeMap::new();
        for path in files.iter().map(|entry| &entry.path) {
            if is_stamped(path.file_name()) && (is_all_new || !changed.contains(path)) {
                let known = others.entry(path.parent()).or_default();
                // Two are enough to find another one than any.
                if known.len() < 2 {
                    known.push(path);
                }
            }
        }
        Self(others)
    }

    fn has(&self, path: &RelPath) -> bool {
        self.0.get(&path.parent()).is_some_and(|known| known.iter().any(|other| *other != path))
    }
}

/// The projects by every folder that their folder is in or is.
struct Nearest<'a>(BTreeMap<RelPath, Vec<&'a Project>>);

impl<'a> Nearest<'a> {
    fn of(projects: &'a [Project]) -> Self {
        let mut nearest: BTreeMap<RelPath, Vec<&Project>> = BTreeMap::new();
        for project in projects {
            let folders = std::iter::once(project.folder.clone()).chain(ancestors(&project.folder));
            for folder in folders {
                let known = nearest.entry(folder).or_default();
                if known.len() < 2 {
                    known.push(project);
                }
            }
        }
        Self(nearest)
    }

    /// The project whose folder has the longest common prefix with a path; `None` if two have. In a monorepo
    /// a file at the top belongs to no project in particular.
    fn to(&self, path: &RelPath) -> Option<&'a Project> {
        match ancestors(path).find_map(|folder| self.0.get(&folder))?.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}
