//! The result of a check.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::jobs::sides::Selection;
use crate::migration::IgnoredFolder;
use crate::rules::NotRun;
use crate::text::{Position, RelPath};
use std::collections::BTreeMap;

/// The result of a check.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The selection in words: `staged changes`.
    pub target: String,
    /// The selection that was checked; `None` for a push, which may be of several refs.
    pub selection: Option<Selection>,
    /// In order of their paths and places.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules that could not run.
    pub not_run: Vec<NotRun>,
    /// Rules that the user skipped.
    pub skipped: Vec<String>,
    /// Problems that an allowance accepts.
    pub accepted: Vec<Accepted>,
    /// Statements that cannot be analysed, because they run SQL that is built at run time.
    pub opaque: Vec<Opaque>,
    pub classes: Classes,
    /// Projects with changes.
    pub projects: Vec<CheckedProject>,
    /// Migrations folders that were found and not checked.
    pub ignored: Vec<IgnoredFolder>,
    /// Number of files that were checked.
    pub files: usize,
    /// Whether `check --fix` can change what was checked, because it is not committed yet.
    pub can_fix: bool,
}

/// A project that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProject {
    pub root: RelPath,
    /// Id of the layout.
    pub layout: &'static str,
    /// Number of migrations on the target side.
    pub migrations: usize,
}

/// A statement that runs SQL built at run time, which cannot be analysed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    pub path: RelPath,
    pub start: Position,
}

/// Number of statements of each class; see [`crate::object::Class`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes {
    pub additive: usize,
    pub destructive: usize,
    pub neutral: usize,
}

impl Classes {
    pub(super) fn add(&mut self, other: Self) {
        self.additive += other.additive;
        self.destructive += other.destructive;
        self.neutral += other.neutral;
    }
}

/// A problem that an allowance accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub diagnostic: Diagnostic,
    pub reason: String,
    pub by: Acceptance,
}

/// The place of an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// A `tidegate:allow` comment.
    Comment,
    /// A `BREAKING` comment.
    Breaking,
    /// The configuration.
    Config,
    /// A squash or a baseline of this clone, which was proven.
    Squash,
}

impl Outcome {
    /// Number of problems of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Whether the commit must be blocked.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Adds the result of another check, as when several refs are pushed.
    pub fn absorb(&mut self, other: Self) {
        let place = |diagnostic: &Diagnostic| match &diagnostic.place {
            Place::Content { path, excerpt } => (Some(path.clone()), excerpt.in_file.start),
            place => (place.path().cloned(), 0),
        };
        let mut known: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, diagnostic) in self.diagnostics.iter().enumerate() {
            known.entry(place(diagnostic)).or_default().push(at);
        }
        for diagnostic in other.diagnostics {
            let there = known.entry(place(&diagnostic)).or_default();
            if !there.iter().any(|at| self.diagnostics[*at] == diagnostic) {
                there.push(self.diagnostics.len());
                self.diagnostics.push(diagnostic);
            }
        }
        for not_run in other.not_run {
            if !self.not_run.contains(&not_run) {
                self.not_run.push(not_run);
            }
        }
        self.skipped = other.skipped;
        self.accepted.extend(other.accepted);
        self.opaque.extend(other.opaque);
        self.classes.add(other.classes);
        self.projects.extend(other.projects);
        self.ignored = other.ignored;
        self.files += other.files;
    }
}
