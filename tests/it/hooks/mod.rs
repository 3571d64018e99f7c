//! The git hooks in real repositories: installed, run by git, uninstalled.
//!
//! The hooks call a fake tidegate, a small script that logs its arguments and ends with a given
//! exit code: the checks themselves are tested elsewhere.

mod changed;
mod config;
mod folders;
mod managers;
mod round_trip;
mod running;
mod state;
mod whole;

use crate::support::{CommandResult, World, tidegate_binary};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

const FOREIGN: &str = "#!/bin/sh\necho foreign \"$@\" >> \"$LOG\"\nexit ${FOREIGN_EXIT-0}\n";

/// A repository without commits, and a folder on PATH for its program whose name needs every kind
/// of quoting in a shell.
fn world() -> World {
    let mut world = World::new();
    let bin = world.root().join("it's a bin");
    fs::create_dir(&bin).unwrap();
    symlink(tidegate_binary(), bin.join("tidegate")).unwrap();
    world.first_on_path("it's a bin");
    let log = world.root().join("log");
    world.set("LOG", log);
    // There is something to check, so no note says that there is nothing.
    world.file("supabase/migrations/20250101000000_first.sql", "create table a (id int);\n");
    // Git's templates may hold samples, or no folder.
    let _ = fs::remove_dir_all(world.path(".git/hooks"));
    fs::create_dir_all(world.path(".git/hooks")).unwrap();
    world
}

/// With a `git` that reports version 2.54, for what only depends on the version.
fn world_with_git_2_54() -> World {
    let mut world = world();
    let real = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join("git"))
        .find(|path| path.is_file())
        .unwrap();
    let text = format!(
        "#!/bin/sh\ntest \"$1\" = version && {{ echo git version 2.54.0; exit; }}\nexec '{}' \"$@\"\n",
        real.display()
    );
    world.script("../new git/git", &text);
    world.first_on_path("new git");
    world
}

/// With the git that `TIDEGATE_TEST_GIT` names, or the one on PATH; `None` when that is too old
/// for hooks in the configuration.
fn world_with_config_hooks() -> Option<World> {
    let mut world = world();
    if let Some(git) = std::env::var_os("TIDEGATE_TEST_GIT") {
        world.first_on_path(PathBuf::from(git).parent().unwrap());
    }
    let text = world.git(&["version"]);
    let minor: u32 = text.split('.').nth(1)?.parse().ok()?;
    (minor >= 54 || !text.contains(" 2.")).then_some(world)
}

/// What only the tests of hooks need.
impl World {
    /// A file of the usual hooks folder.
    fn hook_path(&self, name: &str) -> PathBuf {
        self.path(".git/hooks").join(name)
    }

    /// Writes an executable file.
    fn script(&self, path: &str, content: &str) -> PathBuf {
        self.file(path, content);
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(0o755)).unwrap();
        self.path(path)
    }

    /// Replaces `tidegate` by a script that logs its call and ends with `exit`.
    fn fake(&self, exit: u8) {
        let _ = fs::remove_file(self.root().join("it's a bin/tidegate"));
        let text = format!(
            "#!/bin/sh\necho tidegate \"$@\" >> \"$LOG\"\ntest \"$2\" = pre-push && sed 's/^/  /' >> \"$LOG\"\nexit {exit}\n"
        );
        self.script("../it's a bin/tidegate", &text);
    }

    /// What was run since the last call.
    fn log(&self) -> String {
        let log = fs::read_to_string(self.root().join("log")).unwrap_or_default();
        let _ = fs::remove_file(self.root().join("log"));
        log
    }

    /// Puts a folder beside the repository first on PATH.
    fn first_on_path(&mut self, folder: impl Into<PathBuf>) {
        let path = self.variable("PATH");
        let folders = [self.root().join(folder.into())].into_iter().chain(std::env::split_paths(&path));
        let path: OsString = std::env::join_paths(folders).unwrap();
        self.set("PATH", path);
    }

    /// Puts a folder beside the repository last on PATH.
    fn last_on_path(&mut self, folder: &str) {
        let path = self.variable("PATH");
        let folders: Vec<PathBuf> = std::env::split_paths(&path).chain([self.root().join(folder)]).collect();
        self.set("PATH", std::env::join_paths(folders).unwrap());
    }

    /// Commits through the hooks.
    fn commit_hooked(&self) -> CommandResult {
        self.try_git(&["commit", "-q", "--allow-empty", "-m", "message"])
    }

    /// Runs `tidegate install --script`, which works with every git.
    fn install(&self) -> CommandResult {
        self.tidegate("install --script").passes()
    }

    /// Every file below a folder: its mode, and its bytes or where it leads.
    fn picture(&self, folder: &str) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.path(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                let metadata = path.symlink_metadata().unwrap();
                let content = if metadata.is_symlink() {
                    fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()
                } else if metadata.is_dir() {
                    folders.push(path.clone());
                    Vec::new()
                } else {
                    fs::read(&path).unwrap()
                };
                found.insert(path, (metadata.permissions().mode(), content));
            }
        }
        found
    }
}
