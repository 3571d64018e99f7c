//! The world of every test: a folder of its own with its own HOME and a real git repository, a
//! blank git configuration, a fixed clock, and an environment that is built from nothing, so that
//! no `GIT_*`, `CI` or `TIDEGATE_*` of the machine reaches a test.

use super::CommandResult;
use super::process::{environment, tidegate_binary};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder with a HOME and, below `top`, a repository.
pub(crate) struct World {
    _folder: tempfile::TempDir,
    /// Where commands are run.
    top: PathBuf,
    variables: Vec<(OsString, OsString)>,
    /// Where tidegate keeps its servers, when the world has them.
    pub(super) cache: Option<PathBuf>,
}

impl World {
    /// An empty repository on the branch `main`.
    pub(crate) fn new() -> Self {
        Self::with_repository(&[])
    }

    /// A repository made by `git init` with more arguments.
    pub(crate) fn with_repository(arguments: &[&str]) -> Self {
        let world = Self::without_repository();
        world.git(&[&["init", "--quiet", "--initial-branch=main"], arguments].concat());
        world
    }

    /// A HOME and an empty folder.
    pub(crate) fn without_repository() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // Names that git and the system give (`/private/var` on macOS) must be the same.
        let root = folder.path().canonicalize().expect("a folder");
        for name in ["home", "repo"] {
            std::fs::create_dir(root.join(name)).expect("a new folder");
        }
        Self { variables: environment(&root.join("home")), top: root.join("repo"), _folder: folder, cache: None }
    }

    /// The same world seen from another folder, given from the top.
    pub(crate) fn from_folder(&self, folder: impl AsRef<Path>) -> View<'_> {
        View { world: self, folder: self.top.join(folder), variables: Vec::new(), input: None }
    }

    /// The same world with one more environment variable.
    pub(crate) fn with(&self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> View<'_> {
        self.from_folder("").with(name, value)
    }

    /// Sets an environment variable for every command from then on.
    pub(crate) fn set(&mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) {
        self.variables.retain(|(other, _)| other != name.as_ref());
        self.variables.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
    }

    /// The value of an environment variable.
    pub(crate) fn variable(&self, name: &str) -> OsString {
        self.variables.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The top of the working tree.
    pub(crate) fn top(&self) -> &Path {
        &self.top
    }

    /// The folder that holds HOME and the working tree, for neighbours of the repository.
    pub(crate) fn root(&self) -> &Path {
        self.top.parent().expect("the repository is in the world's folder")
    }

    /// A path below the top.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.top.join(path)
    }

    /// Writes a file of the working tree, with the folders above it.
    pub(crate) fn file(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a path with a folder")).expect("a folder for the file");
        std::fs::write(path, content).expect("a file");
        self
    }

    /// Removes a file of the working tree.
    pub(crate) fn remove(&self, path: impl AsRef<Path>) -> &Self {
        std::fs::remove_file(self.path(path)).expect("a file");
        self
    }

    /// The content of a file of the working tree.
    pub(crate) fn content(&self, path: impl AsRef<Path>) -> String {
        let bytes =
            std::fs::read(self.path(&path)).unwrap_or_else(|_| panic!("{} cannot be read", path.as_ref().display()));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Writes a file and stages it.
    pub(crate) fn stage(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        self.file(path, content);
        self.git(&["add", "--", path]);
        self
    }

    /// Stages content under any name and with any mode, including names that this machine's file
    /// system cannot hold.
    pub(crate) fn stage_as(&self, mode: &str, path: impl AsRef<[u8]>, content: &str) -> &Self {
        let id = self.from_folder("").input(content).git(&["hash-object", "-w", "--stdin"]);
        let line = [format!("{mode} {}\t", id.trim()).as_bytes(), path.as_ref(), b"\0"].concat();
        self.from_folder("").input(line).git(&["update-index", "-z", "--index-info"]);
        self
    }

    /// Commits what is staged, without any hook.
    pub(crate) fn commit(&self, message: &str) -> &Self {
        self.git(&["commit", "--quiet", "--no-verify", "--allow-empty", "-m", message]);
        self
    }

    /// Starts a branch here and goes to it.
    pub(crate) fn branch(&self, name: &str) -> &Self {
        self.git(&["switch", "--quiet", "-c", name]);
        self
    }

    /// Goes to a branch.
    pub(crate) fn switch(&self, name: &str) -> &Self {
        self.git(&["switch", "--quiet", name]);
        self
    }

    /// Runs git, which must succeed, and returns what it printed.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.from_folder("").git(arguments)
    }

    /// Runs git, whether or not it succeeds.
    pub(crate) fn try_git(&self, arguments: &[&str]) -> CommandResult {
        self.from_folder("").try_git(arguments)
    }

    /// Runs tidegate with arguments separated by blanks.
    pub(crate) fn tidegate(&self, arguments: &str) -> CommandResult {
        self.from_folder("").tidegate(arguments)
    }

    /// Writes a hook that runs the built binary.
    pub(crate) fn hook(&self, event: &str) -> &Self {
        self.hook_in(&self.path(".git/hooks"), event);
        self
    }

    /// The same in any hooks folder.
    pub(crate) fn hook_in(&self, hooks: &Path, event: &str) {
        let script = format!("#!/bin/sh\nexec \"{}\" run {event} \"$@\"\n", tidegate_binary());
        std::fs::create_dir_all(hooks).expect("a hooks folder");
        let path = hooks.join(event);
        std::fs::write(&path, script).expect("a hook");
        make_executable(&path);
    }

    /// Creates a bare repository beside this one, as the remote `origin`, and pushes everything.
    pub(crate) fn publish(&self) -> &Self {
        let origin = self.root().join("origin.git");
        let origin = origin.to_str().expect("temporary folders are UTF-8");
        self.git(&["init", "--quiet", "--bare", "--initial-branch=main", origin]);
        self.git(&["remote", "add", "origin", origin]);
        self.git(&["push", "--quiet", "--no-verify", "--all", "origin"]);
        self.git(&["remote", "set-head", "origin", "--auto"]);
        self
    }
}

