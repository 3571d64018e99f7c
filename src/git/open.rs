//! Opening the repository that git means, with the reader that can read it.

use super::Repository;
use super::command::CommandLine;
use super::environment::Environment;
use super::error::Error;
use super::libgit::LibGit;

/// Opens the repository of `environment`.
///
/// libgit2 is tried first. When it meets a format it does not know (gitrepository-layout
/// extensions, index extensions), the `git` program takes over; when git itself refuses,
/// that refusal is the error.
pub fn open(environment: &Environment) -> Result<Box<dyn Repository>, Error> {
    match LibGit::open(environment) {
        Ok(repository) => Ok(Box::new(repository)),
        // Git would read a damaged index beyond its end, and a missing one as empty.
        Err(error @ (Error::NoRepository { .. } | Error::Index { .. })) => Err(error),
        Err(refusal) => match CommandLine::open(environment, &refusal.to_string()) {
            Ok(repository) => Ok(Box::new(repository)),
            // Git cannot either, or is not there: the first refusal is the better story.
            Err(Error::Command { .. }) => Err(refusal),
            Err(error) => Err(error),
        },
    }
}

/// Opens the repository of `environment` with the `git` reader, whatever its format: the
/// conformance tests hold both readers to one set of answers.
pub fn open_with_git(environment: &Environment) -> Result<Box<dyn Repository>, Error> {
    Ok(Box::new(CommandLine::open(environment, "asked for")?))
}
