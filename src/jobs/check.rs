//! `check`: a target side judged against its base side by every rule.

use super::gather::{self, Gathered};
use super::sides::{self, Sides};
use super::{allowances, scripts};
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::git::{self, Repository};
use crate::migration::LeftAlone;
use crate::rules::{self, Check, NotRun, Scope, Sink};
use crate::text::RelPath;
use chrono::{DateTime, Utc};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which sides are compared.
    pub range: Range,
    /// Files that per-file rules are narrowed to; empty means every changed file.
    pub files: Vec<RelPath>,
    /// Only the rules that look at the whole history.
    pub history_only: bool,
    /// Rules that are not run, by id.
    pub skip: Vec<String>,
    /// The time of the run.
    pub now: DateTime<Utc>,
}

/// Which sides a check compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Range {
    /// The index against HEAD, and against every commit being merged.
    Staged,
    /// A revision against its merge base with another.
    Between {
        /// Where the range starts.
        from: String,
        /// Where it ends.
        to: String,
    },
    /// A revision against what its remote has of it: a branch that is pushed for the first
    /// time.
    UpTo {
        /// Where the range ends.
        to: String,
        /// The remote, if it is known.
        remote: Option<String>,
    },
    /// The work tree against nothing: everything is judged.
    All,
}

/// What a check found.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What was judged, in words: `staged changes`.
    pub target: String,
    /// Problems, by path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules that could not look, with the reason.
    pub not_run: Vec<NotRun>,
    /// Rules that the user asked to skip.
    pub skipped: Vec<String>,
    /// Problems that were accepted by an allowance.
    pub accepted: Vec<Accepted>,
    /// Projects with something to judge.
    pub projects: Vec<Judged>,
    /// Migrations folders that were seen and not judged.
    pub left_alone: Vec<LeftAlone>,
    /// How many files were looked at.
    pub files: usize,
}

/// A project that was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Its folder.
    pub root: RelPath,
    /// Its layout's id.
    pub layout: &'static str,
    /// How many migrations it has on the target side.
    pub migrations: usize,
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
        self.projects.extend(other.projects);
        self.left_alone = other.left_alone;
        self.files += other.files;
    }
}

/// Why a check could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// A merge is not finished (user).
    #[error("{} not merged yet: {}", crate::text::words::count(.0.len(), "file"), crate::text::words::list(&.0.iter().map(ToString::to_string).collect::<Vec<_>>(), 3))]
    Unmerged(Vec<RelPath>),
    /// A name in the request names no commit (user).
    #[error("`{0}` names no commit in this repository")]
    NoCommit(String),
    /// Two revisions have no common ancestor here (user or environment).
    #[error("`{from}` and `{to}` have no common ancestor{}", if *.is_shallow { " in this shallow clone" } else { "" })]
    NoMergeBase {
        /// One revision.
        from: String,
        /// The other.
        to: String,
        /// True when the ancestor may only be missing here.
        is_shallow: bool,
    },
    /// A named file is not there (user).
    #[error("there is no file {0} to check")]
    NoFile(RelPath),
    /// A named file lies in the work tree and nowhere else (user).
    #[error("{0} is not staged, so it was not looked at")]
    NotStaged(RelPath),
    /// `check --all` and a bare repository do not go together (user).
    #[error("there is no work tree to check in a bare repository")]
    NoWorkTree,
}

/// Judges what the request asks for.
pub fn run(repository: &dyn Repository, settings: &Settings, request: &Request) -> Result<Outcome, Error> {
    let sides = sides::of_range(repository, &request.range)?;
    judge(repository, settings, request, &sides)
}

/// Judges the target of `sides` against its bases.
pub(super) fn judge(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    sides: &Sides,
) -> Result<Outcome, Error> {
    let gathered = gather::gather(repository, settings, request, sides, &[])?;
    Ok(assess(settings, request, &gathered, sides.label.clone()))
}

/// The judgement on what was gathered: no repository is needed any more.
pub(super) fn assess(settings: &Settings, request: &Request, gathered: &Gathered, target: String) -> Outcome {
    let mut outcome = Outcome {
        target,
        left_alone: gathered.left_alone.clone(),
        skipped: request.skip.clone(),
        ..Outcome::default()
    };
    for project in &gathered.projects {
        let levels = settings.rules.levels.with(settings.of(&project.project).map(|settings| &settings.rules.levels));
        let mut sink = Sink::default();
        let subject = project.subject();
        for rule in rules::ALL.iter().filter(|rule| runs(request, rule)) {
            if let Check::Project(check) = rule.check {
                check(&subject, &mut sink);
            }
        }
        let is_asked = |diagnostic: &Diagnostic| is_asked_for(request, diagnostic);
        let found = sink.diagnostics.into_iter().filter(is_asked).map(|diagnostic| project.temper(diagnostic));
        let written = allowances::of_rules_that_run(project.written_allowances(request), request);
        let spoken = allowances::apply(&written, &settings.allow, found.collect());
        outcome.accepted.extend(spoken.accepted);
        let is_told = |diagnostic: &Diagnostic| speaks(request, diagnostic) && is_asked(diagnostic);
        let told = spoken.diagnostics.into_iter().filter(is_told);
        outcome.diagnostics.extend(told.filter_map(|diagnostic| levels.apply(diagnostic)));
        outcome.not_run.extend(
            sink.not_run.into_iter().filter(|not_run| levels.of(not_run.rule.id) != Some(crate::config::Level::Off)),
        );
        outcome.files += project.files;
        let migrations = project.target.migrations.len();
        outcome.projects.push(Judged {
            root: project.project.root.clone(),
            layout: project.project.layout.id,
            migrations,
        });
    }
    if !request.history_only {
        scripts::assess(settings, request, &gathered.scripts, &mut outcome);
    }
    sort(&mut outcome.diagnostics);
    outcome
}

pub(super) fn runs(request: &Request, rule: &rules::Rule) -> bool {
    let is_skipped = request.skip.iter().any(|id| id == rule.info.id);
    !is_skipped && (!request.history_only || rule.scope == Scope::History)
}

/// What is said of allowances is said after all rules have run.
pub(super) fn speaks(request: &Request, diagnostic: &Diagnostic) -> bool {
    rules::named(diagnostic.rule.id).is_none_or(|rule| runs(request, rule))
}

/// Naming files narrows the rules that look at one file at a time.
fn is_asked_for(request: &Request, diagnostic: &Diagnostic) -> bool {
    let is_per_file = rules::named(diagnostic.rule.id).is_some_and(|rule| rule.scope == Scope::File);
    let names = |path: &RelPath| request.files.iter().any(|file| file == path || file.below(path).is_some());
    request.files.is_empty() || !is_per_file || diagnostic.place.path().is_none_or(names)
}

/// By path, place in the file, then the order of the rules: the same input gives the same
/// output.
fn sort(diagnostics: &mut [Diagnostic]) {
    let rank = |diagnostic: &Diagnostic| rules::ALL.iter().position(|rule| rule.info.id == diagnostic.rule.id);
    let line = |diagnostic: &Diagnostic| match &diagnostic.place {
        crate::diagnostic::Place::Content { excerpt, .. } => excerpt.in_file.start,
        _ => 0,
    };
    diagnostics.sort_by(|one, other| {
        let key = |diagnostic: &Diagnostic| (diagnostic.place.path().cloned(), line(diagnostic), rank(diagnostic));
        key(one).cmp(&key(other))
    });
}
