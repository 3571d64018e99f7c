//! The request of a check.

use crate::diagnostic::Diagnostic;
use crate::jobs::sides::Selection;
use crate::rules::{self, Scope};
use crate::text::RelPath;
use chrono::{DateTime, Utc};

/// The options of a check.
#[derive(Clone, Debug)]
pub struct Request {
    pub selection: Selection,
    /// Files that per-file rules are limited to; empty means every changed file.
    pub files: Vec<RelPath>,
    /// Whether only rules about the whole history run.
    pub history_only: bool,
    /// Ids of rules that do not run.
    pub skip: Vec<String>,
    /// The time of the run.
    pub now: DateTime<Utc>,
}

impl Request {
    /// Whether a rule runs.
    pub(in crate::jobs) fn runs(&self, rule: &rules::Rule) -> bool {
        let is_skipped = self.skip.iter().any(|id| id == rule.info.id);
        !is_skipped && (!self.history_only || rule.scope == Scope::History)
    }

    /// Whether a diagnostic is reported; the rule about allowances reports after all others ran.
    pub(super) fn reports(&self, diagnostic: &Diagnostic) -> bool {
        rules::named(diagnostic.rule.id).is_none_or(|rule| self.runs(rule))
    }
}

/// The files that are named on the command line, sorted.
pub(super) struct Named(Vec<RelPath>);

impl Named {
    pub(super) fn of(request: &Request) -> Self {
        let mut files = request.files.clone();
        files.sort();
        Self(files)
    }

    /// Whether a diagnostic is about one of the requested files, or of a rule that files do not
    /// limit.
    pub(super) fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let is_per_file = || rules::named(diagnostic.rule.id).is_some_and(|rule| rule.scope == Scope::File);
        let names =
            |path: &RelPath| self.0.binary_search(path).is_ok() || !path.slice_below(&self.0, |file| file).is_empty();
        self.0.is_empty() || !is_per_file() || diagnostic.place.path().is_none_or(names)
    }
}
