//! A repository with something committed and something staged, and what tidegate says of
//! it. Hermetic: own home, blank git configuration, fixed dates and clock, no variables of
//! the machine.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The time of every run.
const NOW: &str = "2025-01-31T12:00:00Z";

/// A throw-away repository.
pub(crate) struct Scene {
    temp: tempfile::TempDir,
}

impl Scene {
    /// An empty repository.
    pub(crate) fn new() -> Self {
        let scene = Self::without_repository();
        scene.git(&["init", "-q", "-b", "main", "."]);
        scene
    }

    /// A folder that is no repository.
    pub(crate) fn without_repository() -> Self {
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir(temp.path().join("home")).unwrap();
        fs::create_dir(temp.path().join("repo")).unwrap();
        Self { temp }
    }

    /// The top of the work tree.
    pub(crate) fn top(&self) -> PathBuf {
        self.temp.path().join("repo")
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let kept = ["PATH", "SystemRoot", "TEMP", "TMP", "LD_LIBRARY_PATH"];
        let kept = kept.into_iter().filter_map(|name| std::env::var_os(name).map(|value| (name, value)));
        command.env_clear().envs(kept).current_dir(self.top());
        command.env("HOME", self.temp.path().join("home"));
        command.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")]);
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Ada").env(format!("GIT_{who}_EMAIL"), "ada@example.org");
            command.env(format!("GIT_{who}_DATE"), "2025-01-30T12:00:00Z");
        }
        command.env("TIDEGATE_NOW", NOW);
        command
    }

    /// Runs git and gives what it prints.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.command("git").args(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "git {arguments:?}: {told}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Runs git where it is expected to fail, as in a conflicted merge.
    pub(crate) fn git_fails(&self, arguments: &[&str]) {
        assert!(!self.command("git").args(arguments).output().unwrap().status.success());
    }

    /// Writes a file of the work tree.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.top().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Writes a file and stages it.
    pub(crate) fn stage(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        self.write(path, content);
        self.git(&["add", "--", path]);
        self
    }

    /// Stages content under any name and of any kind, also where this machine's file
    /// system could not hold it.
    pub(crate) fn stage_as(&self, mode: &str, path: impl AsRef<[u8]>, content: &str) -> &Self {
        self.write("blob.tmp", content);
        let id = self.git(&["hash-object", "-w", "blob.tmp"]);
        fs::remove_file(self.top().join("blob.tmp")).unwrap();
        let mut update = self.command("git");
        update.args(["update-index", "-z", "--index-info"]).stdin(Stdio::piped());
        let mut update = update.spawn().unwrap();
        let line = [format!("{mode} {id}\t").as_bytes(), path.as_ref(), b"\0"].concat();
        update.stdin.take().unwrap().write_all(&line).unwrap();
        assert!(update.wait().unwrap().success());
        self
    }

    /// Commits what is staged.
    pub(crate) fn commit(&self) -> &Self {
        self.git(&["commit", "-q", "--no-verify", "-m", "."]);
        self
    }

    /// Runs tidegate.
    pub(crate) fn tidegate(&self, arguments: &[&str]) -> Said {
        self.tidegate_with(arguments, &[])
    }

    /// Runs tidegate with variables.
    pub(crate) fn tidegate_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        self.run("", arguments, variables)
    }

    /// Runs tidegate in a folder of the work tree.
    pub(crate) fn tidegate_in(&self, folder: &str, arguments: &[&str]) -> Said {
        self.run(folder, arguments, &[])
    }

    fn run(&self, folder: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
        let mut command = self.command(assert_cmd::cargo::cargo_bin!("tidegate"));
        command.current_dir(self.top().join(folder)).args(arguments).envs(variables.iter().copied());
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| self.without_temp(&String::from_utf8_lossy(bytes));
        Said {
            command: variables
                .iter()
                .map(|(name, value)| format!("{name}={} ", self.without_temp(value)))
                .chain([["tidegate"].iter().chain(arguments).copied().collect::<Vec<_>>().join(" ")])
                .collect(),
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// Text that is the same on every machine.
    fn without_temp(&self, text: &str) -> String {
        let real = self.temp.path().canonicalize().unwrap();
        text.replace(&shown(&real), "[TEMP]").replace(&shown(self.temp.path()), "[TEMP]")
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What a run printed and how it ended.
#[must_use]
pub(crate) struct Said {
    command: String,
    /// The exit code.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl fmt::Display for Said {
    /// As a transcript of a terminal session.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ {}", self.command)?;
        for (name, text) in [("stdout", &self.out), ("stderr", &self.err)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}\n{}", text.trim_end_matches('\n'))?;
            }
        }
        write!(f, "--- exit code {}", self.code.unwrap_or(-1))
    }
}

/// Compares a text with the stored one of this name under `tests/snapshots`.
pub(crate) fn assert_stored(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
