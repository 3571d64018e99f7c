//! The repository and working tree that the environment selects (git(1), "Environment Variables").

use super::environment::Environment;
use super::error::Error;
use std::path::PathBuf;

/// Opens the repository that the environment selects. libgit2's own `open_from_env` would load the
/// whole index when `GIT_INDEX_FILE` is set, as it is in every hook.
pub(super) fn open(environment: &Environment) -> Result<git2::Repository, Error> {
    // Git does not verify hashes on reading either (only `git fsck` does); a damaged object still
    // fails the checksum of its compression.
    git2::opts::strict_hash_verification(false);
    if let Some(name) = environment.relocated_by {
        return Err(Error::Open {
            path: environment.current_dir.clone(),
            cause: format!("libgit2 does not support {name}"),
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
    // Git ignores a relative one.
    let ceilings = environment.ceilings.iter().filter(|ceiling| ceiling.is_absolute());
    git2::Repository::open_ext(start, flags, ceilings).map_err(|error| open_error(environment, &error))
}

/// The error for a repository that libgit2 cannot open.
pub(super) fn open_error(environment: &Environment, error: &git2::Error) -> Error {
    let path = environment.current_dir.clone();
    match error.code() {
        git2::ErrorCode::NotFound if environment.git_dir.is_none() => Error::NoRepository { path },
        git2::ErrorCode::Owner => Error::ForeignOwner { path },
        _ => Error::Open { path, cause: error.message().to_owned() },
    }
}

/// The top of the working tree according to the environment, or `None` to use the repository's.
///
/// Git runs every hook at the top and, with `--work-tree`, sets `GIT_WORK_TREE=.`, which
/// libgit2 resolves against the git folder. With `GIT_DIR` alone the current folder is the
/// top by definition (git(1), `--git-dir`), unless the repository sets `core.worktree`.
pub(super) fn work_dir(environment: &Environment, is_configured: impl Fn() -> bool) -> Option<PathBuf> {
    let current = &environment.current_dir;
    match (&environment.work_tree, &environment.git_dir) {
        (Some(work_tree), _) => {
            let path = current.join(work_tree);
            Some(path.canonicalize().unwrap_or(path))
        }
        (None, Some(_)) if !is_configured() => Some(current.clone()),
        (None, _) => None,
    }
}
