//! What rules look at and what they speak into.

use crate::diagnostic::{Diagnostic, RuleInfo};
use crate::migration::{Changeset, History, Migration, Project, Seal, Touched};
use crate::text::{RelPath, Span};
use chrono::{DateTime, Duration, Utc};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// One project with what the target side does to it.
pub struct ProjectContext<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its history as it will be.
    pub target: &'a History,
    /// Its history as it is: none before the first commit, two in a merge.
    pub bases: &'a [History],
    /// The history at the tip of a branch the target is compared with, where that has gone
    /// on since the base.
    pub shared: Option<&'a History>,
    /// What is new, edited, gone.
    pub changes: &'a Changeset,
    /// What has left this repository already.
    pub published: &'a Published,
    /// The content of every touched script, and of the schema file when it is touched.
    pub contents: &'a Contents,
    /// What touched scripts and the schema file held on the base side, by the path they
    /// have now.
    pub before: &'a Contents,
    /// SQL files in the folder that git does not track.
    pub untracked: &'a [RelPath],
    /// New SQL files outside every project's folder.
    pub misplaced: &'a [RelPath],
    /// The schema file's seal.
    pub seal: &'a SealState,
    /// Settings and the time.
    pub options: &'a Options,
    /// The versions that newcomers get which cannot keep theirs; worked out when asked for.
    pub moves: OnceCell<Vec<Move>>,
}

impl ProjectContext<'_> {
    /// Migrations with a new name.
    pub fn added(&self) -> impl Iterator<Item = &Migration> {
        self.changes.added(self.target)
    }

    /// Touched files with their content.
    pub fn touched(&self) -> impl Iterator<Item = (&Touched, &[u8])> {
        self.changes
            .touched
            .iter()
            .map(|touched| (touched, self.contents.get(&touched.file.path).map_or(&[][..], Vec::as_slice)))
    }

    /// True when a base side has a migration of this path.
    pub fn is_in_base(&self, path: &RelPath) -> bool {
        self.bases.iter().any(|base| base.migrations.iter().any(|migration| &migration.path == path))
    }

    /// True when the target side has a migration of this path.
    pub fn is_in_target(&self, path: &RelPath) -> bool {
        self.target.iter().any(|migration| &migration.path == path)
    }

    /// True when a migration of a base is still there on the target side.
    pub fn is_kept(&self, path: &RelPath) -> bool {
        let is_gone = |gone: &RelPath| gone == path || gone.below(path).is_some();
        !self.changes.deleted.iter().any(|file| is_gone(&file.path))
    }

    /// True when a file of this path will be there.
    pub fn is_taken(&self, path: &RelPath) -> bool {
        let scripts = self.target.migrations.iter().flat_map(|migration| &migration.scripts);
        scripts
            .map(|script| &script.file)
            .chain(self.target.unread.iter().map(|unread| &unread.file))
            .any(|file| &file.path == path)
    }
}

/// A newcomer in the order of the project, with the version it gets if it cannot keep its own.
pub struct Move {
    pub(super) path: RelPath,
    pub(super) version: Option<String>,
    /// True when it has a problem of its own, and with it a fix of its own.
    pub(super) is_cause: bool,
}

/// File contents by path.
pub type Contents = BTreeMap<RelPath, Vec<u8>>;

/// Migrations that others may have applied already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Where they were found, as people say it: `origin/main`, `HEAD`.
    pub place: String,
    /// The touched and deleted files that are published, with their published content.
    pub contents: Contents,
}

/// The seal of the schema file against the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SealState {
    /// No schema file, none touched, or no seal in it.
    #[default]
    None,
    /// It names exactly these migrations.
    Matches,
    /// It names others.
    Stale {
        /// What the file says, as written.
        found: String,
        /// What it should say.
        expected: Seal,
        /// Where it stands in the schema file.
        span: Span,
    },
}

/// Settings of all rules, assembled by `config`.
#[derive(Clone, Debug)]
pub struct Options {
    /// The time of the run.
    pub now: DateTime<Utc>,
    /// The pattern of names instead of the layout's own.
    pub name_pattern: Option<regex::bytes::Regex>,
    /// Versions that are no moments and may stay: baselines and masters.
    pub allowed_timestamps: Vec<String>,
    /// How far in the future a timestamp may lie.
    pub future_tolerance: Duration,
    /// A declared freeze of the schema.
    pub freeze: Option<Freeze>,
    /// The `PostgreSQL` major that migrations are run on, if it is known.
    pub postgres: Option<u16>,
    /// Ids of rules that report even where the conventions of the project are otherwise: a preset or
    /// a setting asks for them by name.
    pub enforced: BTreeSet<&'static str>,
}

/// A declared period in which the schema must not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    /// Why.
    pub reason: String,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Who can lift it.
    pub owner: String,
}

impl Options {
    /// The defaults at a moment.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self {
            now,
            name_pattern: None,
            allowed_timestamps: ["00000000000000", "99999999999999"].map(str::to_owned).to_vec(),
            future_tolerance: Duration::days(1),
            freeze: None,
            postgres: None,
            enforced: BTreeSet::new(),
        }
    }

    /// Whether a rule reports even where the conventions of the project are otherwise.
    pub fn is_enforced(&self, id: &str) -> bool {
        self.enforced.contains(id)
    }
}

/// A staged file that is no migration.
pub struct StagedFile<'a> {
    /// Where it lies.
    pub path: &'a RelPath,
    /// Its content on the target side.
    pub content: &'a [u8],
    /// Its content on the base side, if it was there.
    pub base: Option<&'a [u8]>,
}

/// Where rules put what they have to say.
#[derive(Debug, Default)]
pub struct Sink {
    /// Problems, in the order in which they were found.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules that could not look.
    pub not_run: Vec<NotRun>,
}

impl Sink {
    /// Reports a problem.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says that a rule could not look, and why.
    pub fn not_run(&mut self, rule: &'static RuleInfo, project: &Project, reason: impl Into<String>) {
        self.not_run.push(NotRun { rule, project: project.root.clone(), reason: reason.into() });
    }
}

/// A rule that did not look at a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRun {
    /// The rule.
    pub rule: &'static RuleInfo,
    /// The project's folder.
    pub project: RelPath,
    /// Why, as a fragment.
    pub reason: String,
}
