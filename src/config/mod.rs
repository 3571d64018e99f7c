//! `tidegate.toml`: as written, validated, and turned into the options that lower floors own.
//!
//! Reading is strict: unknown keys, wrong types and impossible values are all reported at
//! once, each with its place in the file. No file at all is the common case.
//!
//! Never: prints, judges, is seen by anything below it.

mod file;
mod keys;
mod levels;
mod read;
mod reference;
mod replay;
mod schema;
mod table;
mod values;

pub use file::{Loaded, PLACES, find, load, parse};
pub use levels::{Level, Levels};
pub use reference::{Entry, Section, reference};
pub use replay::{Engine, ReplaySettings, VerifyAt};
pub use schema::json_schema;

use crate::diagnostic::Preset;
use crate::migration::ProjectSpec;
use crate::rules;
use crate::text::{RelPath, Span};
use chrono::{DateTime, Duration, Utc};
use std::path::PathBuf;

/// Everything a run takes from configuration.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What is said of projects, the most specific folder first.
    pub projects: Vec<ProjectSettings>,
    /// Folders whose migrations are left alone.
    pub ignore: Vec<RelPath>,
    /// Branches whose migrations are published, instead of the default branch.
    pub published: Vec<String>,
    /// Settings of rules for every project.
    pub rules: RuleSettings,
    /// Settings of replays for every project.
    pub replay: ReplaySettings,
    /// A declared freeze.
    pub freeze: Option<rules::Freeze>,
    /// Accepted problems of files that cannot carry a comment.
    pub allow: Vec<PathAllowance>,
}

/// What is said of one project.
#[derive(Clone, Debug, Default)]
pub struct ProjectSettings {
    /// Where it is and how it is laid out.
    pub spec: ProjectSpec,
    /// Its own settings of rules, over those of the file.
    pub rules: RuleSettings,
    /// Its own settings of replays, over those of the file.
    pub replay: ReplaySettings,
}

/// Levels and options of rules; `None` is "not said".
#[derive(Clone, Debug, Default)]
pub struct RuleSettings {
    /// Preset and severities.
    pub levels: Levels,
    /// `postgres`: the major that migrations are run on.
    pub postgres: Option<u16>,
    /// `invalid-name.pattern`
    pub name_pattern: Option<regex::bytes::Regex>,
    /// `invalid-timestamp.allow`
    pub allowed_timestamps: Option<Vec<String>>,
    /// `future-timestamp.tolerance`
    pub future_tolerance: Option<Duration>,
}

/// `[[allow]]`: a rule that may speak of a path without stopping anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathAllowance {
    /// The rule's id.
    pub rule: String,
    /// The file, or a folder with everything below it.
    pub path: RelPath,
    /// Why.
    pub reason: String,
}

impl Settings {
    /// The rule options for a project, at a moment.
    pub fn options(&self, project: Option<&ProjectSettings>, now: DateTime<Utc>) -> rules::Options {
        let mut options = rules::Options::at(now);
        for rules in [Some(&self.rules), project.map(|project| &project.rules)].into_iter().flatten() {
            options.name_pattern = rules.name_pattern.clone().or(options.name_pattern);
            options.allowed_timestamps = rules.allowed_timestamps.clone().unwrap_or(options.allowed_timestamps);
            options.postgres = rules.postgres.or(options.postgres);
            options.future_tolerance = rules.future_tolerance.unwrap_or(options.future_tolerance);
        }
        let levels = self.rules.levels.with(project.map(|project| &project.rules.levels));
        let by_convention = rules::ALL.into_iter().filter(|rule| rule.needs == rules::Needs::Conventions);
        let is_asked_for = |id: &&str| levels.preset() == Preset::Strict || levels.of(id).is_some();
        options.enforced = by_convention.map(|rule| rule.info.id).filter(is_asked_for).collect();
        options.freeze.clone_from(&self.freeze);
        options
    }

    /// The settings of replays for a project.
    pub fn replay_of(&self, project: &crate::migration::Project) -> ReplaySettings {
        self.replay.with(self.of(project).map(|project| &project.replay))
    }

    /// The files that replays are to run before migrations, of all projects.
    pub fn setup(&self) -> impl Iterator<Item = &RelPath> {
        self.replay.files().chain(self.projects.iter().flat_map(|project| project.replay.files()))
    }

    /// True when some project is replayed in this hook.
    pub fn verifies_at(&self, event: crate::hooks::Event) -> bool {
        let is_at = |replay: &ReplaySettings| replay.at.unwrap_or_default().is_at(event);
        is_at(&self.replay) || self.projects.iter().any(|project| is_at(&project.replay))
    }

    /// The settings that hold for a project: the most specific entry whose folder holds it.
    pub fn of(&self, project: &crate::migration::Project) -> Option<&ProjectSettings> {
        self.projects.iter().find(|settings| match &settings.spec.folder {
            Some(folder) => folder == &project.folder,
            None => project.folder.below(&settings.spec.root).is_some(),
        })
    }
}

/// One mistake in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong: a fragment.
    pub message: String,
    /// Where, in bytes.
    pub span: Span,
    /// The few words at the place.
    pub label: String,
    /// What to do, an imperative; may be empty.
    pub help: String,
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Mistakes in the file (user).
    #[error("{} in {}", crate::text::words::count(problems.len(), "mistake"), path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Its text, to draw the places.
        text: String,
        /// Every mistake, by place.
        problems: Vec<Problem>,
    },
    /// The file cannot be read (environment).
    #[error("cannot read {}: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
}
