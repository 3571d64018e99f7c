//! Migrations folders that are not checked.

use super::FileRef;
use super::candidates::Candidates;
use super::history::is_sql;
use super::of_others::{other_database, reason_to_leave};
use super::project::{Project, ProjectSpec};
use crate::text::RelPath;

/// A migrations folder that was found and is not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredFolder {
    pub folder: RelPath,
    /// A fragment.
    pub reason: String,
    /// The paths to `ignore`, if it has migrations that cannot be read: a verdict on the others is not one on all.
    pub unreadable: Vec<RelPath>,
}

impl IgnoredFolder {
    /// The folder of a configured project that contains no migration.
    pub(super) fn of_empty(spec: &ProjectSpec, files: &[FileRef], projects: &[Project]) -> Option<Self> {
        let folder = spec.folder.as_ref().unwrap_or(&spec.root);
        let is_at = |path: &RelPath| path == folder || path.below(folder).is_some();
        let is_found = match spec.folder {
            Some(_) => files.iter().any(|file| is_sql(file.path.as_bytes()) && is_at(&file.path)),
            None => folder.is_top() || projects.iter().any(|project| is_at(&project.folder)),
        };
        let reason = "tidegate.toml names it, but it contains no migration";
        (!is_found).then(|| Self::new(folder.clone(), reason))
    }

    /// Removes folders that only marks in their files make candidates and that are left; those of other databases are
    /// returned. Other files with marks are not migrations of the repository.
    pub(super) fn without_marked(candidates: &mut Candidates<'_>, ignored: &[RelPath]) -> Vec<Self> {
        let mut left = Vec::new();
        candidates.retain(|folder, candidate| {
            let reason = reason_to_leave(folder, ignored).filter(|_| candidate.is_by_marks());
            let of_other = other_database(folder).filter(|other| reason.as_ref() == Some(other));
            left.extend(of_other.map(|reason| Self::new(folder.clone(), reason)));
            reason.is_none()
        });
        left
    }

    /// A fragment that says that it was not checked, and why.
    pub fn note(&self) -> String {
        let verb = if self.is_unreadable() { "not checked" } else { "ignored" };
        format!("{} was {verb}: {}", self.folder, self.reason)
    }

    /// Whether it has migrations that cannot be read.
    pub fn is_unreadable(&self) -> bool {
        !self.unreadable.is_empty()
    }

    /// Whether a file is in the folder, or one of the migrations that cannot be read, which may be in another.
    pub fn holds(&self, path: &RelPath) -> bool {
        path.below(&self.folder).is_some() || self.unreadable.contains(path)
    }

    pub(super) fn new(folder: RelPath, reason: impl Into<String>) -> Self {
        Self { folder, reason: reason.into(), unreadable: Vec::new() }
    }
}
