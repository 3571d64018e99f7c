//! Published migrations: those on a shared branch.
//!
//! Developers edit a migration on their own branch before it is merged, so "published" is what the
//! merge base with a shared branch has, not what HEAD has. HEAD counts only if no shared branch is
//! known.

use crate::config::Settings;
use crate::git::{self, Entry, Id, Remote, Repository, Side};
use crate::jobs::branches::{self, USUAL_NAMES};
use crate::text::RelPath;
use std::collections::{BTreeMap, BTreeSet};

/// A revision where published migrations are looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::jobs) struct PublishedRevision {
    /// `origin/main`, `HEAD`.
    pub(in crate::jobs) name: String,
    /// Whether it is a branch, and not what is checked itself.
    pub(in crate::jobs) is_branch: bool,
    /// The merge base with what is checked.
    pub(in crate::jobs) commit: Id,
    /// The current commit: a squashed merge is on it and not in the common history.
    pub(in crate::jobs) tip: Id,
}

impl PublishedRevision {
    /// The commit that is checked, where no shared branch is known.
    pub(in crate::jobs) fn itself(name: &str, commit: &Id) -> Self {
        Self { name: name.to_owned(), is_branch: false, commit: commit.clone(), tip: commit.clone() }
    }
}

/// Finds the shared branches, each with its merge base with `target`; `target` itself, under its
/// own name, if there is no shared branch.
pub(in crate::jobs) fn shared_branches(
    repository: &dyn Repository,
    settings: &Settings,
    target: &PublishedRevision,
) -> Result<Vec<PublishedRevision>, git::Error> {
    let mut published: Vec<PublishedRevision> = Vec::new();
    for reference in shared_names(repository, settings)? {
        let Some(tip) = repository.reference(&reference)? else {
            continue;
        };
        // Without a common commit, as after `git fetch --depth=1`, the branch itself is all that is known.
        let commit = repository.merge_base(&tip, &target.commit)?.unwrap_or_else(|| tip.clone());
        let is_known = published.iter().any(|known| known.commit == commit && known.tip == tip);
        if !is_known {
            let name = branches::shown(repository, &reference)?;
            published.push(PublishedRevision { name, is_branch: true, commit, tip });
        }
    }
    for name in unnamed(repository, settings)? {
        if let Some(tip) = repository.commit(&name)? {
            let commit = repository.merge_base(&tip, &target.commit)?.unwrap_or_else(|| tip.clone());
            published.push(PublishedRevision { name, is_branch: true, commit, tip });
        }
    }
    if published.is_empty() {
        published.push(target.clone());
    }
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

/// The full names of the shared branches: those that the settings name, or else the default ones.
fn shared_names(repository: &dyn Repository, settings: &Settings) -> Result<Vec<String>, git::Error> {
    if settings.published.is_empty() {
        return default_shared_branches(repository);
    }
    let mut names = Vec::new();
    for name in &settings.published {
        names.extend(branches::named(repository, name)?);
    }
    Ok(names)
}

/// Entries of `published` that are revisions and no branches: an id, `HEAD~5`.
fn unnamed(repository: &dyn Repository, settings: &Settings) -> Result<Vec<String>, git::Error> {
    let mut found = Vec::new();
    for name in &settings.published {
        // A missing branch of a remote must not be looked up among the local ones.
        if !name.contains('/') && branches::named(repository, name)?.is_none() {
            found.push(name.clone());
        }
    }
    Ok(found)
}

/// Entries of `published` that name nothing.
pub(in crate::jobs) fn unknown_names(
    repository: &dyn Repository,
    settings: &Settings,
) -> Result<Vec<String>, git::Error> {
    let mut unknown = Vec::new();
    for name in &settings.published {
        let is_known =
            branches::named(repository, name)?.is_some() || (!name.contains('/') && repository.commit(name)?.is_some());
        if !is_known {
            unknown.push(name.clone());
        }
    }
    Ok(unknown)
}

/// The default branches of every remote, as a branch may start at one remote and be pushed to another,
/// and the current branch's upstream unless that is only its own copy on the remote.
fn default_shared_branches(repository: &dyn Repository) -> Result<Vec<String>, git::Error> {
    let branch = repository.branch()?;
    let mut remotes: Vec<Remote> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (remote, defaults) in branches::all_defaults(repository)? {
        remotes.push(remote);
        names.extend(defaults.names);
    }
    let upstream = match &branch {
        Some(branch) => repository.upstream(branch)?,
        None => None,
    };
    let is_own_copy = |upstream: &str| {
        let is_of = |remote: &Remote, branch: &str| remote.tracking(branch).as_deref() == Some(upstream);
        branch.as_deref().is_some_and(|branch| remotes.iter().any(|remote| is_of(remote, branch)))
    };
    names.extend(upstream.filter(|upstream| names.is_empty() || !is_own_copy(upstream)));
    if names.is_empty() {
        names.extend(local_default(repository, branch.as_deref())?);
    }
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    Ok(names)
}

/// Without a branch of a remote: the local branch with a usual name that this branch was made from.
fn local_default(repository: &dyn Repository, branch: Option<&str>) -> Result<Option<String>, git::Error> {
    let configured = repository.config("init.defaultBranch")?;
    for name in USUAL_NAMES.into_iter().chain(configured.as_deref()) {
        let reference = format!("refs/heads/{name}");
        if branch != Some(name) && repository.reference(&reference)?.is_some() {
            return Ok(Some(reference));
        }
    }
    Ok(None)
}

/// Whether a ref is a shared branch of a remote; `remote` is `None` if nothing is known of it.
pub(in crate::jobs) fn is_shared(
    repository: &dyn Repository,
    settings: &Settings,
    remote: Option<&Remote>,
    reference: &str,
) -> Result<bool, git::Error> {
    let Some(branch) = reference.strip_prefix("refs/heads/") else {
        return Ok(false);
    };
    let named = shared_names(repository, settings)?;
    let is_named = |remote: &Remote| remote.tracking(branch).is_some_and(|name| named.contains(&name));
    let Some(remote) = remote else {
        return Ok(USUAL_NAMES.contains(&branch) || branches::remotes(repository)?.iter().any(is_named));
    };
    let all = branches::all_defaults(repository)?;
    let defaults = all.into_iter().find(|(known, _)| known == remote).map(|(_, defaults)| defaults).unwrap_or_default();
    // Where any branch may be the default one, none may lose a migration by a forced push.
    let is_default = remote.tracking(branch).is_some_and(|name| defaults.names.contains(&name))
        || defaults.is_guess
        || (!defaults.is_known && USUAL_NAMES.contains(&branch));
    Ok((!settings.published.is_empty() && is_named(remote)) || is_default)
}

/// The names of the branches of a remote that certainly are shared, as far as they exist here; those of every
/// remote if nothing is known of it.
pub(in crate::jobs) fn shared_of_remote(
    repository: &dyn Repository,
    settings: &Settings,
    remote: Option<&Remote>,
) -> Result<BTreeMap<String, Id>, git::Error> {
    let remotes = match remote {
        Some(remote) => vec![remote.clone()],
        None => branches::remotes(repository)?,
    };
    let mut names = Vec::new();
    for remote in &remotes {
        let defaults = branches::defaults(repository, remote)?;
        names.extend(defaults.names.into_iter().filter(|_| !defaults.is_guess));
    }
    for name in &settings.published {
        names.extend(branches::named(repository, name)?);
    }
    let mut found = BTreeMap::new();
    for name in names {
        let branch = remotes.iter().find_map(|remote| remote.branch_of(&name));
        if let Some((branch, tip)) = branch.zip(repository.reference(&name)?) {
            found.insert(branch, tip);
        }
    }
    Ok(found)
}
