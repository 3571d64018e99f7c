//! What a hook has to replay: the targets, each with what changed in it.

use super::push::{self, PushedRef};
use crate::config::Settings;
use crate::git::{Repository, Side};
use crate::hooks::Event;
use crate::jobs::check::{self, Range};
use crate::jobs::verify::{Error, ProjectFilter, Target, TargetSettings, settings_of};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// What git is about to do.
#[derive(Clone, Copy, Debug)]
pub enum HookInvocation<'a> {
    /// It commits what is staged, the commit of a merge included.
    Commit(Event),
    /// It sends these refs to a remote.
    Push(&'a str, &'a [PushedRef]),
}

/// What is to be replayed.
#[derive(Clone, Debug)]
pub struct PendingReplay {
    /// The side.
    pub target: Target,
    /// What of it.
    pub only: ProjectFilter,
    /// Its own settings; without them those of the work tree hold.
    pub own: Option<TargetSettings>,
}

/// What is to be replayed then, each commit once; a push that only deletes has nothing, nor has a
/// side whose settings do not ask for it.
///
/// What is committed is compared with HEAD, in a merge with every parent, what is pushed with what
/// the remote has of it.
pub fn due(
    repository: &dyn Repository,
    settings: &Settings,
    moment: HookInvocation<'_>,
) -> Result<Vec<PendingReplay>, Error> {
    let (remote, refs) = match moment {
        HookInvocation::Commit(event) => {
            let own = settings_of(repository, &Target::Staged)?;
            if !asks(own.as_ref(), settings, event) {
                return Ok(Vec::new());
            }
            let changed = changed(repository, &Range::Staged)?;
            return Ok(vec![PendingReplay {
                target: Target::Staged,
                only: ProjectFilter { changed, at: Some(event) },
                own,
            }]);
        }
        HookInvocation::Push(remote, refs) => (remote, refs),
    };
    let mut asking = Vec::new();
    for pushed in refs.iter().filter(|pushed| !pushed.local_id.is_null()) {
        let Some(commit) = repository.commit(pushed.local_id.as_str())? else { continue };
        let own = settings_of(repository, &Target::Commit(commit, pushed.local_ref.clone()))?;
        asking.extend(asks(own.as_ref(), settings, Event::PrePush).then(|| pushed.clone()));
    }
    let mut due: Vec<PendingReplay> = Vec::new();
    for pushed in push::pushed(repository, settings, remote, &asking)? {
        let base = pushed.base.map_or(Side::Empty, Side::Revision);
        let changed = paths(repository, &base, &Side::Revision(pushed.commit.clone()))?;
        let is_it =
            |due: &&mut PendingReplay| matches!(&due.target, Target::Commit(commit, _) if *commit == pushed.commit);
        if let Some(known) = due.iter_mut().find(is_it) {
            known.only.changed.extend(changed);
        } else {
            let target = Target::Commit(pushed.commit, pushed.name);
            let own = settings_of(repository, &target)?;
            due.push(PendingReplay { target, only: ProjectFilter { changed, at: Some(Event::PrePush) }, own });
        }
    }
    Ok(due)
}

fn asks(own: Option<&TargetSettings>, settings: &Settings, event: Event) -> bool {
    own.map_or(settings, |own| &own.settings).verifies_at(event)
}

/// The paths in which the target of a range differs from its base, or from any parent of a merge:
/// what is as the one has it was not proved together with what the other has.
pub fn changed(repository: &dyn Repository, range: &Range) -> Result<Vec<RelPath>, check::Error> {
    let sides = check::of_range(repository, range)?;
    let mut changed = BTreeSet::new();
    for base in &sides.bases {
        changed.extend(paths(repository, base, &sides.target)?);
    }
    Ok(changed.into_iter().collect())
}

fn paths(repository: &dyn Repository, base: &Side, target: &Side) -> Result<Vec<RelPath>, check::Error> {
    Ok(repository.changes(base, target)?.iter().map(|change| change.path().clone()).collect())
}

/// What stops a check stops a replay.
impl From<check::Error> for Error {
    fn from(error: check::Error) -> Self {
        Self::Check(error)
    }
}
