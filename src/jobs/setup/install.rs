//! Installing and uninstalling the git hooks: their form, their folder, and hook managers.
//!
//! The outcome says what was done for each hook and what the user should know; `report` words it. If
//! anything fails, every change is undone.
//!
//! Never: prints, asks, reads the environment.

use crate::git::Repository;
use crate::hooks::{
    self, Advice, Changes, DetectedManager, Event, FileMode, GitVersion, HookFile, HooksDir, Installed, Location,
    Manager, Uninstalled, config_hooks,
};
use std::path::{Path, PathBuf};

pub use crate::hooks::Error;

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

/// Installs or uninstalls the hooks.
pub fn run(repository: &dyn Repository, options: &Options) -> Result<Outcome, Error> {
    let mut work = Work {
        repository,
        program: &options.program,
        changes: Changes::new(FileMode::of(repository)?),
        outcome: Outcome { form: None, events: Vec::new(), notes: Vec::new(), advice: Vec::new() },
    };
    match &options.action {
        Action::Install { events, choice } => work.install(events, *choice)?,
        Action::Uninstall => work.uninstall()?,
    }
    work.changes.keep();
    Ok(work.outcome)
}

struct Work<'a> {
    repository: &'a dyn Repository,
    program: &'a Path,
    changes: Changes<'a>,
    outcome: Outcome,
}

