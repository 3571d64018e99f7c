//! The folder git runs hooks from: `core.hooksPath` as git resolves it, else the `hooks`
//! folder that all linked worktrees share (githooks(5), gitrepository-layout(5)).
//!
//! Whether a hook may be installed there depends on who uses the folder: this clone alone, everyone who
//! checks out the repository (it is part of the working tree), or other repositories too.

use super::error::Error;
use super::git_program::Git;
use crate::git::{RepoPaths, Repository};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// The location of a hooks folder, which decides who uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the git folder: used by this clone alone.
    Repository,
    /// In the working tree: used by everyone who checks out the repository.
    WorkTree,
    /// Elsewhere, or set for all repositories.
    Outside,
}

/// The folder git runs hooks from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HooksDir {
    /// It may not exist.
    pub path: PathBuf,
    pub location: Location,
    /// The value of `core.hooksPath`, with `~` replaced.
    pub setting: Option<String>,
    /// The file of the setting, as git names it.
    pub origin: Option<String>,
}

/// The folder that is used when `core.hooksPath` is not set.
pub fn default_hooks_dir(paths: &RepoPaths) -> PathBuf {
    paths.common_dir.join("hooks")
}

impl HooksDir {
    /// Finds the folder with `git config`, because only git resolves `~`, conditional includes and
    /// `extensions.worktreeConfig` as it does when it runs hooks.
    pub fn find(repository: &dyn Repository) -> Result<Self, Error> {
        let paths = repository.paths();
        let arguments = ["config", "--null", "--show-origin", "--type=path", "--get", "core.hooksPath"];
        let Some(answer) = Git::new(repository).run(&arguments)? else {
            let path = default_hooks_dir(paths);
            return Ok(Self { location: location_of(&path, paths), path, setting: None, origin: None });
        };
        let text = String::from_utf8_lossy(&answer).into_owned();
        let mut fields = text.split('\0');
        let origin = fields.next().unwrap_or_default().to_owned();
        let setting = fields.next().unwrap_or_default().to_owned();
        if setting.is_empty() {
            return Err(Error::EmptyHooksPath { origin: shown(&origin) });
        }
        let path = hooks_path(&setting, paths)?;
        let mut location = location_of(&path, paths);
        // If the home folder is the working tree, all files of the user are in the working tree, but a
        // global setting still applies to all repositories.
        if location == Location::WorkTree && Path::new(&setting).is_absolute() && !is_repository_config(&origin, paths)
        {
            location = Location::Outside;
        }
        Ok(Self { path, location, setting: Some(setting), origin: Some(shown(&origin)) })
    }

    /// Finds the folder without a process, for a hook: with the value that the reader gives.
    pub(super) fn of_setting(repository: &dyn Repository) -> Result<Self, Error> {
        let paths = repository.paths();
        let setting = repository
            .config("core.hooksPath")
            .map_err(|error| Error::Git { arguments: "config core.hooksPath".to_owned(), cause: error.to_string() })?;
        let path = match &setting {
            None => default_hooks_dir(paths),
            // Only git expands it as git does.
            Some(setting) if setting.starts_with(['~', '%']) => return Self::find(repository),
            Some(setting) if setting.is_empty() => {
                return Err(Error::EmptyHooksPath { origin: "the configuration".to_owned() });
            }
            Some(setting) => hooks_path(setting, paths)?,
        };
        Ok(Self { location: location_of(&path, paths), path, setting, origin: None })
    }

    /// Whether it is a folder of husky: `.husky/_` since version 9, `.husky` before.
    pub fn is_husky(&self) -> bool {
        let last = |path: &Path| path.file_name().is_some_and(|name| name == ".husky");
        let is_inner = self.path.file_name().is_some_and(|name| name == "_");
        last(&self.path) || (is_inner && self.path.parent().is_some_and(last))
    }
}

impl HooksDir {
    /// Whether it is the folder that husky generates, and husky did not run in this working tree: a linked worktree gets
    /// none, because git ignores the folder.
    pub fn is_missing_husky(&self) -> bool {
        self.is_husky() && !self.path.is_dir()
    }
}

/// The folder that a setting names. A relative one starts where git runs hooks: at the top of the
/// working tree, and in a bare repository in the git folder.
fn hooks_path(setting: &str, paths: &RepoPaths) -> Result<PathBuf, Error> {
    let start = match &paths.work_dir {
        Some(top) => top,
        None if Path::new(setting).is_absolute() => return Ok(PathBuf::from(setting)),
        None if paths.git_dir == paths.common_dir => &paths.git_dir,
        None => return Err(Error::NoWorkTree { setting: setting.to_owned() }),
    };
    Ok(start.join(setting))
}

fn location_of(path: &Path, paths: &RepoPaths) -> Location {
    let path = real(path);
    let is_below = |folder: &Path| path.starts_with(real(folder));
    if is_below(&paths.common_dir) || is_below(&paths.git_dir) {
        return Location::Repository;
    }
    // From a linked worktree, the main worktree belongs to this repository too.
    let main = paths.common_dir.file_name().filter(|name| *name == ".git").and(paths.common_dir.parent());
    if paths.work_dir.as_deref().is_some_and(is_below) || main.is_some_and(is_below) {
        return Location::WorkTree;
    }
    Location::Outside
}

/// Whether the origin of a setting is this repository's own configuration or the command line.
fn is_repository_config(origin: &str, paths: &RepoPaths) -> bool {
    let Some(file) = origin.strip_prefix("file:") else {
        return true;
    };
    let file = real(&paths.current_dir.join(file));
    file.starts_with(real(&paths.common_dir)) || file.starts_with(real(&paths.git_dir))
}

/// The path with links resolved, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let mut rest: Vec<OsString> = Vec::new();
    for ancestor in path.ancestors() {
        if let Ok(found) = ancestor.canonicalize() {
            return rest.into_iter().rev().fold(found, |path, part| path.join(part));
        }
        match ancestor.components().next_back() {
            Some(Component::Normal(part)) => rest.push(part.to_owned()),
            // `a/..` where `a` does not exist: nothing below it exists either.
            _ => break,
        }
    }
    path.to_path_buf()
}

fn shown(origin: &str) -> String {
    origin.strip_prefix("file:").unwrap_or(origin).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(top: &Path) -> RepoPaths {
        let git_dir = top.join(".git");
        RepoPaths {
            common_dir: git_dir.clone(),
            work_dir: Some(top.to_path_buf()),
            index_file: git_dir.join("index"),
            git_dir,
            current_dir: top.to_path_buf(),
        }
    }

    #[test]
    fn locates_folders_in_the_clone_the_work_tree_or_outside() {
        let check = |path: &str, expected: Location| {
            assert_eq!(location_of(Path::new(path), &paths(Path::new("/nowhere/repo"))), expected, "{path}");
        };
        check("/nowhere/repo/.git/hooks", Location::Repository);
        check("/nowhere/repo/.githooks", Location::WorkTree);
        check("/nowhere/repository/hooks", Location::Outside);
        check("/nowhere/hooks", Location::Outside);
    }

    #[test]
    fn recognises_husky_by_its_folder() {
        let check = |path: &str, expected: bool| {
            let folder = HooksDir { path: path.into(), location: Location::WorkTree, setting: None, origin: None };
            assert_eq!(folder.is_husky(), expected, "{path}");
        };
        check("/repo/.husky/_", true);
        check("/repo/web/.husky", true);
        check("/repo/.githooks", false);
        check("/repo/hooks/_", false);
    }
}
