//! The world every test lives in: a folder of its own with its own HOME and a real git
//! repository, a blank git configuration, a fixed clock, and an environment that is made
//! from nothing, so that no `GIT_*`, `CI` or `TIDEGATE_*` of the machine reaches a test.
//!
//! Tests of the library inside this process go through [`in_own_process`]: libgit2 takes
//! its search paths from the environment when it starts, once per process, and setting
//! either afterwards is `unsafe`, which this package forbids.

#![allow(dead_code, reason = "a shared world offers more than each single theme uses")]
#![allow(clippy::wrong_self_convention, clippy::unused_self, reason = "stories read as sentences")]

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The moment in which every test lives: migrations of January 2026 are past.
pub(crate) const NOW: &str = "2026-01-31T12:00:00Z";

/// Set in a process whose environment is the world's own.
const MARK: &str = "TIDEGATE_TEST_WORLD";

/// Variables of the machine that a child cannot do without.
const KEPT: [&str; 8] =
    ["PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "COMSPEC", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"];

/// A folder with a HOME and, below `top`, a repository.
pub(crate) struct World {
    folder: tempfile::TempDir,
    /// Where commands are run.
    top: PathBuf,
    variables: Vec<(OsString, OsString)>,
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
        let root = folder.path().canonicalize().expect("the folder is there");
        for name in ["home", "work"] {
            std::fs::create_dir(root.join(name)).expect("a new folder");
        }
        Self { variables: variables(&root.join("home")), top: root.join("work"), folder }
    }

    /// The same world seen from another folder, given from the top.
    pub(crate) fn from_folder(&self, folder: impl AsRef<Path>) -> View<'_> {
        View { world: self, folder: self.top.join(folder), variables: Vec::new(), input: None }
    }

    /// The same world with one more environment variable.
    pub(crate) fn with(&self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> View<'_> {
        self.from_folder("").with(name, value)
    }

    /// The top of the work tree.
    pub(crate) fn top(&self) -> &Path {
        &self.top
    }

    /// The folder that holds HOME and the work tree, for neighbours of the repository.
    pub(crate) fn root(&self) -> &Path {
        self.top.parent().expect("`work` lies in the world's folder")
    }

    /// A path below the top.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.top.join(path)
    }

    /// Writes a file of the work tree, with the folders above it.
    pub(crate) fn file(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder for the file");
        std::fs::write(path, content).expect("a file");
        self
    }

    /// Removes a file of the work tree.
    pub(crate) fn remove(&self, path: impl AsRef<Path>) -> &Self {
        std::fs::remove_file(self.path(path)).expect("the file is there");
        self
    }

    /// The content of a file of the work tree.
    pub(crate) fn content(&self, path: impl AsRef<Path>) -> String {
        let bytes = std::fs::read(self.path(&path)).unwrap_or_else(|_| panic!("{} is there", path.as_ref().display()));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Writes a file and stages it.
    pub(crate) fn stage(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        self.file(path, content);
        self.git(&["add", "--", path]);
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
    pub(crate) fn try_git(&self, arguments: &[&str]) -> Ran {
        self.from_folder("").try_git(arguments)
    }

    /// Runs tidegate with arguments divided by blanks.
    pub(crate) fn tidegate(&self, arguments: &str) -> Ran {
        self.from_folder("").tidegate(arguments)
    }

    /// Puts a hook in place that hands over to the built binary.
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

    /// A bare repository beside this one, as the remote `origin`, with everything pushed.
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

/// A world seen from a folder, with an environment and an input.
#[must_use]
pub(crate) struct View<'a> {
    world: &'a World,
    folder: PathBuf,
    variables: Vec<(OsString, Option<OsString>)>,
    input: Option<Vec<u8>>,
}

impl View<'_> {
    /// With an environment variable.
    pub(crate) fn with(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.variables.push((name.as_ref().to_owned(), Some(value.as_ref().to_owned())));
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
    pub(crate) fn try_git(self, arguments: &[&str]) -> Ran {
        self.run("git", arguments)
    }

    /// Runs tidegate with arguments divided by blanks.
    pub(crate) fn tidegate(self, arguments: &str) -> Ran {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        self.run(tidegate_binary(), &arguments)
    }

    /// Runs any program.
    pub(crate) fn run(self, program: &str, arguments: &[impl AsRef<OsStr>]) -> Ran {
        let mut command = self.command(program);
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if self.input.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{program} starts: {error}"));
        if let (Some(input), Some(mut pipe)) = (self.input, child.stdin.take()) {
            // A program may answer without reading everything.
            let _ = std::io::Write::write_all(&mut pipe, &input);
        }
        child.wait_with_output().expect("the program ends").into()
    }

    /// The command with the world's environment, for a test that needs its streams.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env_clear().envs(self.world.variables.iter().cloned());
        for (name, value) in &self.variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }
}

