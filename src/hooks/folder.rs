//! The folder git runs hooks from: `core.hooksPath` as git resolves it, else the `hooks`
//! folder that all linked work trees share (githooks(5), gitrepository-layout(5)).
//!
//! Whether a hook may be put there depends on whom the folder serves: this repository
//! alone, a whole team (it is part of the work tree), or other repositories too.

use super::error::Error;
use super::git_program::Git;
use crate::git::{Places, Repository};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// Whom a hooks folder serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It lies below the repository's own folder: this clone alone.
    Repository,
    /// It lies in the work tree: everybody who checks the repository out.
    WorkTree,
    /// It lies elsewhere, or a setting for all repositories names it.
    Outside,
}

/// The folder git runs hooks from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Where it is, or would be: it need not exist.
    pub path: PathBuf,
    /// Whom it serves.
    pub place: Place,
    /// The value of `core.hooksPath`, `~` already replaced.
    pub setting: Option<String>,
    /// Where that is set, as git names it (`file:.git/config`).
    pub origin: Option<String>,
}

/// The folder that is used when nobody sets `core.hooksPath`.
pub fn default_folder(places: &Places) -> PathBuf {
    places.common_dir.join("hooks")
}

impl Folder {
    /// Asks git. `git config` is the authority here, because it alone resolves `~`,
    /// conditional includes and `extensions.worktreeConfig` as the hooks will see them.
    pub fn find(repository: &dyn Repository) -> Result<Self, Error> {
        let places = repository.places();
        let arguments = ["config", "--null", "--show-origin", "--type=path", "--get", "core.hooksPath"];
        let Some(answer) = Git::new(repository).run(&arguments)? else {
            let path = default_folder(places);
            return Ok(Self { place: place_of(&path, places), path, setting: None, origin: None });
        };
        let text = String::from_utf8_lossy(&answer).into_owned();
        let mut fields = text.split('\0');
        let origin = fields.next().unwrap_or_default().to_owned();
        let setting = fields.next().unwrap_or_default().to_owned();
        if setting.is_empty() {
            return Err(Error::EmptyHooksPath { origin: shown(&origin) });
        }
        let path = hooks_path(&setting, places)?;
        let mut place = place_of(&path, places);
        // In a repository whose work tree is the home folder everything of the user's lies
        // in the work tree, and still a global setting is meant for all repositories.
        if place == Place::WorkTree && Path::new(&setting).is_absolute() && !is_own_file(&origin, places) {
            place = Place::Outside;
        }
        Ok(Self { path, place, setting: Some(setting), origin: Some(shown(&origin)) })
    }

    /// True for the folders that husky makes its own: `.husky/_` since version 9, and
    /// `.husky` before.
    pub fn is_husky(&self) -> bool {
        let last = |path: &Path| path.file_name().is_some_and(|name| name == ".husky");
        let is_inner = self.path.file_name().is_some_and(|name| name == "_");
        last(&self.path) || (is_inner && self.path.parent().is_some_and(last))
    }
}

/// Git runs hooks at the top of the work tree, and in a bare repository in its own folder;
/// that is where a relative setting starts.
fn hooks_path(setting: &str, places: &Places) -> Result<PathBuf, Error> {
    let start = match &places.work_dir {
        Some(top) => top,
        None if Path::new(setting).is_absolute() => return Ok(PathBuf::from(setting)),
        None if places.git_dir == places.common_dir => &places.git_dir,
        None => return Err(Error::NoWorkTree { setting: setting.to_owned() }),
    };
    Ok(start.join(setting))
}

fn place_of(path: &Path, places: &Places) -> Place {
    let path = real(path);
    let is_below = |folder: &Path| path.starts_with(real(folder));
    if is_below(&places.common_dir) || is_below(&places.git_dir) {
        return Place::Repository;
    }
    // The main work tree is this repository's too when the user stands in a linked one.
    let main = places.common_dir.file_name().filter(|name| *name == ".git").and(places.common_dir.parent());
    if places.work_dir.as_deref().is_some_and(is_below) || main.is_some_and(is_below) {
        return Place::WorkTree;
    }
    Place::Outside
}

/// True when the origin of a setting is this repository's own configuration, or the
/// command line.
fn is_own_file(origin: &str, places: &Places) -> bool {
    let Some(file) = origin.strip_prefix("file:") else {
        return true;
    };
    let file = real(&places.current_dir.join(file));
    file.starts_with(real(&places.common_dir)) || file.starts_with(real(&places.git_dir))
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
            // `a/..` where `a` does not exist: nothing below can exist either.
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

    fn places(top: &Path) -> Places {
        let git_dir = top.join(".git");
        Places {
            common_dir: git_dir.clone(),
            work_dir: Some(top.to_path_buf()),
            index_file: git_dir.join("index"),
            git_dir,
            current_dir: top.to_path_buf(),
        }
    }

    #[test]
    fn a_folder_serves_the_clone_the_team_or_everybody() {
        let check = |path: &str, expected: Place| {
            assert_eq!(place_of(Path::new(path), &places(Path::new("/nowhere/repo"))), expected, "{path}");
        };
        check("/nowhere/repo/.git/hooks", Place::Repository);
        check("/nowhere/repo/.githooks", Place::WorkTree);
        check("/nowhere/repository/hooks", Place::Outside);
        check("/nowhere/hooks", Place::Outside);
    }

    #[test]
    fn husky_is_known_by_its_folder() {
        let check = |path: &str, expected: bool| {
            let folder = Folder { path: path.into(), place: Place::WorkTree, setting: None, origin: None };
            assert_eq!(folder.is_husky(), expected, "{path}");
        };
        check("/repo/.husky/_", true);
        check("/repo/web/.husky", true);
        check("/repo/.githooks", false);
        check("/repo/hooks/_", false);
    }
}
