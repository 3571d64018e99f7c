//! References, remotes and configuration, read by libgit2.

use super::error::Error;
use super::id::Id;
use super::object_integrity;
use super::remote::{self, Remote};
use super::{read_by_git, regular};
use git2::{ErrorCode, Repository};

fn failed(what: impl Into<String>) -> impl FnOnce(git2::Error) -> Error {
    let what = what.into();
    move |error| Error::Reference { what, cause: error.message().to_owned() }
}

/// The commit of HEAD, or `None` before the first commit.
pub(super) fn head(repository: &Repository) -> Result<Option<Id>, Error> {
    check_files(repository, "HEAD")?;
    match repository.head() {
        Ok(head) => {
            if let Some(target) = head.target()
                && object_integrity::content(repository, target, "commit")?.is_some()
            {
                return Ok(Some(Id::new(target.to_string())));
            }
            let commit = head.peel_to_commit().map_err(failed("the commit of HEAD"))?;
            Ok(Some(Id::new(commit.id().to_string())))
        }
        Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => Ok(None),
        Err(error) => Err(failed("HEAD")(error)),
    }
}

/// The upstream of a local branch, which need not exist.
pub(super) fn upstream(repository: &Repository, branch: &str) -> Result<Option<String>, Error> {
    match repository.branch_upstream_name(&format!("refs/heads/{branch}")) {
        Ok(name) => Ok(name.as_str().ok().filter(|name| !name.starts_with("refs/heads/")).map(str::to_owned)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(failed(format!("the upstream of {branch}"))(error)),
    }
}

/// The remotes that fetch something.
pub(super) fn remotes(repository: &Repository) -> Result<Vec<Remote>, Error> {
    let config = repository.config().and_then(|mut config| config.snapshot()).map_err(failed("the remotes"))?;
    let mut settings = Vec::new();
    let entries = config.entries(Some(r"^remote\..*\.fetch$")).map_err(failed("the remotes"))?;
    entries
        .for_each(|entry| {
            if let (Ok(key), Ok(value)) = (entry.name(), entry.value()) {
                settings.push((key.to_owned(), value.to_owned()));
            }
        })
        .map_err(failed("the remotes"))?;
    Ok(remote::of_settings(settings.iter().map(|(key, value)| (key.as_str(), value.as_str()))))
}

/// The remote-tracking branches.
pub(super) fn remote_branches(repository: &Repository) -> Result<Vec<(String, Id)>, Error> {
    let what = "the remote-tracking branches";
    regular::check_below(&repository.commondir().join("refs/remotes"))?;
    let mut found = Vec::new();
    for reference in repository.references_glob("refs/remotes/*").map_err(failed(what))? {
        let reference = reference.map_err(failed(what))?;
        if let (Ok(name), Some(target)) = (reference.name(), reference.target()) {
            found.push((name.to_owned(), Id::new(target.to_string())));
        }
    }
    found.sort();
    Ok(found)
}

/// The reference that `refs/remotes/<remote>/HEAD` names, which need not exist.
pub(super) fn remote_head(repository: &Repository, remote: &str) -> Result<Option<String>, Error> {
    let name = format!("refs/remotes/{remote}/HEAD");
    check_files(repository, &name)?;
    let head = repository.find_reference(&name).ok();
    Ok(head.and_then(|head| head.symbolic_target().ok().flatten().map(str::to_owned)))
}

/// The commit of exactly this reference.
pub(super) fn reference(repository: &Repository, name: &str) -> Result<Option<Id>, Error> {
    check_files(repository, name)?;
    let mut found = find(repository, name)?;
    for _ in 0..MAX_LINKS {
        let target = found.as_ref().and_then(|reference| reference.symbolic_target().ok().flatten());
        let Some(target) = target.map(str::to_owned) else { break };
        found = find(repository, &target)?;
    }
    // One that leads to itself is as one that leads nowhere, as in git.
    let Some(found) = found.filter(|reference| reference.target().is_some()) else { return Ok(None) };
    check_chain(repository, found.target())?;
    match found.peel_to_commit() {
        Ok(commit) => Ok(Some(Id::new(commit.id().to_string()))),
        Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::Peel | ErrorCode::InvalidSpec) => {
            Ok(None)
        }
        Err(error) => Err(failed(name)(error)),
    }
}

fn find<'r>(repository: &'r Repository, name: &str) -> Result<Option<git2::Reference<'r>>, Error> {
    match repository.find_reference(name) {
        Ok(reference) => Ok(Some(reference)),
        Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec) => Ok(None),
        Err(error) => Err(failed(name)(error)),
    }
}

/// The commit that a revision expression names.
pub(super) fn commit(repository: &Repository, revision: &str) -> Result<Option<Id>, Error> {
    check_files(repository, revision)?;
    let by_reference = || repository.resolve_reference_from_short_name(revision).ok()?.resolve().ok()?.target();
    // An id is never looked up among the names: a tag may have 40 hex digits as its name.
    let id = git2::Oid::from_str(revision).ok().filter(|_| revision.len() == 40);
    check_chain(repository, id.or_else(by_reference))?;
    let object = match id {
        Some(id) => repository.find_object(id, None),
        None => repository.revparse_single(revision),
    };
    match object.and_then(|object| object.peel_to_commit()) {
        Ok(commit) => Ok(Some(Id::new(commit.id().to_string()))),
        // The name does not exist, is not valid, or does not lead to a commit.
        Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::InvalidSpec | ErrorCode::Peel) => {
            Ok(None)
        }
        Err(error) => Err(failed(revision)(error)),
    }
}

/// Number of references that may lead to each other, as in git.
const MAX_LINKS: usize = 5;

/// Checks the files of a reference, and of those that it stands for.
fn check_files(repository: &Repository, name: &str) -> Result<(), Error> {
    let mut next = Some(name.to_owned());
    for _ in 0..=MAX_LINKS {
        let Some(name) = next else { break };
        read_by_git::check_reference([repository.path(), repository.commondir()], &name)?;
        let found = repository.find_reference(&name);
        next = found.ok().and_then(|reference| reference.symbolic_target().ok().flatten().map(str::to_owned));
    }
    Ok(())
}

/// Checks the objects from an id to its commit: the commit itself, and tags.
fn check_chain(repository: &Repository, first: Option<git2::Oid>) -> Result<(), Error> {
    let mut next = first;
    while let Some(id) = next {
        object_integrity::checked(repository, id)?;
        next = repository.find_tag(id).ok().map(|tag| tag.target_id());
    }
    Ok(())
}

/// A configuration value.
pub(super) fn config(repository: &Repository, key: &str) -> Result<Option<String>, Error> {
    let what = || format!("the git configuration `{key}`");
    let config = repository.config().and_then(|mut config| config.snapshot()).map_err(failed(what()))?;
    match config.get_string(key) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
        Err(error) => Err(failed(what())(error)),
    }
}

pub(super) fn config_values(repository: &Repository, pattern: &str) -> Result<Vec<(String, String)>, Error> {
    let read = || -> Result<Vec<(String, String)>, git2::Error> {
        let config = repository.config()?;
        let mut entries = config.entries(Some(pattern))?;
        let mut found = Vec::new();
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let value = if entry.has_value() { text(entry.value_bytes()) } else { String::new() };
            found.push((text(entry.name_bytes()), value));
        }
        Ok(found)
    };
    read().map_err(failed(format!("the git configuration `{pattern}`")))
}
