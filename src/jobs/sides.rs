//! The sides of a job, found from what a command or a hook names.

use super::branches;
use crate::git::{self, Change, Id, Objects, Remote, Repository, Side};
use crate::text::{RelPath, words};
use std::collections::BTreeSet;

/// Selection of the sides that a job works on, as the user, a hook or a CI service names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// The index; its bases are HEAD and every commit being merged.
    #[default]
    Staged,
    /// The working tree, without a base: everything in it counts as added.
    WorkTree,
    /// A revision; its base is the merge base with another one.
    Range { from: String, to: String },
    /// A revision; its base is what the remote has of it. A branch pushed for the first time is
    /// named this way.
    Revision {
        name: String,
        /// The remote, if it is known; otherwise any remote counts.
        remote: Option<String>,
    },
    /// A commit whose base is known.
    Commit { commit: Id, base: Option<Id>, name: String },
}

impl Selection {
    /// The objects that are read where some are replaced: a commit is made in the view that git shows, and what is
    /// pushed is what is stored.
    pub fn objects(&self) -> Objects {
        match self {
            Self::Staged | Self::WorkTree => Objects::Shown,
            Self::Range { .. } | Self::Revision { .. } | Self::Commit { .. } => Objects::Stored,
        }
    }

    /// The target side in words.
    pub fn label(&self) -> String {
        match self {
            Self::Staged => "the index".to_owned(),
            Self::WorkTree => "the working tree".to_owned(),
            Self::Range { to: name, .. } | Self::Revision { name, .. } | Self::Commit { name, .. } => {
                format!("`{name}`")
            }
        }
    }
}

/// A target side with its bases.
#[derive(Clone, Debug)]
pub(super) struct Sides {
    /// Sides that the target is compared with: one, or every parent of a merge.
    pub(super) bases: Vec<Side>,
    /// The tip of the branch that the target is to be merged into, where that branch has commits
    /// after the base: versions and order are checked against it as well.
    pub(super) tip: Option<Side>,
    pub(super) target: Side,
}

/// Reason why the sides could not be found.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// A merge is not finished (user).
    #[error("{}: {}", words::count(.files.len(), "unmerged file"), words::list(&.files.iter().map(ToString::to_string).collect::<Vec<_>>(), 3))]
    Unmerged {
        files: Vec<RelPath>,
        /// Those of them that are schema files.
        schemas: Vec<RelPath>,
    },
    /// A revision does not exist here, or is not a commit (user).
    #[error("`{0}` is not a commit in this repository")]
    NoCommit(String),
    /// A push replaces commits of a shared branch that are not in this repository (user).
    #[error("this push removes commits from `{branch}` that are not in this repository, so they cannot be checked")]
    UnknownRemote {
        branch: String,
        /// The remote, if it has a name.
        remote: Option<String>,
    },
    /// A name is that of several branches or tags with different commits (user).
    #[error("`{0}` is ambiguous: a tag, a local branch or a remote-tracking branch of this name are different commits")]
    Ambiguous(String),
    /// Two revisions have no common ancestor here (user or environment).
    #[error("`{from}` and `{to}` have no common ancestor{}", if *.is_shallow { " in this shallow clone" } else { "" })]
    NoMergeBase {
        from: String,
        to: String,
        /// Whether the ancestor may only be missing here.
        is_shallow: bool,
    },
    /// The index or working tree of a bare repository was selected (user).
    #[error("a bare repository has no index and no working tree")]
    NoWorkTree,
}

impl Sides {
    /// Finds the target and its bases. An unfinished merge has no index that could be compared.
    pub(super) fn find(repository: &dyn Repository, selection: &Selection) -> Result<Self, Error> {
        let target = target(repository, selection)?;
        let (bases, tip) = match selection {
            Selection::Staged => (bases_of_index(repository)?, None),
            Selection::WorkTree => (vec![Side::Empty], None),
            // CI services write zeros where a branch is new.
            Selection::Range { from, .. } if is_null(from) => (vec![remote_base(repository, &target, None)?], None),
            Selection::Range { from, to } => merge_base(repository, from, to)?,
            Selection::Revision { remote, .. } => (vec![remote_base(repository, &target, remote.as_deref())?], None),
            Selection::Commit { base, .. } => (vec![base.clone().map_or(Side::Empty, Side::Revision)], None),
        };
        Ok(Self { bases, tip, target })
    }

    /// The first base that is a commit.
    pub(super) fn base_commit(&self) -> Option<&Id> {
        self.bases.iter().find_map(|base| if let Side::Revision(commit) = base { Some(commit) } else { None })
    }
}

/// Finds the target side alone.
pub(super) fn target(repository: &dyn Repository, selection: &Selection) -> Result<Side, Error> {
    match selection {
        Selection::Staged | Selection::WorkTree if repository.paths().work_dir.is_none() => Err(Error::NoWorkTree),
        Selection::Staged => Ok(Side::Index),
        Selection::WorkTree => Ok(Side::WorkTree),
        Selection::Range { to: name, .. } | Selection::Revision { name, .. } => {
            Ok(Side::Revision(commit(repository, name)?))
        }
        Selection::Commit { commit, .. } => Ok(Side::Revision(commit.clone())),
    }
}

