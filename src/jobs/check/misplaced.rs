//! Files named like migrations that lie where no project looks for them.

use crate::git::{Change, Entry};
use crate::migration::{Project, is_shelved};
use crate::text::RelPath;

/// New files named like migrations outside every project, each with the migrations folder
/// it is nearest to. `files` are the SQL files of the target side.
pub(in crate::jobs) fn find(projects: &[Project], changes: &[Change], files: &[Entry]) -> Vec<(RelPath, RelPath)> {
    let added = changes.iter().filter(|change| change.old.is_none()).filter_map(|change| change.new.as_ref());
    let is_stray = |path: &RelPath| {
        is_stamped(path.file_name())
            && projects.iter().all(|project| path.below(&project.folder).is_none())
            && !is_shelved(&path.parent())
    };
    let stray = added.map(|entry| &entry.path).filter(|path| is_stray(path) && !has_habit(path, changes, files));
    stray.filter_map(|path| nearest(projects, path).map(|project| (path.clone(), project.folder.clone()))).collect()
}

/// `20240131093045_anything.sql`
fn is_stamped(name: &[u8]) -> bool {
    let digits = name.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits == 14 && name.get(14) == Some(&b'_') && name.ends_with(b".sql")
}

/// True when the folder holds such files already: they are of another kind, and belong
/// there. Where everything is new, any other one will do.
fn has_habit(path: &RelPath, changes: &[Change], files: &[Entry]) -> bool {
    let is_all_new = changes.len() >= files.len() && changes.iter().all(|change| change.old.is_none());
    let is_old = |other: &RelPath| is_all_new || changes.iter().all(|change| change.path() != other);
    let folder = path.parent();
    let others = files.iter().map(|entry| &entry.path).filter(|other| *other != path && other.parent() == folder);
    others.into_iter().any(|other| is_stamped(other.file_name()) && is_old(other))
}

/// The project whose folder shares the longest way with a path; none when two do.
fn nearest<'a>(projects: &'a [Project], path: &RelPath) -> Option<&'a Project> {
    let shared =
        |project: &Project| project.folder.parts().zip(path.parts()).take_while(|(one, other)| one == other).count();
    let best = projects.iter().map(shared).max()?;
    let mut candidates = projects.iter().filter(|project| shared(project) == best);
    let first = candidates.next();
    // In a monorepo a file at the top belongs to nobody in particular.
    if candidates.next().is_some() { None } else { first }
}
