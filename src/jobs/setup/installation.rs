//! The request to install or uninstall hooks, and its outcome.

use crate::hooks::{Advice, Event, Manager};
use std::path::PathBuf;

/// The options of an installation.
#[derive(Clone, Debug)]
pub struct Options {
    pub action: Action,
    /// The program that the hooks run.
    pub program: PathBuf,
}

/// Install or uninstall.
#[derive(Clone, Debug)]
pub enum Action {
    Install {
        events: Vec<Event>,
        choice: Choice,
    },
    /// Removes all hooks of tidegate, in any form.
    Uninstall,
}

/// The form that the user chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Commands in the configuration if this git supports them, else scripts.
    Auto,
    /// Scripts in the hooks folder.
    Script,
    /// Commands in the configuration.
    Config,
}

/// The form of the hooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Scripts in the hooks folder.
    Script { folder: PathBuf },
    /// Commands in the repository's configuration.
    Config,
}

/// The result of an installation.
#[derive(Debug)]
pub struct Outcome {
    /// `None` if the hooks were uninstalled.
    pub form: Option<Form>,
    pub events: Vec<(Event, Done)>,
    pub notes: Vec<Note>,
    /// Configuration with which hook managers of this repository can call tidegate.
    pub advice: Vec<Advice>,
}

impl Outcome {
    /// Whether a script runs tidegate at the event.
    pub fn runs_script(&self, event: Event) -> bool {
        let runs = |done: &Done| !matches!(done, Done::Removed { .. } | Done::NotInstalled);
        matches!(self.form, Some(Form::Script { .. }))
            && self.events.iter().any(|(done_at, done)| *done_at == event && runs(done))
    }
}

/// The result for one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The hook is new; an existing one was kept and runs first.
    Installed {
        kept: Option<PathBuf>,
        /// Whether the kept hook is executable; otherwise neither git nor our hook runs it.
        kept_runs: bool,
    },
    /// The hook replaced one of an older version or with another program.
    Updated,
    /// The hook existed already.
    Already,
    /// The hook of a newer tidegate was kept.
    Newer {
        version: u32,
    },
    /// A file of a hook manager calls tidegate already.
    CalledBy {
        manager: Manager,
    },
    /// The hook was removed.
    Removed {
        /// Whether the earlier hook was restored.
        is_restored: bool,
    },
    NotInstalled,
}

/// A note for the user after an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The hooks folder is part of the working tree: the hooks are for every developer, name no
    /// program, and have to be committed.
    Shared { folder: PathBuf },
    /// Older versions of git ignore the hooks.
    NewGitOnly,
    /// The configuration disables the hook.
    SwitchedOff { event: Event },
    /// The hook is also set in configuration outside this repository.
    SetElsewhere { event: Event },
    /// The hooks folder that the team shares has our script too, so the check runs twice.
    Doubled { script: PathBuf },
    /// A hook manager runs before our hook and calls it.
    Behind { manager: Manager },
    /// Files of a hook manager call tidegate as well.
    CalledToo { manager: Manager },
    /// A hook manager of this repository replaces the hooks when it is installed.
    MayBeReplaced { manager: Manager },
    /// A hook that was kept earlier is next to a hook that is not tidegate's.
    Leftover { kept: PathBuf },
}
