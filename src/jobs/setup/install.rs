//! Installing and uninstalling the git hooks: their form, their folder, and hook managers.
//!
//! The outcome says what was done for each hook and what the user should know; `report` words it. If
//! anything fails, every change is undone. A process that is killed leaves the old or the new hook of
//! each event, and a note of what it was asked for, with which the next one finishes.
//!
//! Never: prints, asks, reads the environment.

use super::pending;
use crate::git::{Lock, OwnFolder, Repository};
use crate::hooks::{
    self, Changes, DetectedManager, Event, FileMode, GitVersion, HookFile, HooksDir, Installed, Location, Manager,
    Uninstalled, config_hooks,
};
use std::io;
use std::path::{Path, PathBuf};

pub use super::installation::{Action, Choice, Done, Form, Note, Options, Outcome};
pub use crate::hooks::Error;

/// Installs or uninstalls the hooks, after finishing what an interrupted run has left.
pub fn run(repository: &dyn Repository, options: &Options) -> Result<Outcome, Error> {
    let own = OwnFolder::shared(repository.paths());
    let lock = own.lock().map_err(|error| lock_error(&own, error))?;
    if let Some(interrupted) = pending::read(&own)? {
        // If that is no longer possible, only what is asked for now matters.
        let _ = perform(repository, &interrupted, &own, &lock);
    }
    perform(repository, options, &own, &lock)
}

/// Finishes an interrupted installation or uninstallation. Returns what it was, or `None` if there is none
/// or if it is still running.
pub fn resume(repository: &dyn Repository) -> Result<Option<Action>, Error> {
    let own = OwnFolder::shared(repository.paths());
    if !pending::exists(&own) {
        return Ok(None);
    }
    let Some(lock) = own.try_lock().map_err(|error| lock_error(&own, error))? else { return Ok(None) };
    let Some(interrupted) = pending::read(&own)? else { return Ok(None) };
    perform(repository, &interrupted, &own, &lock)?;
    Ok(Some(interrupted.action))
}

/// Turns the hooks in the configuration into scripts, which run after all others.
pub fn to_scripts(repository: &dyn Repository, program: &Path) -> Result<Outcome, Error> {
    let mut events = Vec::new();
    for event in Event::ALL {
        if config_hooks::is_set_here(repository, event)? {
            events.push(event);
        }
    }
    let action = Action::Install { events, choice: Choice::Script };
    run(repository, &Options { action, program: program.to_path_buf() })
}

/// The request is noted before the first change and removed after the last, undone or not.
fn perform(repository: &dyn Repository, options: &Options, own: &OwnFolder, _lock: &Lock) -> Result<Outcome, Error> {
    let mode = FileMode::of(repository)?;
    pending::write(own, options)?;
    let mut work = Work {
        repository,
        program: &options.program,
        changes: Changes::new(repository, own, mode),
        outcome: Outcome { form: None, events: Vec::new(), notes: Vec::new(), advice: Vec::new() },
    };
    let done = match &options.action {
        Action::Install { events, choice } => work.install(events, *choice),
        Action::Uninstall => work.uninstall(),
    };
    let Work { changes, outcome, .. } = work;
    match (&done, &options.action) {
        (Ok(()), Action::Uninstall) => changes.keep_without_hooks()?,
        (Ok(()), Action::Install { .. }) => changes.keep(),
        (Err(_), _) => drop(changes),
    }
    pending::remove(own)?;
    done.map(|()| outcome)
}

fn lock_error(own: &OwnFolder, error: io::Error) -> Error {
    let lock = own.file("lock");
    match error.kind() {
        io::ErrorKind::TimedOut => Error::Locked { lock },
        _ => Error::Write { path: lock, cause: error },
    }
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

    /// Hooks in the configuration run before a hook script, which may stage files: next to one, tidegate's
    /// are scripts too, which run it first.
    fn wants_config(&self, choice: Choice, folder: Option<&HooksDir>, events: &[Event]) -> Result<bool, Error> {
        if choice == Choice::Script {
            return Ok(false);
        }
        let version = hooks::git_version(self.repository)?;
        let is_known = version >= GitVersion::CONFIG_HOOKS;
        if choice == Choice::Config && !is_known {
            return Err(Error::TooOld { version });
        }
        let Some(folder) = folder.filter(|_| is_known) else { return Ok(is_known) };
        match hooks::script_after_config(folder, events)? {
            Some(script) if choice == Choice::Config || folder.location == Location::Outside => {
                let is_replaceable = folder.location != Location::Outside;
                Err(Error::RunsAfter { later: script.display().to_string(), is_replaceable })
            }
            Some(_) => Ok(false),
            // A team with the script in its own folder has chosen that form.
            None => Ok(choice == Choice::Config || shared_scripts(folder, events).is_empty()),
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
        self.changes.sweep(folder);
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
            self.changes.create_hooks_folder(&folder.path)?;
            self.changes.sweep(&folder.path);
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
                self.changes.sweep(folder);
                match hooks::uninstall(folder, event, &mut self.changes)? {
                    Uninstalled::NotInstalled => {}
                    Uninstalled::Removed => done = Done::Removed { is_restored: false },
                    Uninstalled::Restored => done = Done::Removed { is_restored: true },
                    Uninstalled::Leftover { kept } => self.outcome.notes.push(Note::Leftover { kept }),
                }
            }
            if config_hooks::remove(self.repository, event, &mut self.changes)? && done == Done::NotInstalled {
                done = Done::Removed { is_restored: false };
            }
            if config_hooks::is_set_elsewhere(self.repository, event)? {
                self.outcome.notes.push(Note::SetElsewhere { event });
            }
            if event.is_checked() || done != Done::NotInstalled {
                self.outcome.events.push((event, done));
            }
        }
        self.changes.remove_created_folders()
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