impl Work<'_> {
    fn install(&mut self, events: &[Event], choice: Choice) -> Result<(), Error> {
        let folder = HooksDir::find(self.repository);
        if self.wants_config(choice, folder.as_ref().ok(), events)? {
            return self.install_config(events, folder.as_ref().ok());
        }
        let folder = folder?;
        if folder.location == Location::Outside {
            return Err(Error::Outside { folder: folder.path, origin: folder.origin });
        }
        self.install_scripts(events, choice, &folder)
    }

    fn wants_config(&self, choice: Choice, folder: Option<&HooksDir>, events: &[Event]) -> Result<bool, Error> {
        if choice == Choice::Script {
            return Ok(false);
        }
        let version = hooks::git_version(self.repository)?;
        let is_known = version >= GitVersion::CONFIG_HOOKS;
        match choice {
            Choice::Config if !is_known => Err(Error::TooOld { version }),
            Choice::Config => Ok(true),
            // A team with the script in its own folder has chosen that form.
            _ => Ok(is_known && folder.is_none_or(|folder| shared_scripts(folder, events).is_empty())),
        }
    }

    fn install_config(&mut self, events: &[Event], folder: Option<&HooksDir>) -> Result<(), Error> {
        let managers = hooks::detect_managers(self.repository, folder);
        for event in events {
            if let Some(manager) = folder.and_then(|folder| hooks::calling_manager(&managers, folder, *event)) {
                self.outcome.events.push((*event, Done::CalledBy { manager }));
                continue;
            }
            let written = config_hooks::write(self.repository, *event, Some(self.program), &mut self.changes)?;
            let done = match written {
                config_hooks::KeysWrite::New => Done::Installed { kept: None, kept_runs: false },
                config_hooks::KeysWrite::Updated { .. } => Done::Updated,
                config_hooks::KeysWrite::Unchanged => Done::Already,
                config_hooks::KeysWrite::Newer { version } => Done::Newer { version },
            };
            self.outcome.events.push((*event, done));
            if config_hooks::is_switched_off(self.repository, *event)? {
                self.outcome.notes.push(Note::SwitchedOff { event: *event });
            }
        }
        // An earlier script of tidegate's would run the check a second time.
        if let Some(folder) = folder {
            match folder.location {
                Location::Repository => self.remove_scripts(&folder.path, events)?,
                Location::WorkTree => self.note_doubled(folder, events),
                Location::Outside => {}
            }
        }
        self.outcome.form = Some(Form::Config);
        self.outcome.notes.push(Note::NewGitOnly);
        Ok(())
    }

    fn note_doubled(&mut self, folder: &HooksDir, events: &[Event]) {
        let scripts = shared_scripts(folder, events);
        self.outcome.notes.extend(scripts.into_iter().map(|script| Note::Doubled { script }));
    }

    fn remove_scripts(&mut self, folder: &Path, events: &[Event]) -> Result<(), Error> {
        for event in events {
            if let Uninstalled::Leftover { kept } = hooks::uninstall(folder, *event, &mut self.changes)? {
                self.outcome.notes.push(Note::Leftover { kept });
            }
        }
        Ok(())
    }

    fn install_scripts(&mut self, events: &[Event], choice: Choice, folder: &HooksDir) -> Result<(), Error> {
        let managers = hooks::detect_managers(self.repository, Some(folder));
        let mut left = Vec::new();
        for event in events {
            match hooks::calling_manager(&managers, folder, *event) {
                Some(manager) => self.outcome.events.push((*event, Done::CalledBy { manager })),
                None => left.push(*event),
            }
        }
        if let Some(found) = hooks::replacing_manager(&managers, &left, folder, choice == Choice::Script)? {
            return Err(self.managed(&found, &left));
        }
        // A file of the working tree is copied to machines where this path does not exist.
        let is_shared = folder.location == Location::WorkTree;
        let program = (!is_shared).then_some(self.program);
        if !left.is_empty() {
            self.changes.create_folder(&folder.path)?;
        }
        for event in &left {
            let file = HookFile::find(&folder.path, *event)?;
            let installed = file.install(program, &mut self.changes)?;
            self.outcome.notes.extend(file.behind.map(|manager| Note::Behind { manager }));
            self.outcome.events.push((*event, done(installed)));
            config_hooks::remove(self.repository, *event, &mut self.changes)?;
        }
        if is_shared && !left.is_empty() {
            self.outcome.notes.push(Note::Shared { folder: folder.path.clone() });
        }
        self.advise(&managers, folder, &left);
        self.outcome.form = Some(Form::Script { folder: folder.path.clone() });
        Ok(())
    }

    fn managed(&self, found: &DetectedManager, events: &[Event]) -> Error {
        let top = self.repository.paths().work_dir.clone().unwrap_or_default();
        let advice = hooks::advice(found, events, &top);
        Error::Managed { manager: found.manager, evidence: found.evidence.clone(), advice }
    }

    fn advise(&mut self, managers: &[DetectedManager], folder: &HooksDir, events: &[Event]) {
        let top = self.repository.paths().work_dir.clone().unwrap_or_default();
        for found in managers {
            let missing: Vec<Event> =
                events.iter().copied().filter(|event| !hooks::calls_tidegate(found, *event)).collect();
            if missing.len() < events.len() {
                self.outcome.notes.push(Note::CalledToo { manager: found.manager });
            }
            if missing.is_empty() {
                continue;
            }
            if matches!(found.manager, Manager::Lefthook) || (found.manager == Manager::Husky && !folder.is_husky()) {
                self.outcome.notes.push(Note::MayBeReplaced { manager: found.manager });
            }
            self.outcome.advice.extend(hooks::advice(found, &missing, &top));
        }
    }

    fn uninstall(&mut self) -> Result<(), Error> {
        let standard = hooks::default_hooks_dir(self.repository.paths());
        let mut folders = vec![standard];
        // A setting without a folder, or with one outside the repository, hides no script of tidegate's.
        if let Ok(folder) = HooksDir::find(self.repository)
            && folder.location != Location::Outside
            && !folders.contains(&folder.path)
        {
            folders.push(folder.path.clone());
        }
        for event in Event::ALL {
            let mut done = Done::NotInstalled;
            for folder in &folders {
                match hooks::uninstall(folder, event, &mut self.changes)? {
                    Uninstalled::NotInstalled => continue,
                    Uninstalled::Removed => done = Done::Removed { is_restored: false },
                    Uninstalled::Restored => done = Done::Removed { is_restored: true },
                    Uninstalled::Leftover { kept } => {
                        self.outcome.notes.push(Note::Leftover { kept });
                        continue;
                    }
                }
                self.changes.remove_empty_folder(folder);
            }
            if config_hooks::remove(self.repository, event, &mut self.changes)? && done == Done::NotInstalled {
                done = Done::Removed { is_restored: false };
            }
            if config_hooks::is_set_elsewhere(self.repository, event)? {
                self.outcome.notes.push(Note::SetElsewhere { event });
            }
            self.outcome.events.push((event, done));
        }
        Ok(())
    }
}

fn done(installed: Installed) -> Done {
    match installed {
        Installed::New { kept, kept_runs } => Done::Installed { kept, kept_runs },
        Installed::Updated { .. } => Done::Updated,
        Installed::Unchanged | Installed::Linked => Done::Already,
        Installed::Newer { version } => Done::Newer { version },
    }
}

/// tidegate's scripts in a folder that is part of the working tree.
fn shared_scripts(folder: &HooksDir, events: &[Event]) -> Vec<PathBuf> {
    if folder.location != Location::WorkTree {
        return Vec::new();
    }
    let files = events.iter().filter_map(|event| HookFile::find(&folder.path, *event).ok());
    files.filter(HookFile::is_tidegate_hook).map(|file| file.path).collect()
}
