//! Putting the git hooks in and taking them out: which form, where, beside whom.
//!
//! The outcome is what was done, hook by hook, and what the user should know about it; the
//! faces word it. When anything fails, everything is as it was before.
//!
//! Never: prints, asks, reads the environment.

use crate::git::Repository;
use crate::hooks::{
    self, Advice, Changes, DetectedManager, Event, FileMode, GitVersion, HookFile, HooksDir, Installed, Location,
    Manager, Uninstalled, config_hooks,
};
use std::path::{Path, PathBuf};

pub use crate::hooks::Error;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// In or out.
    pub action: Action,
    /// The program to write into the hooks.
    pub program: PathBuf,
}

/// In or out.
#[derive(Clone, Debug)]
pub enum Action {
    /// Put the hooks of these events in.
    Install {
        /// Which hooks.
        events: Vec<Event>,
        /// In which form.
        choice: Choice,
    },
    /// Take all hooks of tidegate out, in whichever form they are.
    Uninstall,
}

/// Which form is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The better one that this git knows.
    Auto,
    /// Scripts in the hooks folder.
    Script,
    /// Commands in the configuration.
    Config,
}

/// The form that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// Scripts in this folder.
    Script {
        /// The hooks folder.
        folder: PathBuf,
    },
    /// Commands in the repository's configuration.
    Config,
}

/// What was done.
#[derive(Debug)]
pub struct Outcome {
    /// The form of the hooks; `None` when they were taken out.
    pub form: Option<Form>,
    /// What happened at each event.
    pub events: Vec<(Event, Done)>,
    /// What the user should know.
    pub notes: Vec<Note>,
    /// How managers that this repository uses can call tidegate themselves.
    pub advice: Vec<Advice>,
}

/// What happened at one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The hook is new; the one that was there before was kept and runs first.
    Installed {
        /// The hook that was kept.
        kept: Option<PathBuf>,
        /// False when that is not executable, so that git did not run it and ours does not.
        kept_runs: bool,
    },
    /// The hook replaced one of an older version, or one with another program in it.
    Updated,
    /// The hook was there already.
    Already,
    /// A newer tidegate put a newer hook there, which was left alone.
    Newer {
        /// Its version.
        version: u32,
    },
    /// A manager's own file calls tidegate already.
    CalledBy {
        /// Which manager.
        manager: Manager,
    },
    /// The hook is gone.
    Removed {
        /// True when the hook that was there before is back.
        is_restored: bool,
    },
    /// There was none of ours.
    NotInstalled,
}

/// Something worth knowing about what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The hooks folder is part of the work tree: the hooks are for everybody, name no
    /// program, and have to be committed.
    Shared {
        /// The folder.
        folder: PathBuf,
    },
    /// Only this version of git and newer run the hooks; older ones pass them over.
    NewGitOnly,
    /// The configuration switches the hook off.
    SwitchedOff {
        /// Which hook.
        event: Event,
    },
    /// The hook is also set in configuration that is not this repository's own.
    SetElsewhere {
        /// Which hook.
        event: Event,
    },
    /// The hooks folder that the whole team shares holds our script too: it judges twice.
    Doubled {
        /// The script.
        script: PathBuf,
    },
    /// A manager runs ours and stands in front of it.
    Behind {
        /// Which manager.
        manager: Manager,
    },
    /// A manager's own files call tidegate as well.
    CalledToo {
        /// Which manager.
        manager: Manager,
    },
    /// A manager that is set up here takes the hooks over when it installs itself.
    MayBeReplaced {
        /// Which manager.
        manager: Manager,
    },
    /// A hook kept earlier lies beside a hook that is not ours.
    Leftover {
        /// The hook that was kept.
        kept: PathBuf,
    },
}

/// Does what the options ask.
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
            // A team that carries the script in its own folder has chosen.
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
                config_hooks::Written::New => Done::Installed { kept: None, kept_runs: false },
                config_hooks::Written::Updated { .. } => Done::Updated,
                config_hooks::Written::Unchanged => Done::Already,
                config_hooks::Written::Newer { version } => Done::Newer { version },
            };
            self.outcome.events.push((*event, done));
            if config_hooks::is_switched_off(self.repository, *event)? {
                self.outcome.notes.push(Note::SwitchedOff { event: *event });
            }
        }
        // A script of ours from before would judge a second time.
        if let Some(folder) = folder {
            match folder.location {
                Location::Repository => self.take_scripts(&folder.path, events)?,
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

    fn take_scripts(&mut self, folder: &Path, events: &[Event]) -> Result<(), Error> {
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
        // What is part of the work tree goes to machines on which this path means nothing.
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
        let top = self.repository.places().work_dir.clone().unwrap_or_default();
        let advice = hooks::advice(found, events, &top);
        Error::Managed { manager: found.manager, evidence: found.evidence.clone(), advice }
    }

    fn advise(&mut self, managers: &[DetectedManager], folder: &HooksDir, events: &[Event]) {
        let top = self.repository.places().work_dir.clone().unwrap_or_default();
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
        let standard = hooks::default_hooks_dir(self.repository.places());
        let mut folders = vec![standard];
        // A setting that names no folder, or somebody else's, hides no script of ours.
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

/// The scripts of ours in a folder that is part of the work tree.
fn shared_scripts(folder: &HooksDir, events: &[Event]) -> Vec<PathBuf> {
    if folder.location != Location::WorkTree {
        return Vec::new();
    }
    let files = events.iter().filter_map(|event| HookFile::find(&folder.path, *event).ok());
    files.filter(HookFile::is_ours).map(|file| file.path).collect()
}