/// How a program ended and what it said.
#[must_use]
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// Both streams, for messages and for hooks, whose output git passes on as it likes.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// The exit code is this one, and nothing went wrong inside.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.text());
        assert!(!self.text().contains("failed inside"), "{}", self.text());
        self
    }

    /// It succeeded.
    #[track_caller]
    pub(crate) fn passes(self) -> Self {
        self.exits(0)
    }

    /// It was stopped: as a hook git makes 1 of whatever code the hook had.
    #[track_caller]
    pub(crate) fn is_stopped(self) -> Self {
        self.exits(1)
    }

    /// It says each of these.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.text().contains(part), "`{part}` is missing in:\n{}", self.text());
        }
        self
    }

    /// It says none of these.
    #[track_caller]
    pub(crate) fn does_not_say(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(!self.text().contains(part), "`{part}` is not wanted in:\n{}", self.text());
        }
        self
    }

    /// It says nothing at all.
    #[track_caller]
    pub(crate) fn is_quiet(self) -> Self {
        assert_eq!(self.text(), "");
        self
    }

    /// Nothing more is asked of it.
    pub(crate) fn done(self) {}
}

/// Where the built binary is.
pub(crate) fn tidegate_binary() -> &'static str {
    env!("CARGO_BIN_EXE_tidegate")
}

/// Runs the rest of a test in a process whose environment is the world's own. Call it first
/// thing in a `#[test]`; the name of the test is taken from the closure's.
#[track_caller]
pub(crate) fn in_own_process<F: FnOnce()>(test: F) {
    if std::env::var_os(MARK).is_some() {
        test();
        return;
    }
    let name = std::any::type_name::<F>();
    let name = name.split_once("::").expect("a path").1.trim_end_matches("::{{closure}}");
    let home = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env_clear()
        .envs(variables(home.path()))
        .env(MARK, if is_ci() { "ci" } else { "here" })
        .current_dir(home.path())
        .output()
        .expect("this program starts again");
    let ran = Ran::from(output);
    assert!(ran.code == Some(0) && ran.out.contains("1 passed"), "{}", ran.text());
}

/// The environment of every process: what the machine cannot do without, and the world.
fn variables(home: &Path) -> Vec<(OsString, OsString)> {
    let kept = KEPT.iter().filter_map(|name| Some((OsString::from(name), std::env::var_os(name)?)));
    let own = [
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_EDITOR", "true"),
        ("GIT_ALLOW_PROTOCOL", "file"),
        ("GIT_AUTHOR_NAME", "Ada"),
        ("GIT_AUTHOR_EMAIL", "ada@example.com"),
        ("GIT_AUTHOR_DATE", NOW),
        ("GIT_COMMITTER_NAME", "Ada"),
        ("GIT_COMMITTER_EMAIL", "ada@example.com"),
        ("GIT_COMMITTER_DATE", NOW),
        ("TIDEGATE_NOW", NOW),
        ("LC_ALL", "C"),
        ("TZ", "UTC"),
    ];
    let own = own.map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let homes = ["HOME", "USERPROFILE"].map(|name| (OsString::from(name), home.as_os_str().to_owned()));
    kept.chain(own).chain(homes).collect()
}

/// True when git is at least this version. Where it is not, a test says what it leaves
/// out; in CI that is a failure.
pub(crate) fn git_is_at_least(major: u32, minor: u32, operation: &str) -> bool {
    let output = Command::new("git").arg("--version").output().expect("git starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split([' ', '.']).filter_map(|word| word.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    found >= (major, minor) || skipped(&format!("{operation} needs git {major}.{minor}, this is {text}"))
}

/// Says why a test stops here: a message on a person's machine, a failure in CI. The value
/// is `false`, for `if !something_is_there() { return }`.
pub(crate) fn skipped(reason: &str) -> bool {
    use std::io::Write as _;
    assert!(!is_ci(), "not tested: {reason}");
    let _ = writeln!(std::io::stderr(), "not tested: {reason}");
    false
}

fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty())
        || std::env::var_os(MARK).is_some_and(|mark| mark == "ci")
}

#[cfg(unix)]
fn make_executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[cfg(not(unix))]
fn make_executable(_: &Path) {}

/// A migration that no rule has anything against.
pub(crate) const GOOD: &str = "create table public.a (id bigint primary key);\n";

/// The path of a Supabase migration of January 2026: `migration(5, "a")` is the one of the
/// fifth.
pub(crate) fn migration(day: u8, name: &str) -> String {
    format!("supabase/migrations/202601{day:02}000000_{name}.sql")
}