fn commit(repository: &dyn Repository, name: &str) -> Result<Id, Error> {
    if branches::is_ambiguous(repository, name)? {
        return Err(Error::Ambiguous(name.to_owned()));
    }
    repository.commit(name)?.ok_or_else(|| Error::NoCommit(name.to_owned()))
}

fn is_null(from: &str) -> bool {
    Id::new(from).is_null() && from.len() >= 40
}

fn bases_of_index(repository: &dyn Repository) -> Result<Vec<Side>, Error> {
    let unmerged = repository.unmerged()?;
    if !unmerged.is_empty() {
        return Err(Error::Unmerged { files: unmerged, schemas: Vec::new() });
    }
    let mut bases = vec![repository.head()?.map_or(Side::Empty, Side::Revision)];
    bases.extend(repository.merge_heads()?.into_iter().map(Side::Revision));
    Ok(bases)
}

/// The merge base of a range, and the tip of its start where that has commits after the base.
fn merge_base(repository: &dyn Repository, from: &str, to: &str) -> Result<(Vec<Side>, Option<Side>), Error> {
    let (start, end) = (commit(repository, from)?, commit(repository, to)?);
    let Some(base) = repository.merge_base(&start, &end)? else {
        let (from, to) = (from.to_owned(), to.to_owned());
        return Err(Error::NoMergeBase { from, to, is_shallow: repository.is_shallow() });
    };
    let tip = (base != start).then_some(Side::Revision(start));
    Ok((vec![Side::Revision(base)], tip))
}

fn remote_base(repository: &dyn Repository, target: &Side, remote: Option<&str>) -> Result<Side, Error> {
    let Side::Revision(target) = target else { return Ok(Side::Empty) };
    let remote = match remote {
        Some(name) => known_remote(repository, name)?,
        None => None,
    };
    Ok(nearest_remote_base(repository, target, remote.as_ref())?.map_or(Side::Empty, Side::Revision))
}

/// Limit of remote-tracking branches, besides default ones, whose merge base is computed.
const BRANCH_LIMIT: usize = 100;

/// The commit where a branch that a remote does not have yet left the shared history: the nearest merge
/// base with a branch of the remote, or with the default branch of any remote, as a branch may start at
/// one remote (`upstream`) and be pushed to another (one's own fork).
pub(super) fn nearest_remote_base(
    repository: &dyn Repository,
    target: &Id,
    remote: Option<&Remote>,
) -> Result<Option<Id>, git::Error> {
    let mut nearest: Option<Id> = None;
    for tip in tips(repository, remote)? {
        let Some(base) = repository.merge_base(&tip, target)? else {
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

/// The commits of remote-tracking branches that may be the nearest: default branches first, then the
/// upstream of the current branch, then those with the latest commits.
fn tips(repository: &dyn Repository, remote: Option<&Remote>) -> Result<Vec<Id>, git::Error> {
    let mut names = Vec::new();
    for (_, defaults) in branches::all_defaults(repository)? {
        names.extend(defaults.names);
    }
    if let Some(branch) = repository.branch()? {
        names.extend(repository.upstream(&branch)?);
    }
    let mut tips = Vec::new();
    for name in &names {
        tips.extend(repository.reference(name)?);
    }
    let is_other =
        |name: &String| !names.contains(name) && remote.is_none_or(|remote| remote.branch_of(name).is_some());
    let others = repository.remote_branches()?.into_iter().filter(|(name, _)| is_other(name)).collect();
    tips.extend(branches::most_recent(repository, others, BRANCH_LIMIT)?.into_iter().map(|(_, tip)| tip));
    let mut seen = BTreeSet::new();
    tips.retain(|tip| seen.insert(tip.clone()));
    Ok(tips)
}

/// The remote with a name, if it has remote-tracking branches. An address has none, nor has a remote that
/// nothing was fetched from; then the branches of every remote count.
pub(super) fn known_remote(repository: &dyn Repository, name: &str) -> Result<Option<Remote>, git::Error> {
    let Some(remote) = branches::remotes(repository)?.into_iter().find(|remote| remote.name == name) else {
        return Ok(None);
    };
    let has_branches = repository.remote_branches()?.iter().any(|(name, _)| remote.branch_of(name).is_some());
    Ok(has_branches.then_some(remote))
}

/// The paths in which the target differs from its base, in a merge from any parent: files that
/// one parent has unchanged were never verified together with those of the other.
pub fn changed_paths(repository: &dyn Repository, selection: &Selection) -> Result<Vec<RelPath>, Error> {
    let Sides { bases, target, .. } = Sides::find(repository, selection)?;
    let mut changed = BTreeSet::new();
    for base in &bases {
        changed.extend(repository.changes(base, &target)?.iter().map(Change::path).cloned());
    }
    Ok(changed.into_iter().collect())
}
