//! The context of rules about a project, their settings, and the sink for their diagnostics.

use crate::diagnostic::{Diagnostic, RuleInfo};
use crate::migration::{Changeset, History, Migration, Project, Seal, Touched};
use crate::text::{RelPath, Span};
use chrono::{DateTime, Duration, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

/// A project and the changes that the target side makes to it.
pub struct ProjectContext<'a> {
    pub project: &'a Project,
    /// The history on the target side.
    pub target: &'a History,
    /// The histories on the base sides: none before the first commit, two in a merge.
    pub bases: &'a [History],
    /// The history at the tip of the branch that the target is compared with, if that branch
    /// has new commits since the base.
    pub shared: Option<&'a History>,
    pub changes: &'a Changeset,
    pub published: &'a Published,
    /// The content of every touched script, and of the schema file if it is touched.
    pub contents: &'a Contents,
    /// The base content of touched scripts and of the schema file, by their current path.
    pub before: &'a Contents,
    /// SQL files in the migrations folder that git does not track.
    pub untracked: &'a [RelPath],
    /// Pipes, sockets and devices there that have the name of a migration, which git cannot track.
    pub unstorable: &'a [RelPath],
    /// New SQL files outside every project's migrations folder.
    pub misplaced: &'a [RelPath],
    /// The state of the schema file's seal.
    pub seal: &'a SealState,
    pub options: &'a Options,
    /// New versions for added migrations that cannot keep theirs, computed on first use.
    pub moves: OnceLock<Moves>,
}

impl ProjectContext<'_> {
    /// Migrations with a new name.
    pub fn added(&self) -> impl Iterator<Item = &Migration> {
        self.changes.added(self.target)
    }

    /// Touched files, each with its content.
    pub fn touched(&self) -> impl Iterator<Item = (&Touched, &[u8])> {
        self.changes.touched.iter().map(|touched| {
            (touched, self.contents.get(&touched.file.path).map_or(&[][..], |content| content.as_slice()))
        })
    }

    /// Whether a base side has a migration at this path.
    pub fn is_in_base(&self, path: &RelPath) -> bool {
        self.bases.iter().any(|base| base.has(path))
    }

    /// Whether the target side has a migration at this path.
    pub fn is_in_target(&self, path: &RelPath) -> bool {
        self.target.has(path)
    }

    /// Whether a migration of a base still exists on the target side.
    pub fn is_kept(&self, path: &RelPath) -> bool {
        !self.changes.deletes(path)
    }

    /// Whether the target side has a file at this path.
    pub fn is_taken(&self, path: &RelPath) -> bool {
        self.target.of_file(path).is_some() || self.target.is_unread(path)
    }
}

/// An added migration, with its new version if it cannot keep its own.
pub(super) struct Move {
    pub(super) path: RelPath,
    pub(super) version: Option<String>,
    /// Whether its own version is the problem, so that a diagnostic of its own carries the fix.
    pub(super) is_cause: bool,
}

/// The new versions, in the order of the migrations.
#[derive(Default)]
pub struct Moves {
    pub(super) moves: Vec<Move>,
    pub(super) by_path: HashMap<RelPath, usize>,
}

/// File contents by path; equal ones are shared, as a file may be large.
pub type Contents = BTreeMap<RelPath, Arc<Vec<u8>>>;

/// Migrations on a shared branch, which others may have applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The revision they were found on: `origin/main`, `HEAD`.
    pub place: String,
    /// The published content of touched and deleted files.
    pub contents: Contents,
}

/// The seal of the schema file, compared with the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SealState {
    /// No schema file, an untouched one, or one without a seal.
    #[default]
    None,
    /// The seal names exactly the migrations of the target side.
    Matches,
    /// The seal names other migrations.
    Stale {
        /// The seal as written in the file.
        found: String,
        expected: Seal,
        /// Position of the seal in the schema file.
        span: Span,
    },
}

/// Settings of all rules, assembled by `config`.
#[derive(Clone, Debug)]
pub struct Options {
    /// The time of the run.
    pub now: DateTime<Utc>,
    /// A pattern for names that replaces the layout's.
    pub name_pattern: Option<regex::bytes::Regex>,
    /// Accepted versions that are not valid dates: those of baselines and masters.
    pub allowed_timestamps: Vec<String>,
    /// The longest time by which a timestamp may be in the future.
    pub future_tolerance: Duration,
    /// A declared freeze of the schema.
    pub freeze: Option<Freeze>,
    /// The major version of `PostgreSQL` that migrations run on, if it is known.
    pub postgres: Option<u16>,
    /// Ids of rules that report even against the conventions of the project, because a preset
    /// or a setting names them.
    pub enforced: BTreeSet<&'static str>,
}

/// A declared period in which the schema must not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freeze {
    pub reason: String,
    pub until: DateTime<Utc>,
    /// The person who can lift the freeze.
    pub owner: String,
}

impl Options {
    /// The defaults at a point in time.
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

    /// Whether a rule reports even against the conventions of the project.
    pub fn is_enforced(&self, id: &str) -> bool {
        self.enforced.contains(id)
    }
}

/// A staged file that is not a migration.
pub struct StagedFile<'a> {
    pub path: &'a RelPath,
    /// Content on the target side.
    pub content: &'a [u8],
    /// Content on the base side, if the file exists there.
    pub base: Option<&'a [u8]>,
}

/// Collects what rules report.
#[derive(Debug, Default)]
pub struct Sink {
    /// Diagnostics, in the order in which they were reported.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules that could not run.
    pub not_run: Vec<NotRun>,
}

impl Sink {
    /// Reports a diagnostic.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports that a rule could not run, and why.
    pub fn not_run(&mut self, rule: &'static RuleInfo, project: &Project, reason: impl Into<String>) {
        self.not_run.push(NotRun { rule, project: project.root.clone(), reason: reason.into() });
    }
}

/// A rule that was not run on a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRun {
    pub rule: &'static RuleInfo,
    /// Root folder of the project.
    pub project: RelPath,
    /// The reason, as a fragment.
    pub reason: String,
}