/// A world seen from a folder, with more environment variables and an input.
#[must_use]
pub(crate) struct View<'a> {
    world: &'a World,
    folder: PathBuf,
    variables: Vec<(OsString, OsString)>,
    input: Option<Vec<u8>>,
}

impl View<'_> {
    /// With an environment variable.
    pub(crate) fn with(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.variables.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// With bytes on standard input.
    pub(crate) fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = Some(input.into());
        self
    }

    /// Runs git, which must succeed, and returns what it printed.
    pub(crate) fn git(self, arguments: &[&str]) -> String {
        let ran = self.try_git(arguments);
        assert_eq!(ran.code, Some(0), "git {arguments:?}\n{}", ran.text());
        ran.out
    }

    /// Runs git, whether or not it succeeds.
    pub(crate) fn try_git(self, arguments: &[&str]) -> CommandResult {
        self.run("git", arguments)
    }

    /// Runs tidegate with arguments separated by blanks.
    pub(crate) fn tidegate(self, arguments: &str) -> CommandResult {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        self.run(tidegate_binary(), &arguments)
    }

    /// Runs any program.
    pub(crate) fn run(self, program: &str, arguments: &[impl AsRef<OsStr>]) -> CommandResult {
        let mut command = self.command(program);
        let shown = self.shown(program, arguments);
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if self.input.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut started = command.spawn();
        // A program that a test has just written is busy while a process that another test starts still has it open.
        while started.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::ExecutableFileBusy) {
            std::thread::sleep(std::time::Duration::from_millis(5));
            started = command.spawn();
        }
        let mut child = started.unwrap_or_else(|error| panic!("{program} starts: {error}"));
        if let (Some(input), Some(mut pipe)) = (self.input, child.stdin.take()) {
            // A program may end without reading everything.
            let _ = std::io::Write::write_all(&mut pipe, &input);
        }
        CommandResult::new(child.wait_with_output().expect("the program ends"), shown, self.world.root().to_owned())
    }

    /// The command as a person would type it.
    fn shown(&self, program: &str, arguments: &[impl AsRef<OsStr>]) -> String {
        let variables = self.variables.iter().map(|(name, value)| format!("{}={}", name.display(), value.display()));
        let program = if program == tidegate_binary() { "tidegate" } else { program };
        let arguments = arguments.iter().map(|argument| argument.as_ref().display().to_string());
        variables.chain([program.to_owned()]).chain(arguments).collect::<Vec<_>>().join(" ")
    }

    /// The command with the world's environment, for a test that needs its streams.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env_clear().envs(self.world.variables.iter().cloned());
        command.envs(self.variables.iter().cloned());
        command
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[cfg(not(unix))]
fn make_executable(_: &Path) {}
