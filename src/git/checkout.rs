//! The folders whose content the branches of a repository decide, found without opening it: no
//! program in them is ever started.

use super::environment::Environment;
use std::fs;
use std::path::{Path, PathBuf};

/// The working trees and git folders of the repository of this environment, and of those around it:
/// a superproject, and a repository in whose working tree the current folder is. Without a
/// repository it is the current folder.
///
/// A home folder that is a working tree itself, of its configuration files, counts only for a command
/// about that repository: everything that a user installs is below it.
pub fn checkout_folders(environment: &Environment) -> Vec<PathBuf> {
    let mut found = Folders { found: Vec::new(), home: environment.home.as_ref().map(|home| real(home)) };
    let current = &environment.current_dir;
    found.around(current);
    if let Some(git_dir) = &environment.git_dir {
        found.repository(&current.join(git_dir));
    }
    // With a git folder alone, the current folder is the top (git(1), `--git-dir`).
    let top = environment.work_tree.as_ref().map(|work_tree| current.join(work_tree));
    if let Some(top) = top.or_else(|| environment.git_dir.is_some().then(|| current.clone())) {
        found.around(&top);
        found.add(&top);
    }
    if found.found.is_empty() && !found.contains_home(&real(current)) {
        found.add(current);
    }
    found.found
}

/// The repository that would be used although a branch can bring it along, with its settings, which name programs: a
/// folder with the content of a git folder, in the working tree of another repository. Git has `safe.bareRepository`
/// against it.
pub(super) fn brought_along(environment: &Environment) -> Option<PathBuf> {
    if environment.git_dir.is_some() {
        return None;
    }
    let current = real(&environment.current_dir);
    let has_git = |folder: &Path| folder.join(".git").symlink_metadata().is_ok();
    let found = current.ancestors().find(|above| has_git(above) || is_git_dir(above))?;
    // No branch can have a file named `.git`, or one below it.
    let is_apart = has_git(found) || found.iter().any(|name| name == ".git");
    (!is_apart && found.ancestors().skip(1).any(has_git)).then(|| found.to_owned())
}

/// The git folder of an environment, without opening it.
pub(super) fn git_dir_of_environment(environment: &Environment) -> Option<PathBuf> {
    let current = &environment.current_dir;
    if let Some(git_dir) = &environment.git_dir {
        return Some(current.join(git_dir));
    }
    let found = |above: &Path| git_dir_of(above).or_else(|| is_git_dir(above).then(|| above.to_owned()));
    real(current).ancestors().find_map(found)
}

struct Folders {
    found: Vec<PathBuf>,
    home: Option<PathBuf>,
}

/// A submodule in a submodule in a submodule …
const MAX_DEPTH: usize = 16;

impl Folders {
    fn add(&mut self, folder: &Path) -> bool {
        let folder = real(folder);
        let is_new = !self.found.contains(&folder);
        if is_new {
            self.found.push(folder);
        }
        is_new
    }

    fn contains_home(&self, folder: &Path) -> bool {
        self.home.as_ref().is_some_and(|home| home.starts_with(folder))
    }

    /// The repositories in whose working tree a folder is, the nearest one first.
    fn around(&mut self, folder: &Path) {
        let mut is_nearest = true;
        for above in real(folder).ancestors() {
            let git_dir = match git_dir_of(above) {
                Some(git_dir) => git_dir,
                None if is_git_dir(above) => above.to_owned(),
                None => continue,
            };
            if is_nearest || !self.contains_home(above) {
                self.add(above);
                self.repository(&git_dir);
            }
            is_nearest = false;
        }
    }

    /// The git folder, and what belongs to it.
    fn repository(&mut self, git_dir: &Path) {
        self.repository_at(git_dir, MAX_DEPTH);
    }

    fn repository_at(&mut self, git_dir: &Path, depth: usize) {
        let git_dir = real(git_dir);
        if depth == 0 || !git_dir.is_dir() || !self.add(&git_dir) {
            return;
        }
        let common = line(&git_dir.join("commondir")).map_or_else(|| git_dir.clone(), |path| git_dir.join(path));
        let common = real(&common);
        self.add(&common);
        if let (Some(top), true) = (common.parent(), common.ends_with(".git")) {
            self.add(top);
        }
        for (folder, name) in [(&common, "config"), (&git_dir, "config.worktree")] {
            if let Some(work_tree) = configured_work_tree(&folder.join(name)) {
                self.add(&folder.join(work_tree));
            }
        }
        for entry in fs::read_dir(common.join("worktrees")).into_iter().flatten().flatten() {
            // It names the file `.git` of the linked working tree.
            let link = line(&entry.path().join("gitdir")).map(|link| entry.path().join(link));
            if let Some(top) = link.as_ref().and_then(|link| link.parent()) {
                self.add(top);
            }
        }
        // A submodule has its git folder in that of the superproject.
        let above = common.ancestors().skip(1).filter(|folder| folder.ends_with("modules"));
        for superproject in above.filter_map(Path::parent).filter(|folder| is_git_dir(folder)) {
            self.repository_at(superproject, depth - 1);
        }
    }
}

/// The git folder of a working tree with this top: `.git`, or the folder that a file of this name
/// names.
fn git_dir_of(top: &Path) -> Option<PathBuf> {
    let path = top.join(".git");
    let metadata = fs::metadata(&path).ok()?;
    if metadata.is_dir() {
        return Some(path);
    }
    let link = line(&path)?;
    Some(top.join(link.strip_prefix("gitdir:")?.trim()))
}

fn is_git_dir(folder: &Path) -> bool {
    folder.join("HEAD").symlink_metadata().is_ok()
        && (folder.join("commondir").is_file() || (folder.join("objects").is_dir() && folder.join("refs").is_dir()))
}

fn configured_work_tree(config: &Path) -> Option<PathBuf> {
    if !config.is_file() {
        return None;
    }
    git2::Config::open(config).ok()?.get_path("core.worktree").ok()
}

/// The first line of a small file.
pub(super) fn line(path: &Path) -> Option<String> {
    // Opening a pipe would wait for a writer that never comes.
    let is_small = fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() < 1 << 16);
    let text = if is_small { fs::read(path).ok()? } else { return None };
    Some(String::from_utf8_lossy(&text).lines().next()?.trim_end().to_owned())
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
