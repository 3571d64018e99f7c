//! What rules look at and what they speak into.

use super::frozen::Freeze;
use crate::diagnostic::{Diagnostic, Fix, Rename, RuleInfo};
use crate::migration::{
    Changeset, History, Migration, Project, Seal, Touched, Version, next_version, renamed_to, timestamp,
};
use crate::text::words::shell;
use crate::text::{RelPath, Span};
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One project with what the target side does to it.
pub struct Subject<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its history as it will be.
    pub target: &'a History,
    /// Its history as it is: none before the first commit, two in a merge.
    pub bases: &'a [History],
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
    pub strays: &'a [RelPath],
    /// The schema file's seal.
    pub seal: &'a SealState,
    /// Settings and the time.
    pub options: &'a Options,
}

impl Subject<'_> {
    /// Migrations with a new name.
    pub fn newcomers(&self) -> impl Iterator<Item = &Migration> {
        self.changes.newcomers(self.target)
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

    /// True when a file of this path will be there.
    pub fn is_taken(&self, path: &RelPath) -> bool {
        let scripts = self.target.migrations.iter().flat_map(|migration| &migration.scripts);
        scripts
            .map(|script| &script.file)
            .chain(self.target.unread.iter().map(|unread| &unread.file))
            .any(|file| &file.path == path)
    }
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
        }
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

/// The fix that gives a migration a version of its own, free and after what the base has.
pub(super) fn fresh_version(subject: &Subject, migration: &Migration) -> Option<Fix> {
    let mut others = subject.target.clone();
    others.migrations.retain(|other| other.path != migration.path);
    let mut known = others.clone();
    known.migrations.retain(|other| {
        subject.is_in_base(&other.path) && !subject.options.allowed_timestamps.contains(&other.version.text)
    });
    // A version that is taken by another newcomer is as little free as one of the base.
    let layout = subject.project.layout;
    let last = known.last().map(|last| last.version.clone());
    let mut version = next_version(&known, layout, None, subject.options.now);
    // Several that need a version get one each, in the order they have now.
    if let (Ok(first), true) = (timestamp::parse(&version), migration.version.is_stamp()) {
        let place = place_in_line(subject, migration, last.as_ref());
        version = timestamp::format(first + Duration::seconds(i64::try_from(place).unwrap_or(0)));
    }
    let is_taken = |version: &str| others.migrations.iter().any(|other| other.version.text == version);
    while is_taken(&version) {
        let reached = History { migrations: vec![Arc::new(with_version(migration, &version))], ..History::default() };
        version = next_version(&reached, layout, Some(&reached.migrations[0].version), subject.options.now);
    }
    let fits = last.is_none_or(|last| last.is_stamp() == (version.len() == 14));
    fits.then(|| rename_fix(subject, migration, &version)).flatten()
}

/// Newcomers that are told one by one; among more the versions may have gaps.
const COUNTED: usize = 100;

/// How many newcomers before this one need a version as well.
fn place_in_line(subject: &Subject, migration: &Migration, last: Option<&Version>) -> usize {
    let touched = &subject.changes.touched;
    if touched.len() > COUNTED {
        return touched.partition_point(|touched| touched.file.path < migration.path);
    }
    let earlier = subject.newcomers().take_while(|other| other.path != migration.path);
    earlier.filter(|other| needs_version(subject, other, last)).count()
}

/// True for what is no moment, lies too far ahead, or sorts before what the base has.
fn needs_version(subject: &Subject, migration: &Migration, last: Option<&Version>) -> bool {
    let options = subject.options;
    migration.version.is_stamp()
        && !options.allowed_timestamps.contains(&migration.version.text)
        && timestamp::parse(&migration.version.text).map_or(true, |moment| {
            moment - options.now > options.future_tolerance
                || last.is_some_and(|last| migration.version.order < last.order)
        })
}

fn with_version(migration: &Migration, version: &str) -> Migration {
    let mut changed = migration.clone();
    version.clone_into(&mut changed.version.text);
    changed
}

/// The fix that renames a migration to another version, unless that name is taken.
pub(super) fn rename_fix(subject: &Subject, migration: &Migration, version: &str) -> Option<Fix> {
    let renames = renamed_to(migration, subject.project.layout, Some(version), &<[u8]>::to_vec);
    let is_free = !renames.is_empty() && renames.iter().all(|(_, to)| !subject.is_taken(to));
    let renames: Vec<Rename> = renames.into_iter().map(|(from, to)| Rename { from, to }).collect();
    is_free.then(|| Fix { title: format!("give it the version {version}"), renames })
}

/// What a person types to do what a fix does.
pub(super) fn rename_help(fix: Option<&Fix>, otherwise: &str) -> String {
    let Some(fix) = fix else {
        return otherwise.to_owned();
    };
    let mut moves: Vec<String> = Vec::new();
    for rename in &fix.renames {
        // A migration that is a folder moves as a whole.
        let is_folder = rename.from.file_name() == rename.to.file_name();
        let (from, to) = if is_folder {
            (rename.from.parent(), rename.to.parent())
        } else {
            (rename.from.clone(), rename.to.clone())
        };
        let one = format!("git mv {} {}", shell(from), shell(to));
        if !moves.contains(&one) {
            moves.push(one);
        }
    }
    format!("rename it: `{}`", moves.join(" && "))
}
