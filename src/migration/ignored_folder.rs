//! Migrations folders that are not checked.

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
