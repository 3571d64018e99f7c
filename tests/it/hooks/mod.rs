//! The git hooks in real repositories: put in, run by git, taken out.
//!
//! The hooks call a stand-in for tidegate, a small script that notes what it was called
//! with and ends as it is told: what is judged, and how, is tested elsewhere.

mod config;
mod folders;
mod managers;
mod round_trip;
mod running;
mod state;

use assert_cmd::assert::{Assert, OutputAssertExt as _};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where the tests' repositories live: an own home, an own git configuration, an own
/// `tidegate` on PATH.
struct World {
    temp: tempfile::TempDir,
    /// Folders of PATH before the system's.
    path: Vec<PathBuf>,
}

const FOREIGN: &str = "#!/bin/sh\necho foreign \"$@\" >> \"$LOG\"\nexit ${FOREIGN_EXIT-0}\n";

impl World {
    /// A repository `repo` without commits, and a folder for its program whose name is as
    /// unfriendly to a shell as can be.
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let bin = temp.path().join("it's a bin");
        fs::create_dir_all(&bin).unwrap();
        fs::create_dir(temp.path().join("home")).unwrap();
        fs::write(temp.path().join("gitconfig"), "").unwrap();
        symlink(assert_cmd::cargo::cargo_bin!("tidegate"), bin.join("tidegate")).unwrap();
        let world = Self { temp, path: vec![bin] };
        world.git_in("", &["init", "-q", "-b", "main", "repo"]).success();
        // Something to judge, so that nobody has to be told that there is nothing.
        let migrations = world.at("repo/supabase/migrations");
        fs::create_dir_all(&migrations).unwrap();
        fs::write(migrations.join("20250101000000_first.sql"), "create table a (id int);\n").unwrap();
        // Git's templates may hold samples, or nothing at all.
        let _ = fs::remove_dir_all(world.at("repo/.git/hooks"));
        fs::create_dir_all(world.at("repo/.git/hooks")).unwrap();
        world
    }

    fn at(&self, path: &str) -> PathBuf {
        self.temp.path().join(path)
    }

    /// A file of the usual hooks folder.
    fn hook(&self, name: &str) -> PathBuf {
        self.at("repo/.git/hooks").join(name)
    }

    fn write(&self, path: &str, content: &str) -> PathBuf {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    fn script(&self, path: &str, content: &str) -> PathBuf {
        let path = self.write(path, content);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// From now on `tidegate` is a script that notes its call and ends with `exit`.
    fn fake(&self, exit: u8) {
        let _ = fs::remove_file(self.at("it's a bin/tidegate"));
        let text = format!(
            "#!/bin/sh\necho tidegate \"$@\" >> \"$LOG\"\ntest \"$2\" = pre-push && sed 's/^/  /' >> \"$LOG\"\nexit {exit}\n"
        );
        self.script("it's a bin/tidegate", &text);
    }

    /// What was run since the last look.
    fn log(&self) -> String {
        let log = fs::read_to_string(self.at("log")).unwrap_or_default();
        let _ = fs::remove_file(self.at("log"));
        log
    }

    fn command(&self, program: &Path, folder: &str) -> Command {
        let mut command = Command::new(program);
        let system = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect::<Vec<_>>();
        let folders: Vec<PathBuf> = self.path.iter().cloned().chain(system).collect();
        command
            .current_dir(self.at(folder))
            .env_clear()
            .env("PATH", std::env::join_paths(folders).unwrap())
            .env("HOME", self.at("home"))
            .env("LOG", self.at("log"))
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.at("gitconfig"))
            .envs([("GIT_AUTHOR_NAME", "a"), ("GIT_AUTHOR_EMAIL", "a@example.com")])
            .envs([("GIT_COMMITTER_NAME", "a"), ("GIT_COMMITTER_EMAIL", "a@example.com")])
            .envs([("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z"), ("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z")]);
        command
    }

    fn git_command(&self, folder: &str, arguments: &[&str]) -> Command {
        let mut command = self.command(Path::new("git"), folder);
        command.args(["-c", "protocol.file.allow=always"]).args(arguments);
        command
    }

    fn git_in(&self, folder: &str, arguments: &[&str]) -> Assert {
        self.git_command(folder, arguments).assert()
    }

    fn git(&self, arguments: &[&str]) -> Assert {
        self.git_in("repo", arguments)
    }

    fn commit(&self) -> Assert {
        self.git(&["commit", "-q", "--allow-empty", "-m", "message"])
    }

    fn tidegate_in(&self, folder: &str, arguments: &[&str]) -> Assert {
        self.command(assert_cmd::cargo::cargo_bin!("tidegate"), folder).args(arguments).assert()
    }

    fn tidegate(&self, arguments: &[&str]) -> Assert {
        self.tidegate_in("repo", arguments)
    }

    /// `tidegate install --script`, which every git takes.
    fn install(&self) -> Assert {
        self.tidegate(&["install", "--script"]).success()
    }

    /// A `git` that calls itself 2.54, for what only depends on the version.
    fn with_git_that_says_2_54(mut self) -> Self {
        let real = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .map(|folder| folder.join("git"))
            .find(|path| path.is_file())
            .unwrap();
        let text = format!(
            "#!/bin/sh\ntest \"$1\" = version && {{ echo git version 2.54.0; exit; }}\nexec '{}' \"$@\"\n",
            real.display()
        );
        self.script("new git/git", &text);
        self.path.insert(0, self.at("new git"));
        self
    }

    /// With the git that `TIDEGATE_TEST_GIT` names, or the one on PATH; `None` when that
    /// is too old for hooks in the configuration.
    fn with_config_hooks() -> Option<Self> {
        let mut world = Self::new();
        if let Some(git) = std::env::var_os("TIDEGATE_TEST_GIT") {
            world.path.insert(0, PathBuf::from(git).parent().unwrap().to_path_buf());
        }
        let text = stdout(&world.git(&["version"]));
        let minor: u32 = text.split('.').nth(1)?.parse().ok()?;
        (minor >= 54 || !text.contains(" 2.")).then_some(world)
    }

    /// Every file below a folder: its mode, and its bytes or where it leads.
    fn picture(&self, folder: &str) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.at(folder)];
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

fn stdout(assert: &Assert) -> String {
    text(&assert.get_output().stdout)
}

fn stderr(assert: &Assert) -> String {
    text(&assert.get_output().stderr)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The output with the folder of the test taken out.
fn shown(world: &World, output: &Output) -> String {
    let text = text(&output.stdout) + &text(&output.stderr);
    let real = world.temp.path().canonicalize().unwrap();
    text.replace(&*real.to_string_lossy(), "[TEMP]").replace(&*world.temp.path().to_string_lossy(), "[TEMP]")
}
