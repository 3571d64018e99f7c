//! Files named like migrations in folders where no project looks for them.

use crate::git::{Change, Entry};
use crate::migration::{Project, is_shelved};
use crate::text::RelPath;

/// Finds new files named like migrations outside every project, each with the nearest migrations
/// folder. `files` are the SQL files of the target side.
pub(super) fn find(projects: &[Project], changes: &[Change], files: &[Entry]) -> Vec<(RelPath, RelPath)> {
    let added = changes.iter().filter(|change| change.old.is_none()).filter_map(|change| change.new.as_ref());
    let is_outside = |path: &RelPath| {
        is_stamped(path.file_name())
            && projects.iter().all(|project| path.below(&project.folder).is_none())
            && !is_shelved(&path.parent())
    };
    let outside = added.map(|entry| &entry.path).filter(|path| is_outside(path) && !has_others(path, changes, files));
    outside.filter_map(|path| nearest(projects, path).map(|project| (path.clone(), project.folder.clone()))).collect()
}

/// `20240131093045_anything.sql`
fn is_stamped(name: &[u8]) -> bool {
    let digits = name.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits == 14 && name.get(14) == Some(&b'_') && name.ends_with(b".sql")
}

/// Whether the folder has such files already, which are then of another kind and in the right
/// place. If every file is new, any other one counts.
fn has_others(path: &RelPath, changes: &[Change], files: &[Entry]) -> bool {
    let is_all_new = changes.len() >= files.len() && changes.iter().all(|change| change.old.is_none());
    let is_old = |other: &RelPath| is_all_new || changes.iter().all(|change| change.path() != other);
    let folder = path.parent();
    let others = files.iter().map(|entry| &entry.path).filter(|other| *other != path && other.parent() == folder);
    others.into_iter().any(|other| is_stamped(other.file_name()) && is_old(other))
}

/// The project whose folder has the longest common prefix with a path; `None` if two have.
fn nearest<'a>(projects: &'a [Project], path: &RelPath) -> Option<&'a Project> {
    let shared =
        |project: &Project| project.folder.parts().zip(path.parts()).take_while(|(one, other)| one == other).count();
    let best = projects.iter().map(shared).max()?;
    let mut candidates = projects.iter().filter(|project| shared(project) == best);
    let first = candidates.next();
    // In a monorepo a file at the top belongs to no project in particular.
    if candidates.next().is_some() { None } else { first }
}
