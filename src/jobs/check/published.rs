//! Published migrations: those on a shared branch.
//!
//! Developers edit a migration on their own branch before it is merged, so "published" is what the
//! merge base with a shared branch has, not what HEAD has. HEAD counts only if no shared branch is
//! known.

use crate::config::Settings;
use crate::git::{self, Entry, Id, Repository, Side};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// A revision where published migrations are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::jobs) struct PublishedRevision {
    /// `origin/main`, `HEAD`.
    pub(in crate::jobs) name: String,
    /// The merge base with what is checked.
    pub(in crate::jobs) commit: Id,
    /// The current commit: a squashed merge is on it and not in the common history.
    pub(in crate::jobs) tip: Id,
}

/// Finds the shared branches, each with its merge base with `target`; `target` itself, under its
/// own name, if there is no shared branch.
pub(in crate::jobs) fn shared_branches(
    repository: &dyn Repository,
    settings: &Settings,
    target: &PublishedRevision,
) -> Result<Vec<PublishedRevision>, git::Error> {
    let mut names = settings.published.clone();
    if names.is_empty() {
        names = default_shared_branches(repository)?;
    }
    let mut published = Vec::new();
    for name in names {
        let Some(tip) = repository.commit(&name)? else {
            continue;
        };
        if let Some(commit) = repository.merge_base(&tip, &target.commit)? {
            published.push(PublishedRevision { name, commit, tip });
        }
    }
    if published.is_empty() {
        published.push(target.clone());
    }
    published.dedup_by(|one, other| one.commit == other.commit);
    Ok(published)
}

/// Paths that are looked up one by one; more of them are found faster in a list of all files.
const FEW: usize = 16;

/// The entries at these paths where they may be published: in the common history, else at the tip.
pub(in crate::jobs) fn entries(
    repository: &dyn Repository,
    place: &PublishedRevision,
    paths: &BTreeSet<&RelPath>,
) -> Result<BTreeMap<RelPath, Entry>, git::Error> {
    let mut found = BTreeMap::new();
    for revision in [&place.commit, &place.tip] {
        let missing: BTreeSet<&[u8]> =
            paths.iter().filter(|path| !found.contains_key(**path)).map(|path| path.as_bytes()).collect();
        if missing.len() > FEW {
            let entries = repository.entries(&Side::Revision(revision.clone()), &|path| missing.contains(path))?;
            found.extend(entries.into_iter().map(|entry| (entry.path.clone(), entry)));
        } else {
            for path in missing {
                let entry = repository.entry_at(revision, &RelPath::new(path))?;
                found.extend(entry.map(|entry| (entry.path.clone(), entry)));
            }
        }
        if place.commit == place.tip {
            break;
        }
    }
    Ok(found)
}

/// The remote's default branch, and the branch's upstream unless that is only its own copy
/// on the remote.
fn default_shared_branches(repository: &dyn Repository) -> Result<Vec<String>, git::Error> {
    let branch = repository.branch()?;
    let upstream = match &branch {
        Some(branch) => repository.upstream(branch)?,
        None => None,
    };
    let remote = upstream
        .as_deref()
        .and_then(|upstream| upstream.split_once('/'))
        .map_or("origin", |(remote, _)| remote)
        .to_owned();
    let mut default = default_branch(repository, &remote)?;
    if default.is_none() && upstream.is_none() {
        default = only_default(repository, branch.as_deref())?;
    }
    let is_own_copy = |upstream: &str| branch.as_deref().is_some_and(|branch| upstream == format!("{remote}/{branch}"));
    let mut names: Vec<String> = default.into_iter().collect();
    names.extend(upstream.filter(|upstream| names.is_empty() || !is_own_copy(upstream)));
    names.dedup();
    Ok(names)
}

/// Without an `origin`: the default branch of another remote, else the local one that this
/// branch was made from.
fn only_default(repository: &dyn Repository, branch: Option<&str>) -> Result<Option<String>, git::Error> {
    let remotes = repository.remote_branches()?;
    if let Some((remote, _)) = remotes.first().and_then(|(name, _)| name.split_once('/')) {
        return default_branch(repository, remote);
    }
    for name in USUAL_NAMES {
        if branch.is_some_and(|branch| branch != name) && repository.commit(&format!("refs/heads/{name}"))?.is_some() {
            return Ok(Some(name.to_owned()));
        }
    }
    Ok(None)
}

/// Whether a ref is a shared branch of a remote; `remote` is `None` if nothing is known of it.
pub(in crate::jobs) fn is_shared(
    repository: &dyn Repository,
    settings: &Settings,
    remote: Option<&str>,
    reference: &str,
) -> Result<bool, git::Error> {
    let Some(branch) = reference.strip_prefix("refs/heads/") else {
        return Ok(false);
    };
    let Some(remote) = remote else {
        return Ok(USUAL_NAMES.contains(&branch));
    };
    let name = format!("{remote}/{branch}");
    Ok(settings.published.contains(&name) || default_branch(repository, remote)? == Some(name))
}

/// Usual names of default branches.
const USUAL_NAMES: [&str; 3] = ["main", "master", "trunk"];

/// `origin/HEAD` if a clone recorded it, else a branch with a usual name.
fn default_branch(repository: &dyn Repository, remote: &str) -> Result<Option<String>, git::Error> {
    if let Some(head) = repository.remote_head(remote)? {
        return Ok(Some(head));
    }
    for name in USUAL_NAMES {
        let name = format!("{remote}/{name}");
        if repository.commit(&format!("refs/remotes/{name}"))?.is_some() {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
