//! `[replay]` and `[verify]`: where and in which hook migrations are replayed.

use crate::hooks::Event;
use crate::replay::RequiredObject;
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::time::Duration;

/// Server on which migrations are replayed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// The server that the user names, and without one a private server: from programs found on
    /// the machine, or embedded Postgres where that is nearer to the wanted major version.
    #[default]
    Auto,
    /// The server that the user names.
    Url,
    /// A private server, from programs found on the machine.
    Local,
    /// Embedded Postgres, in builds that have it.
    Embedded,
}

impl Engine {
    /// Every engine with its name and one line about it, for the command line, the file and its
    /// schema.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Auto, "auto", "The server named by --database-url or TIDEGATE_DATABASE_URL, otherwise a private server"),
        (Self::Url, "url", "The server named by --database-url or TIDEGATE_DATABASE_URL"),
        (Self::Local, "local", "A private server, started from PostgreSQL programs on this machine"),
        (Self::Embedded, "embedded", "Embedded PostgreSQL 18"),
    ];

    /// Whether this build has the engine.
    pub fn is_built_in(self) -> bool {
        self != Self::Embedded || cfg!(feature = "embedded")
    }

    /// Returns the engine with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(engine, ..)| *engine)
    }

    /// Returns the name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(engine, ..)| *engine == self).map_or("auto", |(_, name, _)| name)
    }

    /// Returns the names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(_, name, _)| *name)
    }
}

/// Hook in which migrations are replayed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VerifyAt {
    /// Pushed commits.
    PrePush,
    /// Commits, including merges.
    PreCommit,
    /// No hook.
    #[default]
    Off,
}

impl VerifyAt {
    /// The names.
    pub const NAMES: [&'static str; 3] = ["pre-push", "pre-commit", "off"];

    /// Returns the value with this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "pre-push" => Some(Self::PrePush),
            "pre-commit" => Some(Self::PreCommit),
            "off" => Some(Self::Off),
            _ => None,
        }
    }

    /// Returns the name.
    pub fn name(self) -> &'static str {
        match self {
            Self::PrePush => "pre-push",
            Self::PreCommit => "pre-commit",
            Self::Off => "off",
        }
    }

    /// Whether migrations are replayed in this hook. A merge that git commits automatically has a hook
    /// of its own.
    pub fn is_at(self, event: Event) -> bool {
        match self {
            Self::PrePush => event == Event::PrePush,
            Self::PreCommit => matches!(event, Event::PreCommit | Event::PreMergeCommit),
            Self::Off => false,
        }
    }
}

/// Settings of replays; `None` means that they are not set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplaySettings {
    /// `replay.engine`
    pub engine: Option<Engine>,
    /// `replay.before`: SQL files that run after the platform is set up, from the top of the repository.
    pub before: Option<Vec<RelPath>>,
    /// `replay.extensions`: created after those files.
    pub extensions: Option<Vec<String>>,
    /// `replay.after-platform`: SQL files that run after that, before the first migration.
    pub after_platform: Option<Vec<RelPath>>,
    /// `replay.command`: the program that runs the migrations of a framework, with its arguments.
    pub command: Option<Vec<String>>,
    /// `replay.variables`: values of placeholders and environment variables, by name.
    pub variables: BTreeMap<String, String>,
    /// `verify.at`
    pub at: Option<VerifyAt>,
    /// `verify.timeout`: how long a replay in a hook may take.
    pub timeout: Option<Duration>,
    /// `verify.seed`: whether seed files run after the last migration.
    pub seed: Option<bool>,
    /// `verify.schemas`: what the schema file covers.
    pub schemas: Option<Vec<String>>,
    /// `[required]`: objects that must exist after the last migration.
    pub required: Option<Vec<RequiredObject>>,
}

impl ReplaySettings {
    /// The time limit of a replay in a hook unless a setting says otherwise: someone waits for it.
    pub const TIMEOUT: Duration = Duration::from_mins(2);

    /// The longest time that the configuration may allow, because a branch can change it.
    pub const MAX_TIMEOUT: Duration = Duration::from_mins(10);

    /// Returns these settings, overridden by those of a project, key by key.
    #[must_use]
    pub fn with(&self, over: Option<&Self>) -> Self {
        let over = over.cloned().unwrap_or_default();
        let under = self.clone();
        let mut variables = under.variables;
        variables.extend(over.variables);
        Self {
            variables,
            engine: over.engine.or(under.engine),
            before: over.before.or(under.before),
            extensions: over.extensions.or(under.extensions),
            command: over.command.or(under.command),
            after_platform: over.after_platform.or(under.after_platform),
            at: over.at.or(under.at),
            timeout: over.timeout.or(under.timeout),
            seed: over.seed.or(under.seed),
            schemas: over.schemas.or(under.schemas),
            required: over.required.or(under.required),
        }
    }

    /// Returns every file that they name.
    pub fn files(&self) -> impl Iterator<Item = &RelPath> {
        self.before.iter().chain(&self.after_platform).flatten()
    }
}
