//! The settings, as the rest of the program sees them.

use super::{GateCommand, Levels, NamedDatabase, ReplaySettings};
use crate::diagnostic::Preset;
use crate::hooks::Event;
use crate::migration::layout::Runner;
use crate::migration::{Project, ProjectSpec};
use crate::rules;
use crate::tasks::Job;
use crate::text::RelPath;
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;

/// Everything that a run takes from the configuration.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Settings of projects, the most specific folder first.
    pub projects: Vec<ProjectSettings>,
    /// Folders whose migrations are ignored.
    pub ignore: Vec<RelPath>,
    /// Patterns of objects that `diff` and `drift` leave out: `schema.name`, in which `*` stands for any text.
    pub ignored_objects: Vec<String>,
    /// Branches whose migrations are published, instead of the default branch.
    pub published: Vec<String>,
    /// Settings of rules for every project.
    pub rules: RuleSettings,
    /// Settings of replays for every project.
    pub replay: ReplaySettings,
    pub freeze: Option<rules::Freeze>,
    /// Accepted problems of files that cannot contain a comment.
    pub allow: Vec<PathAllowance>,
    /// The repository's own commands, by hook.
    pub jobs: BTreeMap<Event, Vec<Job>>,
    /// Live databases, by name.
    pub databases: Vec<NamedDatabase>,
    /// Commands that a rehearsal runs, in order.
    pub gates: Vec<GateCommand>,
    /// `hooks.local-database`: the database that is compared after a merge.
    pub local_database: Option<String>,
}

/// Settings of one project.
#[derive(Clone, Debug, Default)]
pub struct ProjectSettings {
    pub spec: ProjectSpec,
    /// Its own settings of rules, which take precedence over those of the file.
    pub rules: RuleSettings,
    /// Its own settings of replays, which take precedence over those of the file.
    pub replay: ReplaySettings,
}

/// Levels and options of rules; `None` means that they are not set.
#[derive(Clone, Debug, Default)]
pub struct RuleSettings {
    pub levels: Levels,
    /// `postgres`: the major version that migrations run on.
    pub postgres: Option<u16>,
    /// `invalid-name.pattern`
    pub name_pattern: Option<regex::bytes::Regex>,
    /// `invalid-timestamp.allow`
    pub allowed_timestamps: Option<Vec<String>>,
    /// `future-timestamp.tolerance`
    pub future_tolerance: Option<Duration>,
}

/// `[[allow]]`: problems of a rule that are accepted at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathAllowance {
    /// Id of the rule.
    pub rule: String,
    /// The file, or a folder with everything below it.
    pub path: RelPath,
    pub reason: String,
}

impl Settings {
    /// Returns the options of rules for a project, at a time.
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

    /// Returns the jobs of a hook.
    pub fn jobs_of(&self, event: Event) -> &[Job] {
        self.jobs.get(&event).map_or(&[], Vec::as_slice)
    }

    /// Returns the levels of rules for a project.
    pub fn levels_of(&self, project: &Project) -> Levels {
        self.rules.levels.with(self.of(project).map(|project| &project.rules.levels))
    }

    /// Returns the settings of replays for a project.
    pub fn replay_of(&self, project: &Project) -> ReplaySettings {
        self.replay.with(self.of(project).map(|project| &project.replay))
    }

    /// Returns the files that replays run before migrations, of all projects.
    pub fn setup(&self) -> impl Iterator<Item = &RelPath> {
        self.replay.files().chain(self.projects.iter().flat_map(|project| project.replay.files()))
    }

    /// Whether the migrations of some project are run by a command.
    pub fn has_command(&self) -> bool {
        self.replay.command.is_some() || self.projects.iter().any(|project| project.replay.command.is_some())
    }

    /// Returns how long a replay in a hook may take: the longest time of any project.
    pub fn replay_timeout(&self) -> std::time::Duration {
        let all = self.projects.iter().map(|project| &project.replay).chain([&self.replay]);
        all.filter_map(|replay| replay.timeout).max().unwrap_or(ReplaySettings::TIMEOUT)
    }

    /// Whether some project is replayed in this hook.
    pub fn verifies_at(&self, event: Event) -> bool {
        let is_at = |replay: &ReplaySettings| replay.at.unwrap_or_default().is_at(event);
        is_at(&self.replay) || self.projects.iter().any(|project| is_at(&project.replay))
    }

    /// Returns the value of a setting of projects: that of the most specific entry that sets it.
    fn of_spec<T>(&self, project: &Project, value: impl Fn(&ProjectSpec) -> Option<T>) -> Option<T> {
        self.all_of(project).find_map(|settings| value(&settings.spec))
    }

    /// Returns the program that runs the files of a plain folder.
    pub fn runner_of(&self, project: &Project) -> Runner {
        self.of_spec(project, |spec| spec.runner).unwrap_or_default()
    }

    /// Whether golang-migrate cuts the files of a project at every semicolon.
    pub fn cuts_at_semicolons(&self, project: &Project) -> bool {
        self.of_spec(project, |spec| spec.multi_statement).unwrap_or_default()
    }

    /// Returns the settings of a project: the most specific entry whose folder contains it.
    pub fn of(&self, project: &Project) -> Option<&ProjectSettings> {
        self.all_of(project).next()
    }

    /// The entries whose folder contains a project, the most specific first.
    fn all_of(&self, project: &Project) -> impl Iterator<Item = &ProjectSettings> {
        self.projects.iter().filter(|settings| match &settings.spec.folder {
            Some(folder) => folder == &project.folder,
            None => project.folder.below(&settings.spec.root).is_some(),
        })
    }
}
