//! A program with its arguments and environment, run to its end with its output captured.

use super::bounded;
use super::failure::Failure;
use super::fence::{self, Fence, Limits};
use super::output::Output;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{self, Stdio};
use std::time::Duration;

/// A program to start. Its standard input is empty unless a method sets it.
#[derive(Debug)]
pub struct Command {
    inner: process::Command,
    fence: Option<Fence>,
    limits: Option<Limits>,
    longest: Option<Duration>,
    most: Option<u64>,
    left: bounded::Left,
    /// Reason for which the program must not be started.
    refusal: Option<io::Error>,
}

impl Command {
    /// The program at a path, or one of that name on PATH, in this process's environment.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = process::Command::new(program);
        command.stdin(Stdio::null());
        Self {
            inner: command,
            fence: None,
            limits: None,
            longest: None,
            most: None,
            left: bounded::Left::default(),
            refusal: None,
        }
    }

    /// A program that must not be started: the command fails for this reason.
    pub fn refused(reason: io::Error) -> Self {
        Self { refusal: Some(reason), ..Self::new("/dev/null/refused") }
    }

    /// The program to start, unless it must not be.
    pub(super) fn inner(mut self) -> io::Result<process::Command> {
        self.allowed()?;
        Ok(self.inner)
    }

    /// Fails if the program must not be started.
    fn allowed(&mut self) -> io::Result<()> {
        self.refusal.take().map_or(Ok(()), Err)
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.inner.arg(argument);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.inner.args(arguments);
        self
    }

    /// Sets the folder that the program runs in.
    #[must_use]
    pub fn current_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.inner.current_dir(folder);
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.inner.env(name, value);
        self
    }

    /// Sets variables.
    #[must_use]
    pub fn envs(mut self, variables: impl IntoIterator<Item = (impl AsRef<OsStr>, impl AsRef<OsStr>)>) -> Self {
        self.inner.envs(variables);
        self
    }

    /// Removes variables.
    #[must_use]
    pub fn without_envs(mut self, names: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        for name in names {
            self.inner.env_remove(name);
        }
        self
    }

    /// Replaces this process's environment by these variables.
    #[must_use]
    pub fn only_envs(mut self, variables: impl IntoIterator<Item = (impl AsRef<OsStr>, impl AsRef<OsStr>)>) -> Self {
        self.inner.env_clear().envs(variables);
        self
    }

    /// Makes the program print untranslated messages.
    #[must_use]
    pub fn untranslated(self) -> Self {
        self.env("LC_ALL", "C")
    }

    /// Feeds the program a file.
    #[must_use]
    pub fn stdin(mut self, file: File) -> Self {
        self.inner.stdin(file);
        self
    }

    /// Runs the program as another user and group; only root may.
    #[cfg(unix)]
    #[must_use]
    pub fn run_as(mut self, uid: u32, gid: u32) -> Self {
        use std::os::unix::process::CommandExt as _;
        self.inner.uid(uid).gid(gid);
        self
    }

    /// Restricts the program, and everything that it starts, as far as the system can.
    #[must_use]
    pub fn fenced(mut self, fence: Fence) -> Self {
        self.fence = Some(fence);
        self
    }

    /// Limits the resources of the program.
    #[must_use]
    pub fn limited(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }

    /// Ends the program, with all that it started, when it takes longer.
    #[must_use]
    pub fn within(mut self, longest: Duration) -> Self {
        self.longest = Some(longest);
        self
    }

    /// Ends the program when it prints more bytes than this, with an error of the kind `FileTooLarge`.
    #[must_use]
    pub fn at_most(mut self, bytes: u64) -> Self {
        self.most = Some(bytes);
        self
    }

    /// Ends what the program has started and left running, where its time is limited; the output shows it.
    #[must_use]
    pub fn ending_what_it_leaves(mut self) -> Self {
        self.left = bounded::Left::Ended;
        self
    }

    /// Runs the program to its end, however it ends.
    pub fn output(mut self) -> io::Result<Output> {
        self.allowed()?;
        let (fence, limits, left) = (self.fence.as_ref(), self.limits, self.left);
        if let Some(longest) = self.longest {
            return bounded::output(&mut self.inner, longest, left, |command| fence::spawn(command, fence, limits));
        }
        self.inner.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = fence::spawn(&mut self.inner, fence, limits)?;
        match self.most {
            Some(most) => bounded::at_most(child, most),
            None => child.wait_with_output().map(Output::from),
        }
    }

    /// The output of a program that must succeed.
    pub fn stdout(self) -> Result<Vec<u8>, Failure> {
        self.output().map_err(Failure::Start)?.stdout()
    }

    /// The same, or `None` when it ends with exit code 1, by which git answers "no" or "nothing".
    pub fn stdout_unless_1(self) -> Result<Option<Vec<u8>>, Failure> {
        let output = self.output().map_err(Failure::Start)?;
        if output.status.code() == Some(1) { Ok(None) } else { output.stdout().map(Some) }
    }

    /// Runs a program that reads all of `input` before it prints much.
    pub fn stdout_for(mut self, input: &[u8]) -> Result<Vec<u8>, Failure> {
        self.allowed().map_err(Failure::Start)?;
        let piped = self.inner.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().map_err(Failure::Start)?;
        let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(input));
        let output = child.wait_with_output().map_err(Failure::Start)?;
        // When the program ended early, its own message says why; the broken pipe does not.
        let stdout = Output::from(output).stdout()?;
        written.map_err(Failure::Start)?;
        Ok(stdout)
    }

    /// Starts a program that answers requests on its standard input.
    pub fn dialogue(mut self) -> io::Result<super::Dialogue> {
        self.allowed()?;
        let piped = self.inner.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        super::Dialogue::new(piped.spawn()?)
    }

    /// Starts the program without waiting for it, with these streams.
    ///
    /// It gets a process group of its own, so that Ctrl-C in the terminal does not reach it, and no
    /// other open file.
    #[cfg(unix)]
    pub fn spawn_in_own_group(
        mut self,
        stdin: impl Into<Stdio>,
        stdout: impl Into<Stdio>,
        stderr: impl Into<Stdio>,
    ) -> io::Result<super::Child> {
        use std::os::unix::process::CommandExt as _;
        self.allowed()?;
        // Every file of this process is closed on execution, and so is what it inherited.
        close_fds::set_fds_cloexec(3, &[]);
        self.inner.stdin(stdin).stdout(stdout).stderr(stderr).process_group(0);
        fence::spawn(&mut self.inner, self.fence.as_ref(), self.limits).map(super::Child::new)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        Command::new("/bin/sh").args(["-c", script])
    }

    #[test]
    fn returns_what_a_program_prints_or_why_it_failed() {
        assert_eq!(sh("cat; echo one; echo two >&2").stdout().unwrap(), b"one\n");
        assert_eq!(sh("echo one; echo ' why ' >&2; exit 2").stdout().unwrap_err().to_string(), "why");
        assert_eq!(sh("exit 2").stdout().unwrap_err().to_string(), "exit status: 2");
        assert!(matches!(Command::new("/nonexistent").stdout(), Err(Failure::Start(_))));
    }

    #[test]
    fn ends_a_program_that_takes_too_long() {
        let (short, long) = (Duration::from_millis(200), Duration::from_mins(1));
        assert_eq!(sh("echo one").within(long).stdout().unwrap(), b"one\n");
        assert_eq!(sh("echo why >&2; exit 2").within(long).stdout().unwrap_err().to_string(), "why");
        let folder = tempfile::tempdir().unwrap();
        let late = folder.path().join("late");
        // It waits itself, closes its streams and waits, or leaves another program that holds them.
        for script in ["sleep 60", "exec >&- 2>&-; sleep 60", "(sleep 60; echo > \"$1\") & exit 0"] {
            let command = Command::new("/bin/sh").args(["-c", script, "sh"]).arg(&late);
            let ended = command.within(short).stdout();
            assert!(
                matches!(&ended, Err(Failure::Start(error)) if error.kind() == io::ErrorKind::TimedOut),
                "{script}: {ended:?}"
            );
        }
        assert!(!late.exists());
    }

    #[test]
    fn reads_exit_code_1_as_no() {
        assert_eq!(sh("echo yes").stdout_unless_1().unwrap().as_deref(), Some(&b"yes\n"[..]));
        assert!(sh("exit 1").stdout_unless_1().unwrap().is_none());
        assert!(sh("exit 2").stdout_unless_1().is_err());
    }

    #[test]
    fn feeds_a_program_and_prefers_its_own_message() {
        assert_eq!(sh("cat").stdout_for(b"input").unwrap(), b"input");
        let error = sh("echo 'no input wanted' >&2; exit 3").stdout_for(&vec![b'x'; 1 << 20]).unwrap_err();
        assert_eq!(error.to_string(), "no input wanted");
    }

    #[test]
    fn replaces_the_environment() {
        let command = sh("echo \"$HOME$A$LC_ALL\"").only_envs([("A", "a")]).untranslated();
        assert_eq!(command.stdout().unwrap(), b"aC\n");
    }
}
