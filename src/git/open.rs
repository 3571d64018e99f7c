//! Opens a repository with the reader that supports it.

use super::checkout;
use super::command::CommandLine;
use super::environment::Environment;
use super::error::Error;
use super::lazy::LazyFetch;
use super::libgit::LibGit;
use super::nowhere::Nowhere;
use super::read_by_git;
use super::replaced::Objects;
use super::repository::Repository;

/// Opens the repository of `environment`.
///
/// libgit2 is tried first. For a format it does not support (gitrepository-layout extensions, index
/// extensions, replaced objects) the `git` program is used; if git itself rejects the repository, that is
/// the error.
pub fn open(environment: &Environment) -> Result<Box<dyn Repository>, Error> {
    if let Some(path) = checkout::brought_along(environment) {
        return Err(Error::BroughtAlong { path });
    }
    read_by_git::check_repository(environment)?;
    let first = match LibGit::open(environment) {
        Ok(repository) if !environment.objects.need_git(repository.paths()) => {
            return Ok(Box::new(LazyFetch::new(repository, environment)));
        }
        Ok(repository) => {
            let path = repository.paths().git_dir.clone();
            let reason = match environment.objects {
                Objects::Shown => "libgit2 does not support replaced objects",
                Objects::Stored => "libgit2 cannot ignore grafts",
            };
            Error::Open { path, cause: reason.to_owned() }
        }
        // Git would read past the end of a damaged index, and treat a missing one as empty.
        Err(error @ (Error::NoRepository { .. } | Error::Index { .. })) => return Err(error),
        Err(error) => error,
    };
    match CommandLine::open(environment, &first.to_string()) {
        Ok(repository) => Ok(Box::new(repository)),
        // Git cannot open it either: the first error is the more useful one.
        Err(Error::Command { .. }) => Err(first),
        Err(Error::NoGit { .. }) => Err(Error::NeedsGit { reason: first.to_string() }),
        Err(error) => Err(error),
    }
}

/// Opens the repository of the current folder, or one without files, commits and configuration if the folder is in none.
pub fn open_if_any(environment: &Environment) -> Result<Box<dyn Repository>, Error> {
    match open(environment) {
        Err(Error::NoRepository { .. }) => Ok(Box::new(Nowhere::new(environment))),
        opened => opened,
    }
}

/// Opens the repository of `environment` with the `git` reader, whatever its format: the conformance
/// tests compare both readers.
pub fn open_with_git(environment: &Environment) -> Result<Box<dyn Repository>, Error> {
    Ok(Box::new(CommandLine::open(environment, "requested")?))
}
