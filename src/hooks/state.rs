//! The state of the hooks of a repository, as plain data.

use super::coexistence::calling_managers;
use super::config_hooks::{self, Scope};
use super::detect::{DetectedManager, detect_managers};
use super::error::Error;
use super::event::Event;
use super::git_program::git_version;
use super::git_version::GitVersion;
use super::hook_file::{HookFile, is_executable};
use super::hooks_dir::HooksDir;
use super::later::{Later, later_hook};
use super::manager::Manager;
use super::owner::Owner;
use super::script;
use crate::git::Repository;
use std::path::PathBuf;

/// The hooks of a repository.
#[derive(Debug)]
pub struct State {
    /// The version of the `git` on PATH, or why it is unknown.
    pub git_version: Result<GitVersion, Error>,
    /// The folder git runs hooks from, or why the setting is invalid.
    pub folder: Result<HooksDir, Error>,
    /// Hook managers with a configuration in the working tree.
    pub managers: Vec<DetectedManager>,
    /// Whether Jujutsu works in the same working tree. It commits and pushes without hooks of git.
    pub is_jujutsu: bool,
    /// One entry for each event with checks, and for each other one that is installed.
    pub events: Vec<EventState>,
}

/// The hooks of one event.
#[derive(Debug)]
pub struct EventState {
    pub event: Event,
    /// The file in the hooks folder, if any; or why it cannot be read.
    pub script: Result<Option<ScriptHook>, Error>,
    /// The hook in the configuration, if any; or why that cannot be read.
    pub config: Result<Option<ConfigHook>, Error>,
    /// Managers that git runs at this event and that call tidegate.
    pub called_by: Vec<Manager>,
    /// The hook that git runs after tidegate's in the configuration, so that it may stage unchecked files.
    pub later: Result<Option<Later>, Error>,
}

/// A hook that is a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptHook {
    pub path: PathBuf,
    pub owner: Owner,
    pub is_link: bool,
    /// Whether it is executable; git ignores it otherwise.
    pub is_run: bool,
    /// The manager whose hook runs it.
    pub behind: Option<Manager>,
    /// The existing hook that it runs first.
    pub kept: Option<PathBuf>,
    /// The program that it tries before PATH.
    pub program: Option<Program>,
    pub text: HookText,
}

/// The text of a hook of tidegate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookText {
    /// The text that `tidegate install` would write.
    Current,
    /// That of another version, or not tidegate's.
    Other,
    /// Something else changed it since it was installed.
    Changed,
}

impl HookText {
    fn of(is_current: bool, is_of_this_version: bool) -> Self {
        match (is_current, is_of_this_version) {
            (true, _) => Self::Current,
            (false, true) => Self::Changed,
            (false, false) => Self::Other,
        }
    }
}

/// The program in a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its path when the hook was installed.
    pub path: PathBuf,
    pub exists: bool,
}

impl Program {
    fn of(script: Option<script::InstalledScript>) -> Option<Self> {
        let path = path_of(script?.program?);
        Some(Self { exists: path.is_file(), path })
    }
}

/// A hook that is named in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigHook {
    /// `None` when it is not tidegate's command.
    pub version: Option<u32>,
    /// Whether this git supports it and the configuration does not disable it.
    pub is_run: bool,
    /// Whether the configuration disables it.
    pub is_off: bool,
    /// The program that it tries before PATH.
    pub program: Option<Program>,
    pub text: HookText,
}

impl EventState {
    /// Whether tidegate runs at this event, in any way.
    pub fn is_guarded(&self) -> bool {
        self.is_by_script() || self.is_by_config() || !self.called_by.is_empty()
    }

    /// Whether the script is tidegate's, and git runs it.
    pub fn is_by_script(&self) -> bool {
        matches!(&self.script, Ok(Some(hook)) if hook.is_run && matches!(hook.owner, Owner::Tidegate { .. }))
    }

    /// Whether git runs tidegate's command in the configuration.
    pub fn is_by_config(&self) -> bool {
        matches!(&self.config, Ok(Some(hook)) if hook.is_run && hook.version.is_some())
    }

    /// Whether the hook is no longer the one that was installed, so that it may do something else.
    pub fn is_changed(&self) -> bool {
        matches!(&self.script, Ok(Some(hook)) if hook.text == HookText::Changed)
            || matches!(&self.config, Ok(Some(hook)) if hook.text == HookText::Changed)
    }

    /// Whether a script and the configuration both run tidegate, so that it checks twice.
    pub fn is_doubled(&self) -> bool {
        self.is_by_script() && self.is_by_config()
    }
}

/// Reads the state of everything. Failures are part of the result.
pub fn state(repository: &dyn Repository) -> State {
    let git_version = git_version(repository);
    let folder = HooksDir::find(repository);
    let managers = detect_managers(repository, folder.as_ref().ok());
    let knows_config = git_version.as_ref().is_ok_and(|version| *version >= GitVersion::CONFIG_HOOKS);
    let event = |event| EventState {
        event,
        script: folder.as_ref().map_or(Ok(None), |folder| script_hook(folder, event)),
        config: config_hook(repository, event, knows_config),
        called_by: folder.as_ref().map(|folder| calling_managers(&managers, folder, event)).unwrap_or_default(),
        later: later_hook(repository, event),
    };
    // The others count where they are installed.
    let is_shown = |state: &EventState| state.event.is_checked() || state.is_guarded() || state.is_changed();
    let events = Event::ALL.into_iter().map(event).filter(is_shown).collect();
    let is_jujutsu = repository.paths().work_dir.as_ref().is_some_and(|top| top.join(".jj").is_dir());
    State { git_version, folder, managers, is_jujutsu, events }
}

fn script_hook(folder: &HooksDir, event: Event) -> Result<Option<ScriptHook>, Error> {
    let file = HookFile::find(&folder.path, event)?;
    let owner = match &file.owner {
        Owner::NoHook => return Ok(None),
        // The hooks that husky generates do not contain its name.
        Owner::Foreign if folder.is_husky() => Owner::Manager(Manager::Husky),
        owner => owner.clone(),
    };
    let program = Program::of(file.script());
    let is_current = file.is_text_of(program.as_ref().map(|program| program.path.as_path()));
    Ok(Some(ScriptHook {
        is_link: file.is_link(),
        is_run: is_executable(&file.path),
        behind: file.behind,
        kept: file.kept.exists().then(|| file.kept.clone()),
        text: HookText::of(is_current, matches!(owner, Owner::Tidegate { version } if version == script::VERSION)),
        program,
        owner,
        path: file.path,
    }))
}

fn config_hook(repository: &dyn Repository, event: Event, knows_config: bool) -> Result<Option<ConfigHook>, Error> {
    let keys = config_hooks::keys(repository, event, Scope::Effective)?;
    let Some(command) = keys.command.as_ref().filter(|_| keys.is_set(event)) else {
        return Ok(None);
    };
    let installed = script::parse(command.as_bytes());
    let version = installed.as_ref().map(|script| script.version);
    let program = Program::of(installed);
    let is_current = *command == script::command(event, program.as_ref().map(|program| program.path.as_path()));
    Ok(Some(ConfigHook {
        version,
        is_run: knows_config && !keys.is_off,
        is_off: keys.is_off,
        text: HookText::of(is_current, version.is_none_or(|version| version == script::VERSION)),
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
