//! The replays of a hook: each selection with the paths that changed in it.

use super::invocation::HookInvocation;
use super::push::{self, PushedRef};
use crate::config::Settings;
use crate::hooks::Event;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::{self, Selection};
use crate::jobs::trust;
use crate::jobs::verify::{Error, ProjectFilter, is_input};
use crate::text::RelPath;
use std::rc::Rc;

/// A replay that a hook has to make.
#[derive(Clone, Debug)]
pub struct PendingReplay {
    pub selection: Selection,
    pub only: ProjectFilter,
    pub settings: Rc<Settings>,
    /// Whether the user of this clone agreed to replays with these settings.
    pub is_agreed: bool,
}

/// Lists the replays of a hook, one for each commit. A push that only deletes needs none, nor does
/// a side whose settings do not ask for one, or in which nothing has changed that a replay reads.
///
/// Staged changes are compared with HEAD, in a merge with every parent; a pushed commit with what
/// the remote has of it.
pub fn pending_replays(source: &SettingsSource, invocation: HookInvocation<'_>) -> Result<Vec<PendingReplay>, Error> {
    let mut pending = match invocation {
        HookInvocation::Commit(event) => of_commit(source, event)?,
        HookInvocation::Other(_) => Vec::new(),
        HookInvocation::Push { remote, refs } => of_push(source, remote, refs)?,
    };
    pending.retain(|pending| pending.only.changed.iter().any(|path| is_input(&pending.settings, path)));
    for pending in &mut pending {
        pending.is_agreed = trust::is_agreed(source, &pending.settings)?;
    }
    Ok(pending)
}

fn of_commit(source: &SettingsSource, event: Event) -> Result<Vec<PendingReplay>, Error> {
    let selection = Selection::Staged;
    let settings = source.of(&selection)?;
    // Most commits end here.
    if !settings.verifies_at(event) {
        return Ok(Vec::new());
    }
    let only = ProjectFilter { changed: sides::changed_paths(source.repository(), &selection)?, at: Some(event) };
    Ok(vec![PendingReplay { selection, only, settings, is_agreed: false }])
}

/// A pushed commit may come from another branch: its own settings say whether it is replayed.
fn of_push(source: &SettingsSource, remote: &str, refs: &[PushedRef]) -> Result<Vec<PendingReplay>, Error> {
    let mut verified_refs = Vec::new();
    for pushed in refs.iter().filter(|pushed| !pushed.local_id.is_null()) {
        let Some(commit) = source.repository().commit(pushed.local_id.as_str())? else { continue };
        let settings = source.of(&push::selection_of(&commit, push::short_name(&pushed.local_ref)))?;
        verified_refs.extend(settings.verifies_at(Event::PrePush).then(|| pushed.clone()));
    }
    let mut pending: Vec<PendingReplay> = Vec::new();
    for pushed in push::pushed(source, remote, &verified_refs)? {
        let settings = source.of(&push::selection_of(&pushed.commit, &pushed.name))?;
        let is_same = |pending: &&mut PendingReplay| matches!(&pending.selection, Selection::Commit { commit, .. } if *commit == pushed.commit);
        let known = pending.iter_mut().find(is_same);
        let selection = Selection::Commit { commit: pushed.commit.clone(), base: pushed.base, name: pushed.name };
        let changed: Vec<RelPath> = sides::changed_paths(source.repository(), &selection)?;
        if let Some(known) = known {
            known.only.changed.extend(changed);
            continue;
        }
        let only = ProjectFilter { changed, at: Some(Event::PrePush) };
        pending.push(PendingReplay { selection, only, settings, is_agreed: false });
    }
    Ok(pending)
}
