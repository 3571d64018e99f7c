//! The replays of a hook: each selection with the paths that changed in it.

use super::invocation::HookInvocation;
use super::push::{self, PushedRef};
use crate::config::{Loaded, Settings};
use crate::git::Repository;
use crate::hooks::Event;
use crate::jobs::sides::{self, Selection};
use crate::jobs::verify::{EffectiveSettings, Error, ProjectFilter, effective_settings};

/// A replay that a hook has to make.
#[derive(Clone, Debug)]
pub struct PendingReplay {
    pub selection: Selection,
    pub only: ProjectFilter,
    pub settings: Settings,
}

/// Lists the replays of a hook, one for each commit. A push that only deletes needs none, nor does
/// a side whose settings do not ask for one, or in which nothing has changed.
///
/// Staged changes are compared with HEAD, in a merge with every parent; a pushed commit with what
/// the remote has of it.
pub fn pending_replays(
    repository: &dyn Repository,
    work_tree: &Loaded,
    invocation: HookInvocation<'_>,
) -> Result<Vec<PendingReplay>, Error> {
    let mut pending = match invocation {
        HookInvocation::Commit(event) => of_commit(repository, work_tree, event)?,
        HookInvocation::Push { remote, refs } => of_push(repository, work_tree, remote, refs)?,
    };
    pending.retain(|pending| !pending.only.changed.is_empty());
    Ok(pending)
}

fn of_commit(repository: &dyn Repository, work_tree: &Loaded, event: Event) -> Result<Vec<PendingReplay>, Error> {
    // Most commits end here, before the index is read for its settings.
    if !work_tree.settings.verifies_at(event) {
        return Ok(Vec::new());
    }
    let selection = Selection::Staged;
    let settings = settings_of(repository, work_tree, &selection)?;
    if !settings.verifies_at(event) {
        return Ok(Vec::new());
    }
    let only = ProjectFilter { changed: sides::changed_paths(repository, &selection)?, at: Some(event) };
    Ok(vec![PendingReplay { selection, only, settings }])
}

/// A pushed commit may come from another branch: its own settings say whether it is replayed.
fn of_push(
    repository: &dyn Repository,
    work_tree: &Loaded,
    remote: &str,
    refs: &[PushedRef],
) -> Result<Vec<PendingReplay>, Error> {
    let mut verified_refs = Vec::new();
    for pushed in refs.iter().filter(|pushed| !pushed.local_id.is_null()) {
        let Some(commit) = repository.commit(pushed.local_id.as_str())? else { continue };
        let selection = Selection::Commit { commit, base: None, name: pushed.local_ref.clone() };
        let settings = settings_of(repository, work_tree, &selection)?;
        verified_refs.extend(settings.verifies_at(Event::PrePush).then(|| pushed.clone()));
    }
    let mut pending: Vec<PendingReplay> = Vec::new();
    for pushed in push::pushed(repository, &work_tree.settings, remote, &verified_refs)? {
        let is_same = |pending: &&mut PendingReplay| matches!(&pending.selection, Selection::Commit { commit, .. } if *commit == pushed.commit);
        let known = pending.iter_mut().find(is_same);
        let selection = Selection::Commit { commit: pushed.commit.clone(), base: pushed.base, name: pushed.name };
        let changed = sides::changed_paths(repository, &selection)?;
        if let Some(known) = known {
            known.only.changed.extend(changed);
            continue;
        }
        let settings = settings_of(repository, work_tree, &selection)?;
        let only = ProjectFilter { changed, at: Some(Event::PrePush) };
        pending.push(PendingReplay { selection, only, settings });
    }
    Ok(pending)
}

fn settings_of(repository: &dyn Repository, work_tree: &Loaded, selection: &Selection) -> Result<Settings, Error> {
    let EffectiveSettings { settings, .. } = effective_settings(repository, work_tree, selection)?;
    Ok(settings.into_owned())
}
