//! Programs that tidegate must never start, in every place where a branch or another user can put them:
//! each leaves a witness when it runs. The same programs in places of the user are started.

mod git;
mod hooks;
mod places;
mod servers;

use crate::support::{CommandResult, View, World, migration};
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

/// A world with a project, a place for programs of the user, and one where programs leave witnesses.
pub(super) struct Scene {
    pub(super) world: World,
    variables: Vec<(String, OsString)>,
    folder: PathBuf,
}

/// Names that some part of tidegate, or a program that it starts, looks for.
pub(super) const NAMES: [&str; 12] =
    ["postgres", "initdb", "pg_ctl", "pg_dump", "pg_config", "git", "sh", "locale", "tidegate", "cat", "cmp", "ln"];

impl Scene {
    pub(super) fn new() -> Self {
        Self::of(World::new())
    }

    fn of(world: World) -> Self {
        world.stage(&migration(1, "a"), "create table public.a (id bigint primary key);\n").commit("one");
        let scene = Self { folder: world.top().to_owned(), world, variables: Vec::new() };
        fs::create_dir(scene.witnesses()).unwrap();
        // Programs run as another user when the tests run as root.
        mode(scene.witnesses(), 0o777);
        scene
    }

    fn witnesses(&self) -> PathBuf {
        self.world.root().join("witnesses")
    }

    /// A path beside the repository.
    pub(super) fn outside(&self, path: &str) -> PathBuf {
        self.world.root().join(path)
    }

    /// A path in the repository.
    pub(super) fn inside(&self, path: &str) -> PathBuf {
        self.world.path(path)
    }

    /// Writes programs of every name into a folder.
    pub(super) fn programs(&self, folder: impl AsRef<Path>) -> PathBuf {
        for name in NAMES {
            self.program(folder.as_ref().join(name));
        }
        folder.as_ref().to_owned()
    }

    /// Writes a program that leaves a witness, and prints the version of a server that no machine has.
    pub(super) fn program(&self, path: impl AsRef<Path>) {
        self.script(path, "echo 'postgres (PostgreSQL) 12.99'");
    }

    /// Writes a program with these commands, which leaves a witness.
    pub(super) fn script(&self, path: impl AsRef<Path>, commands: &str) {
        let path = path.as_ref();
        let witness = format!("{}/{}", self.witnesses().display(), path.display().to_string().replace('/', "_"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("#!/bin/sh\necho \"$PWD: $*\" >> '{witness}'\n{commands}\n")).unwrap();
        mode(path, 0o755);
    }

    /// Puts folders before those of the machine on PATH.
    pub(super) fn path(&mut self, folders: &[impl AsRef<Path>]) {
        let mut list = OsString::new();
        for folder in folders {
            list.push(folder.as_ref());
            list.push(":");
        }
        list.push(self.world.variable("PATH"));
        self.set("PATH", list);
    }

    /// Makes these the only folders of PATH, before one with nothing but git, and the system one
    /// without servers.
    pub(super) fn only_path(&mut self, folders: &[&Path]) {
        let plain = self.outside("plain");
        if !plain.exists() {
            link(git(), plain.join("git"));
        }
        let folders = folders.iter().copied().chain([plain.as_path()]);
        let list = std::env::join_paths(folders).unwrap();
        self.set("PATH", list);
        self.set("TIDEGATE_TEST_ROOT", self.outside("nothing"));
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.variables.retain(|(other, _)| other != name);
        self.variables.push((name.to_owned(), value.into()));
    }

    /// Runs commands in this folder from then on.
    pub(super) fn enter(&mut self, folder: impl AsRef<Path>) {
        self.folder = folder.as_ref().to_owned();
    }

    pub(super) fn view(&self) -> View<'_> {
        let view = self.world.from_folder(&self.folder);
        self.variables.iter().fold(view, |view, (name, value)| view.with(name, value))
    }

    pub(super) fn tidegate(&self, arguments: &str) -> CommandResult {
        self.view().tidegate(arguments)
    }

    /// The programs that were started.
    pub(super) fn started(&self) -> Vec<String> {
        let found = fs::read_dir(self.witnesses()).unwrap().map(|entry| entry.unwrap().path());
        let mut found: Vec<String> = found
            .map(|path| format!("{}: {}", path.file_name().unwrap().display(), fs::read_to_string(&path).unwrap()))
            .collect();
        found.sort();
        found
    }
}

pub(super) fn mode(path: impl AsRef<Path>, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The git of the machine: a test must not start one that it placed itself.
pub(super) fn git() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path).map(|folder| folder.join("git")).find(|program| program.is_file()).unwrap()
}

/// A link, with the folders above it.
pub(super) fn link(target: impl AsRef<Path>, path: impl AsRef<Path>) {
    fs::create_dir_all(path.as_ref().parent().unwrap()).unwrap();
    symlink(target, path).unwrap();
}

/// Gives a file or folder to another user or group; false where only root may.
pub(super) fn owned_by(path: &Path, user: Option<u32>, group: Option<u32>) -> bool {
    std::os::unix::fs::chown(path, user, group).is_ok()
}
