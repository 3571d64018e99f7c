//! Hook managers that tolerate tidegate's hooks next to their own, and those that call tidegate already.

use super::detect::{DetectedManager, calls_tidegate};
use super::error::Error;
use super::event::Event;
use super::hook_file::{HookFile, is_executable};
use super::hooks_dir::HooksDir;
use super::manager::Manager;
use super::owner::Owner;
use std::path::Path;

/// The manager that calls tidegate at this event and whose hooks are active.
pub fn calling_manager(managers: &[DetectedManager], folder: &HooksDir, event: Event) -> Option<Manager> {
    let is_active = |found: &&DetectedManager| match found.manager {
        Manager::Husky => folder.is_husky(),
        Manager::Lefthook => owns_one(&folder.path, &[event], Manager::Lefthook).unwrap_or(false),
        // They run the hooks next to theirs, so tidegate's hook is not lost there.
        Manager::PreCommit | Manager::Prek => false,
    };
    managers.iter().filter(is_active).find(|found| calls_tidegate(found, event)).map(|found| found.manager)
}

/// The managers that git runs at this event and that call tidegate: configured in a file and also
/// installed in this clone.
pub(super) fn calling_managers(managers: &[DetectedManager], folder: &HooksDir, event: Event) -> Vec<Manager> {
    let is_run = |found: &&DetectedManager| match found.manager {
        // If husky is not installed its folder is missing, and nothing runs.
        Manager::Husky => folder.is_husky() && is_executable(&folder.path.join(event.name())),
        manager => owns_one(&folder.path, &[event], manager).unwrap_or(false),
    };
    managers.iter().filter(is_run).filter(|found| calls_tidegate(found, event)).map(|found| found.manager).collect()
}

/// The manager that would silently remove tidegate's hooks of these events at some time, and with them
/// the checks.
///
/// `is_forced` is set when the user requests scripts although lefthook is configured here. Then only
/// existing lefthook hooks are an obstacle.
pub fn replacing_manager(
    managers: &[DetectedManager],
    events: &[Event],
    folder: &HooksDir,
    is_forced: bool,
) -> Result<Option<DetectedManager>, Error> {
    if events.is_empty() {
        return Ok(None);
    }
    let is_lefthook = owns_one(&folder.path, events, Manager::Lefthook)?;
    let found = managers.iter().find(|found| match found.manager {
        Manager::Husky => folder.is_husky(),
        Manager::Lefthook => is_lefthook || !is_forced,
        Manager::PreCommit | Manager::Prek => false,
    });
    // Its hooks may exist without a known configuration file.
    let unconfigured = || DetectedManager { manager: Manager::Lefthook, evidence: "lefthook.yml".into() };
    Ok(found.cloned().or_else(|| is_lefthook.then(unconfigured)))
}

/// Whether a hook of one of these events belongs to this manager.
fn owns_one(folder: &Path, events: &[Event], manager: Manager) -> Result<bool, Error> {
    for event in events {
        if HookFile::find(folder, *event)?.owner == Owner::Manager(manager) {
            return Ok(true);
        }
    }
    Ok(false)
}
