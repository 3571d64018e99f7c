//! How libgit2 opens what the environment means, and what keeps it from doing so.

use super::environment::Environment;
use super::error::Error;
use super::places::Places;

/// Opens what the environment means. libgit2's own `open_from_env` would load the whole
/// index as soon as `GIT_INDEX_FILE` is set, as it is in every hook.
pub(super) fn repository(environment: &Environment) -> Result<git2::Repository, Error> {
    // Git does not hash what it reads again either (only `git fsck` does); a damaged object
    // still fails the checksum of its compression.
    git2::opts::strict_hash_verification(false);
    if let Some(name) = environment.moved_by {
        return Err(Error::Open {
            path: environment.current_dir.clone(),
            cause: format!("libgit2 does not follow {name}"),
        });
    }
    let flags = match &environment.git_dir {
        Some(_) => git2::RepositoryOpenFlags::NO_SEARCH | git2::RepositoryOpenFlags::NO_DOTGIT,
        None => git2::RepositoryOpenFlags::empty(),
    };
    let start = environment
        .git_dir
        .as_ref()
        .map_or_else(|| environment.current_dir.clone(), |git_dir| environment.current_dir.join(git_dir));
    git2::Repository::open_ext(start, flags, std::iter::empty::<&std::ffi::OsStr>())
        .map_err(|error| refusal(environment, &error))
}

pub(super) fn refusal(environment: &Environment, error: &git2::Error) -> Error {
    let path = environment.current_dir.clone();
    match error.code() {
        git2::ErrorCode::NotFound if environment.git_dir.is_none() => Error::NoRepository { path },
        git2::ErrorCode::Owner => Error::ForeignOwner { path },
        _ => Error::Open { path, cause: error.message().to_owned() },
    }
}

/// A missing index is an empty one where git makes a new repository. One that somebody
/// named in `GIT_INDEX_FILE` is a slip of the pen that would hide everything staged.
pub(super) fn check_index_file(environment: &Environment, places: &Places) -> Result<(), Error> {
    let is_own = places.index_file.parent().and_then(|folder| folder.canonicalize().ok())
        == places.git_dir.canonicalize().ok()
        && places.index_file.file_name() == Some("index".as_ref());
    match places.index_file.symlink_metadata() {
        Err(error) if environment.index_file.is_some() && !is_own => Err(Error::Index {
            path: places.index_file.clone(),
            cause: format!("GIT_INDEX_FILE names it, but {error}"),
        }),
        _ => Ok(()),
    }
}
