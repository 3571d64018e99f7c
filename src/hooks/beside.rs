//! Which managers leave room for a hook beside their own, and which call tidegate already.

use super::error::Error;
use super::event::Event;
use super::folder::Folder;
use super::managers::{Found, Manager, Owner, is_called};
use super::slot::{Slot, is_executable};
use std::path::Path;

/// The manager that calls tidegate at this event and whose hooks are in force.
pub fn caller(managers: &[Found], folder: &Folder, event: Event) -> Option<Manager> {
    let is_in_force = |found: &&Found| match found.manager {
        Manager::Husky => folder.is_husky(),
        Manager::Lefthook => owns_one(&folder.path, &[event], Manager::Lefthook).unwrap_or(false),
        // They run what lies beside them, so a hook of ours is no loss there.
        Manager::PreCommit | Manager::Prek => false,
    };
    managers.iter().filter(is_in_force).find(|found| is_called(found, event)).map(|found| found.manager)
}

/// The managers that git really runs at this event and that call tidegate there: not only
/// set up in a file, but installed in this clone.
pub(super) fn callers(managers: &[Found], folder: &Folder, event: Event) -> Vec<Manager> {
    let is_run = |found: &&Found| match found.manager {
        // Where husky has not been installed its folder is missing, and nothing runs at all.
        Manager::Husky => folder.is_husky() && is_executable(&folder.path.join(event.name())),
        manager => owns_one(&folder.path, &[event], manager).unwrap_or(false),
    };
    managers.iter().filter(is_run).filter(|found| is_called(found, event)).map(|found| found.manager).collect()
}

/// The manager that would drop our hooks of these events, sooner or later and without a
/// word: the gate would be gone and nobody would know.
///
/// `is_urged` is true when the user asks for scripts although lefthook is set up here.
/// Then only hooks that are lefthook's already are in the way.
pub fn dropper(managers: &[Found], events: &[Event], folder: &Folder, is_urged: bool) -> Result<Option<Found>, Error> {
    if events.is_empty() {
        return Ok(None);
    }
    let is_lefthook = owns_one(&folder.path, events, Manager::Lefthook)?;
    let found = managers.iter().find(|found| match found.manager {
        Manager::Husky => folder.is_husky(),
        Manager::Lefthook => is_lefthook || !is_urged,
        Manager::PreCommit | Manager::Prek => false,
    });
    // A lefthook whose configuration is gone, or lies where nobody looks, is still there.
    let nameless = || Found { manager: Manager::Lefthook, evidence: "lefthook.yml".into() };
    Ok(found.cloned().or_else(|| is_lefthook.then(nameless)))
}

/// True when a hook of one of these events is this manager's.
fn owns_one(folder: &Path, events: &[Event], manager: Manager) -> Result<bool, Error> {
    for event in events {
        if Slot::find(folder, *event)?.owner == Owner::Manager(manager) {
            return Ok(true);
        }
    }
    Ok(false)
}
