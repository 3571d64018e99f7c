//! What a hook has to replay: the targets, each with what changed in it.

use super::{Error, Only, Target};
use crate::config::Settings;
use crate::git::{Repository, Side};
use crate::hooks::Event;
use crate::jobs::check::{self, Range};
use crate::jobs::push::{self, PushedRef};
use crate::text::RelPath;
use std::collections::BTreeSet;

/// What git is about to do.
#[derive(Clone, Copy, Debug)]
pub enum Moment<'a> {
    /// It commits what is staged, the commit of a merge included.
    Commit(Event),
    /// It sends these refs to a remote.
    Push(&'a str, &'a [PushedRef]),
}

/// What is to be replayed then, each commit once; a push that only deletes has nothing.
///
/// What is committed is compared with HEAD, in a merge with every parent, what is pushed with what the remote has of it.
pub fn targets(
    repository: &dyn Repository,
    settings: &Settings,
    moment: Moment<'_>,
) -> Result<Vec<(Target, Only)>, check::Error> {
    let (remote, refs) = match moment {
        Moment::Commit(event) => {
            let changed = changed(repository, &Range::Staged)?;
            return Ok(vec![(Target::Staged, Only { changed, at: Some(event) })]);
        }
        Moment::Push(remote, refs) => (remote, refs),
    };
    let mut targets: Vec<(Target, Only)> = Vec::new();
    for pushed in push::pushed(repository, settings, remote, refs)? {
        let base = pushed.base.map_or(Side::Empty, Side::Revision);
        let changed = paths(repository, &base, &Side::Revision(pushed.commit.clone()))?;
        let is_it = |target: &Target| matches!(target, Target::Commit(commit, _) if *commit == pushed.commit);
        if let Some((_, only)) = targets.iter_mut().find(|(target, _)| is_it(target)) {
            only.changed.extend(changed);
        } else {
            let target = Target::Commit(pushed.commit, pushed.name);
            targets.push((target, Only { changed, at: Some(Event::PrePush) }));
        }
    }
    Ok(targets)
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
