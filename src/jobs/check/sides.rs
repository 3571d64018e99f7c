//! From what was asked for to the two sides that are compared.

use super::{Error, Range};
use crate::git::{Id, Repository, Side};

/// A target with its bases.
#[derive(Clone, Debug)]
pub(in crate::jobs) struct Sides {
    /// What the target is compared with: one side, or every parent of a merge.
    pub(in crate::jobs) bases: Vec<Side>,
    /// The branch that the target is to go to, where it has gone on since the base: versions
    /// and order are judged against it as well.
    pub(in crate::jobs) tip: Option<Side>,
    /// What is judged.
    pub(in crate::jobs) target: Side,
    /// The target in words.
    pub(in crate::jobs) label: String,
}

pub(in crate::jobs) fn of_range(repository: &dyn Repository, range: &Range) -> Result<Sides, Error> {
    match range {
        Range::Staged | Range::All if repository.places().work_dir.is_none() => Err(Error::NoWorkTree),
        Range::Staged => staged(repository),
        Range::Between { from, to } => between(repository, from, to),
        Range::UpTo { to, remote } => up_to(repository, to, remote.as_deref()),
        Range::All => {
            Ok(Sides { bases: vec![Side::Empty], tip: None, target: Side::WorkTree, label: "the work tree".to_owned() })
        }
    }
}

fn staged(repository: &dyn Repository) -> Result<Sides, Error> {
    let unmerged = repository.unmerged()?;
    if !unmerged.is_empty() {
        return Err(Error::Unmerged(unmerged));
    }
    let mut bases = vec![repository.head()?.map_or(Side::Empty, Side::Revision)];
    bases.extend(repository.merge_heads()?.into_iter().map(Side::Revision));
    Ok(Sides { bases, tip: None, target: Side::Index, label: "staged changes".to_owned() })
}

fn up_to(repository: &dyn Repository, to: &str, remote: Option<&str>) -> Result<Sides, Error> {
    let target = repository.commit(to)?.ok_or_else(|| Error::NoCommit(to.to_owned()))?;
    let base = nearest_remote_base(repository, &target, remote)?;
    Ok(Sides {
        tip: None,
        bases: vec![base.map_or(Side::Empty, Side::Revision)],
        target: Side::Revision(target),
        label: to.to_owned(),
    })
}

fn between(repository: &dyn Repository, from: &str, to: &str) -> Result<Sides, Error> {
    let commit = |name: &str| repository.commit(name)?.ok_or_else(|| Error::NoCommit(name.to_owned()));
    let target = commit(to)?;
    let label = format!("{from}..{to}");
    // CI systems write zeros where a branch is new.
    if Id::new(from).is_null() && from.len() >= 40 {
        return up_to(repository, to, None);
    }
    let from_commit = commit(from)?;
    match repository.merge_base(&from_commit, &target)? {
        Some(base) => {
            let tip = (base != from_commit).then_some(Side::Revision(from_commit));
            Ok(Sides { bases: vec![Side::Revision(base)], tip, target: Side::Revision(target), label })
        }
        None => {
            Err(Error::NoMergeBase { from: from.to_owned(), to: to.to_owned(), is_shallow: repository.is_shallow() })
        }
    }
}

/// How many remote-tracking branches are asked for their merge base.
const BRANCH_LIMIT: usize = 100;

/// Where a branch that a remote does not know yet left what the remote knows: the merge
/// base with its default branch, else the nearest one with any of its branches.
pub(in crate::jobs) fn nearest_remote_base(
    repository: &dyn Repository,
    target: &Id,
    remote: Option<&str>,
) -> Result<Option<Id>, Error> {
    let branches = repository.remote_branches()?;
    let of_remote =
        |name: &str| remote.is_none_or(|remote| name.strip_prefix(remote).is_some_and(|rest| rest.starts_with('/')));
    let mut nearest: Option<Id> = None;
    for (_, tip) in branches.iter().filter(|(name, _)| of_remote(name)).take(BRANCH_LIMIT) {
        let Some(base) = repository.merge_base(tip, target)? else {
            continue;
        };
        // The nearer of two ancestors is the one that descends from the other.
        let is_nearer = match &nearest {
            None => true,
            Some(known) => known != &base && repository.merge_base(known, &base)?.as_ref() == Some(known),
        };
        if is_nearer {
            nearest = Some(base);
        }
    }
    Ok(nearest)
}
