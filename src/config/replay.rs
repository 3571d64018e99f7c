//! `[replay]` and `[verify]`: how migrations are replayed, and when.

use crate::hooks::Event;
use crate::text::RelPath;

/// Where migrations are replayed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// The server that the user names, and without one a private server: from programs found on
    /// the machine, or the one inside this binary where that is nearer to the wanted major.
    #[default]
    Auto,
    /// The server that the user names.
    Url,
    /// A private server, from programs found on the machine.
    Local,
    /// The private server inside this binary, in builds that have one.
    Embedded,
}

impl Engine {
    /// Every engine with its name and one line about it, for the command line, the file and its
    /// schema.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Auto, "auto", "On the server that is named, and without one on a private server"),
        (Self::Url, "url", "On the server that is named"),
        (Self::Local, "local", "On a private server, started from PostgreSQL programs found on this machine"),
        (Self::Embedded, "embedded", "On the PostgreSQL 18 inside this binary"),
    ];

    /// True for an engine that this build has.
    pub fn is_built_in(self) -> bool {
        self != Self::Embedded || cfg!(feature = "embedded")
    }

    /// The engine of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(engine, ..)| *engine)
    }

    /// The names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(_, name, _)| *name)
    }
}

/// In which hook migrations are replayed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VerifyAt {
    /// What is pushed.
    PrePush,
    /// What is committed, merges included.
    PreCommit,
    /// In none.
    #[default]
    Off,
}

impl VerifyAt {
    /// The words.
    pub const NAMES: [&'static str; 3] = ["pre-push", "pre-commit", "off"];

    /// Reads a word.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "pre-push" => Some(Self::PrePush),
            "pre-commit" => Some(Self::PreCommit),
            "off" => Some(Self::Off),
            _ => None,
        }
    }

    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Self::PrePush => "pre-push",
            Self::PreCommit => "pre-commit",
            Self::Off => "off",
        }
    }

    /// True when it is this hook's turn. A merge that git makes by itself is a commit, and has a
    /// hook of its own.
    pub fn is_at(self, event: Event) -> bool {
        match self {
            Self::PrePush => event == Event::PrePush,
            Self::PreCommit => matches!(event, Event::PreCommit | Event::PreMergeCommit),
            Self::Off => false,
        }
    }
}

/// Settings of replays; `None` is "not said".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplaySettings {
    /// `replay.engine`
    pub engine: Option<Engine>,
    /// `replay.before`: SQL files that are run when the environment stands, from the top of the
    /// repository.
    pub before: Option<Vec<RelPath>>,
    /// `replay.extensions`: what is created after those.
    pub extensions: Option<Vec<String>>,
    /// `replay.after-environment`: SQL files that are run after that, before the first migration.
    pub after_environment: Option<Vec<RelPath>>,
    /// `verify.at`
    pub at: Option<VerifyAt>,
    /// `verify.schemas`: what the schema file covers.
    pub schemas: Option<Vec<String>>,
}

impl ReplaySettings {
    /// These settings with those of a project laid over them, key by key.
    #[must_use]
    pub fn with(&self, over: Option<&Self>) -> Self {
        let over = over.cloned().unwrap_or_default();
        let under = self.clone();
        Self {
            engine: over.engine.or(under.engine),
            before: over.before.or(under.before),
            extensions: over.extensions.or(under.extensions),
            after_environment: over.after_environment.or(under.after_environment),
            at: over.at.or(under.at),
            schemas: over.schemas.or(under.schemas),
        }
    }

    /// Every file that it names.
    pub fn files(&self) -> impl Iterator<Item = &RelPath> {
        self.before.iter().chain(&self.after_environment).flatten()
    }
}
