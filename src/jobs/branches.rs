//! The branches that developers share: the default branches of the remotes.
//!
//! Everything here is a full reference name. A short one like `origin/main` may be a branch of the remote
//! `origin`, a local branch or a tag, and anyone who can create the latter must not decide what is published.

use crate::git::{self, Id, Remote, Repository};

/// Usual names of default branches.
pub(super) const USUAL_NAMES: [&str; 3] = ["main", "master", "trunk"];

const REMOTES: &str = "refs/remotes/";

/// The default branches of a remote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Defaults {
    /// Full names of references that exist.
    pub(super) names: Vec<String>,
    /// Whether nothing says which branch it is, so that `names` are all that it may be.
    pub(super) is_guess: bool,
    /// Whether the remote's record or a usual name says it; the only branch of a remote may be any.
    pub(super) is_known: bool,
}

/// The remotes of a repository: those that are configured, or else those with branches.
pub(super) fn remotes(repository: &dyn Repository) -> Result<Vec<Remote>, git::Error> {
    let configured = repository.remotes()?;
    if !configured.is_empty() {
        return Ok(configured);
    }
    let branches = repository.remote_branches()?;
    let mut names: Vec<&str> =
        branches.iter().filter_map(|(name, _)| Some(name.strip_prefix(REMOTES)?.split_once('/')?.0)).collect();
    names.dedup();
    Ok(names.into_iter().map(Remote::unconfigured).collect())
}

/// The default branches of a remote: the one that the last clone or fetch recorded, if it still exists,
/// and those with a usual name, as after a rename both are in use. If there is none, its only branch; else
/// any of its branches may be it, except the remote's copy of the current one.
pub(super) fn defaults(repository: &dyn Repository, remote: &Remote) -> Result<Defaults, git::Error> {
    let mut names: Vec<String> = Vec::new();
    names.extend(repository.remote_head(&remote.name)?);
    let configured = repository.config("init.defaultBranch")?;
    let usual = USUAL_NAMES.into_iter().chain(configured.as_deref());
    for name in usual.filter_map(|name| remote.tracking(name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names = existing(repository, names)?;
    if !names.is_empty() {
        return Ok(Defaults { names, is_guess: false, is_known: true });
    }
    let current = repository.branch()?;
    let branches: Vec<(String, Id)> =
        repository.remote_branches()?.into_iter().filter(|(name, _)| remote.branch_of(name).is_some()).collect();
    if let [(only, _)] = branches.as_slice() {
        return Ok(Defaults { names: vec![only.clone()], ..Defaults::default() });
    }
    let others = branches.into_iter().filter(|(name, _)| remote.branch_of(name) != current).collect();
    let names = most_recent(repository, others, GUESS_LIMIT)?.into_iter().map(|(name, _)| name).collect();
    Ok(Defaults { names, is_guess: true, is_known: false })
}

/// The default branches of every remote.
///
/// A remote that was only pushed to, as one's own fork, has no record of a default branch: its branches are those that
/// the user has pushed, and are not shared where another remote is known to have a default branch.
pub(super) fn all_defaults(repository: &dyn Repository) -> Result<Vec<(Remote, Defaults)>, git::Error> {
    let mut found = Vec::new();
    for remote in remotes(repository)? {
        let defaults = defaults(repository, &remote)?;
        found.push((remote, defaults));
    }
    if found.iter().any(|(_, defaults)| defaults.is_known) {
        for (remote, defaults) in found.iter_mut().filter(|(_, defaults)| !defaults.is_known) {
            if repository.remote_head(&remote.name)?.is_none() {
                *defaults = Defaults::default();
            }
        }
    }
    Ok(found)
}

/// Limit of branches that may be the default one.
const GUESS_LIMIT: usize = 50;

fn existing(repository: &dyn Repository, names: Vec<String>) -> Result<Vec<String>, git::Error> {
    let mut found = Vec::new();
    for name in names {
        if repository.reference(&name)?.is_some() {
            found.push(name);
        }
    }
    Ok(found)
}

/// At most `limit` of the branches: those with the latest commits.
pub(super) fn most_recent(
    repository: &dyn Repository,
    branches: Vec<(String, Id)>,
    limit: usize,
) -> Result<Vec<(String, Id)>, git::Error> {
    if branches.len() <= limit {
        return Ok(branches);
    }
    let mut dated = Vec::with_capacity(branches.len());
    for branch in branches {
        dated.push((std::cmp::Reverse(repository.commit_time(&branch.1)?), branch));
    }
    dated.sort();
    Ok(dated.into_iter().take(limit).map(|(_, branch)| branch).collect())
}

/// The full name of a branch as a user writes it: `origin/main` is the branch of the remote. `None` if it
/// does not exist.
pub(super) fn named(repository: &dyn Repository, name: &str) -> Result<Option<String>, git::Error> {
    if name == "HEAD" {
        return Ok(None);
    }
    let candidates = if name.starts_with("refs/") {
        vec![name.to_owned()]
    } else {
        let of_remote = format!("{REMOTES}{name}");
        let is_of_remote = |remote: &Remote| remote.branch_of(&of_remote).is_some();
        if remotes(repository)?.iter().any(is_of_remote) {
            vec![of_remote]
        } else {
            vec![of_remote, format!("refs/heads/{name}"), format!("refs/tags/{name}")]
        }
    };
    Ok(existing(repository, candidates)?.into_iter().next())
}

/// A reference for messages and commands: without `refs/remotes/` or `refs/heads/`, unless git would then
/// take it for another one.
pub(super) fn shown(repository: &dyn Repository, reference: &str) -> Result<String, git::Error> {
    let short = [REMOTES, "refs/heads/"].iter().find_map(|prefix| reference.strip_prefix(prefix));
    let Some(short) = short else { return Ok(reference.to_owned()) };
    for place in ["refs/heads/", "refs/tags/"] {
        let other = format!("{place}{short}");
        if other != reference && repository.reference(&other)?.is_some() {
            return Ok(reference.to_owned());
        }
    }
    Ok(short.to_owned())
}

/// Whether a name is that of several references with different commits. Git takes a tag before a local
/// branch and that before a remote's branch, and only prints a warning: a tag that was fetched, such as
/// `origin/main`, would decide what a range starts at.
pub(super) fn is_ambiguous(repository: &dyn Repository, name: &str) -> Result<bool, git::Error> {
    let is_id = name.len() >= 40 && name.bytes().all(|digit| digit.is_ascii_hexdigit());
    if name.starts_with("refs/") || name == "HEAD" || is_id {
        return Ok(false);
    }
    let mut found: Option<Id> = None;
    for place in ["refs/tags/", "refs/heads/", REMOTES] {
        let Some(commit) = repository.reference(&format!("{place}{name}"))? else { continue };
        if found.as_ref().is_some_and(|known| *known != commit) {
            return Ok(true);
        }
        found = Some(commit);
    }
    Ok(false)
}
