//! Hooks that git runs after tidegate's command in the configuration. They may stage what was not
//! checked, and create what tidegate reports as missing.

use super::config_order;
use super::detect::{husky_folder, script_calls_tidegate};
use super::error::Error;
use super::event::Event;
use super::hook_file::{HookFile, is_executable};
use super::hooks_dir::HooksDir;
use super::owner::Owner;
use crate::git::Repository;
use std::fmt;
use std::path::PathBuf;

/// A hook that git runs after the hooks in the configuration, or after tidegate's among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Later {
    /// The hook in the hooks folder.
    Script(PathBuf),
    /// Another hook in the configuration.
    Config(String),
}

impl fmt::Display for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Script(path) => path.display().fmt(f),
            Self::Config(name) => write!(f, "the hook `{name}` of the configuration"),
        }
    }
}

/// The hook of a commit that git runs later. Reads a few files, and starts no process unless
/// `core.hooksPath` begins with `~`.
pub fn later_hook(repository: &dyn Repository, event: Event) -> Result<Option<Later>, Error> {
    if !matches!(event, Event::PreCommit | Event::PreMergeCommit) {
        // What is pushed, and what is committed after these, does not depend on other hooks.
        return Ok(None);
    }
    // A setting for which git runs no scripts.
    if let Ok(folder) = HooksDir::of_setting(repository)
        && let Some(script) = later_script(&folder, event)?
    {
        return Ok(Some(Later::Script(script)));
    }
    Ok(config_order::follower(repository, event)?.map(Later::Config))
}

/// Whether git runs a script at this event, whatever it is.
pub fn has_script(repository: &dyn Repository, event: Event) -> bool {
    HooksDir::of_setting(repository).is_ok_and(|folder| is_executable(&folder.path.join(event.name())))
}

/// The script of the event that git runs and that does not call tidegate.
fn later_script(folder: &HooksDir, event: Event) -> Result<Option<PathBuf>, Error> {
    let path = folder.path.join(event.name());
    if !is_executable(&path) {
        return Ok(None);
    }
    let script = match folder.path.file_name() {
        // The generated hook runs the user's own, if there is one.
        Some(name) if name == "_" && folder.is_husky() => husky_folder(&folder.path).join(event.name()),
        _ => path,
    };
    let is_own = || Ok(matches!(HookFile::find(&folder.path, event)?.owner, Owner::Tidegate { .. }));
    Ok((script.is_file() && !script_calls_tidegate(&script, event) && !is_own()?).then_some(script))
}

/// The script of a commit that git would run after a hook in the configuration, a kept one included.
pub fn script_after_config(folder: &HooksDir, events: &[Event]) -> Result<Option<PathBuf>, Error> {
    for event in events.iter().filter(|event| matches!(event, Event::PreCommit | Event::PreMergeCommit)) {
        if let Some(script) = later_script(folder, *event)? {
            return Ok(Some(script));
        }
        let kept = HookFile::find(&folder.path, *event)?.kept;
        if is_executable(&kept) && !script_calls_tidegate(&kept, *event) {
            return Ok(Some(kept));
        }
    }
    Ok(None)
}
