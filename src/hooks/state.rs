//! Everything there is to know about the hooks of a repository, as plain data.

use super::beside::callers;
use super::config_form::{self, Scope};
use super::error::Error;
use super::event::Event;
use super::folder::Folder;
use super::git_program::{GitVersion, git_version};
use super::managers::{self, Found, Manager, Owner};
use super::script;
use super::slot::{Slot, is_executable};
use crate::git::Repository;
use std::path::PathBuf;

/// The hooks of a repository.
#[derive(Debug)]
pub struct State {
    /// The `git` on PATH, or why it did not say.
    pub git_version: Result<GitVersion, Error>,
    /// The folder git runs hooks from, or what is wrong with the setting.
    pub folder: Result<Folder, Error>,
    /// Hook managers whose configuration lies in the work tree.
    pub managers: Vec<Found>,
    /// One entry for each event.
    pub events: Vec<EventState>,
}

/// What stands at one event.
#[derive(Debug)]
pub struct EventState {
    /// Which event.
    pub event: Event,
    /// The file in the hooks folder, `None` when there is none; or why it cannot be read.
    pub script: Result<Option<ScriptHook>, Error>,
    /// The hook in the configuration; or why that cannot be read.
    pub config: Result<Option<ConfigHook>, Error>,
    /// Managers that git runs at this event and whose own files call tidegate there.
    pub called_by: Vec<Manager>,
}

/// A hook that is a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptHook {
    /// The file.
    pub path: PathBuf,
    /// Whose it is.
    pub owner: Owner,
    /// True when it is a link.
    pub is_link: bool,
    /// False when it is not executable, so that git passes it over.
    pub is_run: bool,
    /// The manager that stands in front of ours and runs it.
    pub behind: Option<Manager>,
    /// The foreign hook that ours runs first.
    pub kept: Option<PathBuf>,
    /// The program that ours tries first, before PATH.
    pub program: Option<Program>,
    /// False when `tidegate install` would write another text.
    pub is_current: bool,
}

/// The program that is written into a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Where it was when the hook was installed.
    pub path: PathBuf,
    /// False when it is no longer there.
    pub exists: bool,
}

impl Program {
    fn of(ours: Option<script::Ours>) -> Option<Self> {
        let path = path_of(ours?.program?);
        Some(Self { exists: path.is_file(), path })
    }
}

/// A hook that is named in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigHook {
    /// The version of the command; `None` when it is not tidegate's text.
    pub version: Option<u32>,
    /// False when this git is too old to run it, or the configuration switches it off.
    pub is_run: bool,
    /// True when the configuration switches it off.
    pub is_off: bool,
    /// The program that it tries first, before PATH.
    pub program: Option<Program>,
    /// False when `tidegate install` would write another text.
    pub is_current: bool,
}

impl EventState {
    /// True when tidegate is run at this event, in whichever way.
    pub fn is_guarded(&self) -> bool {
        let by_script =
            matches!(&self.script, Ok(Some(hook)) if hook.is_run && matches!(hook.owner, Owner::Ours { .. }));
        let by_config = matches!(&self.config, Ok(Some(hook)) if hook.is_run);
        by_script || by_config || !self.called_by.is_empty()
    }

    /// True when a script and the configuration both run tidegate, so that it judges twice.
    pub fn is_doubled(&self) -> bool {
        let by_script =
            matches!(&self.script, Ok(Some(hook)) if hook.is_run && matches!(hook.owner, Owner::Ours { .. }));
        by_script && matches!(&self.config, Ok(Some(hook)) if hook.is_run)
    }
}

/// Looks at everything. What cannot be read is part of the answer.
pub fn state(repository: &dyn Repository) -> State {
    let git_version = git_version(repository);
    let folder = Folder::find(repository);
    let managers = managers::found(repository, folder.as_ref().ok());
    let knows_config = git_version.as_ref().is_ok_and(|version| *version >= GitVersion::CONFIG_HOOKS);
    let event = |event| EventState {
        event,
        script: folder.as_ref().map_or(Ok(None), |folder| script_hook(folder, event)),
        config: config_hook(repository, event, knows_config),
        called_by: folder.as_ref().map(|folder| callers(&managers, folder, event)).unwrap_or_default(),
    };
    let events = Event::ALL.into_iter().map(event).collect();
    State { git_version, folder, managers, events }
}

fn script_hook(folder: &Folder, event: Event) -> Result<Option<ScriptHook>, Error> {
    let slot = Slot::find(&folder.path, event)?;
    let owner = match &slot.owner {
        Owner::Nobody => return Ok(None),
        // What husky generates does not name it.
        Owner::Foreign if folder.is_husky() => Owner::Manager(Manager::Husky),
        owner => owner.clone(),
    };
    let program = Program::of(slot.script());
    Ok(Some(ScriptHook {
        is_link: slot.is_link(),
        is_run: is_executable(&slot.path),
        behind: slot.behind,
        kept: slot.kept.exists().then(|| slot.kept.clone()),
        is_current: slot.is_text_of(program.as_ref().map(|program| program.path.as_path())),
        program,
        owner,
        path: slot.path,
    }))
}

fn config_hook(repository: &dyn Repository, event: Event, knows_config: bool) -> Result<Option<ConfigHook>, Error> {
    let keys = config_form::keys(repository, event, Scope::Effective)?;
    let Some(command) = keys.command.as_ref().filter(|_| keys.is_set(event)) else {
        return Ok(None);
    };
    let ours = script::ours(command.as_bytes());
    let version = ours.as_ref().map(|ours| ours.version);
    let program = Program::of(ours);
    Ok(Some(ConfigHook {
        version,
        is_run: knows_config && !keys.is_off,
        is_off: keys.is_off,
        is_current: *command == script::command(event, program.as_ref().map(|program| program.path.as_path())),
        program,
    }))
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}
