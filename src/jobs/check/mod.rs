//! `check`: a target side judged against its base side by every rule.

mod allowances;
mod conventions;
pub mod fix;
mod gather;
mod judge;
mod material;
mod merge;
mod misplaced;
mod prior;
mod published;
mod scripts;
mod statements;

pub(super) use gather::{gather, is_wanted, stored};
pub use judge::run;
pub(super) use judge::{assess, judge, new_scripts};
pub(super) use published::{Place, is_shared, places};

use crate::diagnostic::{Diagnostic, Severity};
use crate::git;
use crate::jobs::sides::{self, Selection};
use crate::migration::IgnoredFolder;
use crate::rules::{self, NotRun, Scope};
use crate::text::{Position, RelPath};
use chrono::{DateTime, Utc};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which sides are compared.
    pub selection: Selection,
    /// Files that per-file rules are narrowed to; empty means every changed file.
    pub files: Vec<RelPath>,
    /// Only the rules that look at the whole history.
    pub history_only: bool,
    /// Rules that are not run, by id.
    pub skip: Vec<String>,
    /// The time of the run.
    pub now: DateTime<Utc>,
}

impl Request {
    /// True when a rule is to speak at all.
    fn runs(&self, rule: &rules::Rule) -> bool {
        let is_skipped = self.skip.iter().any(|id| id == rule.info.id);
        !is_skipped && (!self.history_only || rule.scope == Scope::History)
    }

    /// What is said of allowances is said after all rules have run.
    fn speaks(&self, diagnostic: &Diagnostic) -> bool {
        rules::named(diagnostic.rule.id).is_none_or(|rule| self.runs(rule))
    }
}

/// What a check found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was judged, in words: `staged changes`.
    pub target: String,
    /// The same as it was asked for; `None` for a push, which may be of several refs.
    pub selection: Option<Selection>,
    /// Problems, by path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules that could not look, with the reason.
    pub not_run: Vec<NotRun>,
    /// Rules that the user asked to skip.
    pub skipped: Vec<String>,
    /// Problems that were accepted by an allowance.
    pub accepted: Vec<Accepted>,
    /// Statements that nobody can see through before they run.
    pub opaque: Vec<Opaque>,
    /// How many statements of each class were judged.
    pub classes: Classes,
    /// Projects with something to judge.
    pub projects: Vec<CheckedProject>,
    /// Migrations folders that were seen and not judged.
    pub ignored: Vec<IgnoredFolder>,
    /// How many files were looked at.
    pub files: usize,
    /// True where `check --fix` can reach what was judged: it is not committed yet.
    pub can_fix: bool,
}

/// A project that was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProject {
    /// Its folder.
    pub root: RelPath,
    /// Its layout's id.
    pub layout: &'static str,
    /// How many migrations it has on the target side.
    pub migrations: usize,
}

/// A statement that puts SQL together when it runs, so that nothing can be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// The file.
    pub path: RelPath,
    /// Where it starts.
    pub start: Position,
}

/// How many statements of each class there are; see [`crate::object::Class`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes {
    /// Additive.
    pub additive: usize,
    /// Destructive.
    pub destructive: usize,
    /// Neither.
    pub neutral: usize,
}

impl Classes {
    fn add(&mut self, other: Self) {
        self.additive += other.additive;
        self.destructive += other.destructive;
        self.neutral += other.neutral;
    }
}

/// A problem that somebody accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The problem.
    pub diagnostic: Diagnostic,
    /// Why it is accepted.
    pub reason: String,
    /// Where that is written.
    pub by: Acceptance,
}

/// Where somebody wrote that a problem is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// In a `tidegate:allow` comment.
    Comment,
    /// In a `BREAKING` comment.
    Breaking,
    /// In the configuration.
    Config,
}

impl Outcome {
    /// How many problems have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// True when the commit must stop.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Takes over what another check found, as when several refs are pushed.
    pub fn absorb(&mut self, other: Self) {
        for diagnostic in other.diagnostics {
            if !self.diagnostics.contains(&diagnostic) {
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

/// Why a check could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// What is to be compared cannot be found.
    #[error(transparent)]
    Sides(sides::Error),
    /// A named file is not there (user).
    #[error("there is no file {0} to check")]
    NoFile(RelPath),
    /// A named file lies in the work tree and nowhere else (user).
    #[error("{0} is not staged, so it was not looked at")]
    NotStaged(RelPath),
}

impl From<sides::Error> for Error {
    /// A repository that cannot be read is one error, wherever it was met.
    fn from(error: sides::Error) -> Self {
        match error {
            sides::Error::Git(error) => Self::Git(error),
            error => Self::Sides(error),
        }
    }
}
