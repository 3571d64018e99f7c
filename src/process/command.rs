//! A program with its arguments and environment, run to its end with its output captured.

use super::failure::Failure;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{self, ExitStatus, Stdio};

/// A program to start. Its standard input is empty unless a method sets it.
#[derive(Debug)]
pub struct Command(process::Command);

/// Everything a program printed, and how it ended.
#[derive(Debug)]
pub struct Output {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    pub status: ExitStatus,
}

impl Command {
    /// The program at a path, or one of that name on PATH, in this process's environment.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = process::Command::new(program);
        command.stdin(Stdio::null());
        Self(command)
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.0.arg(argument);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.0.args(arguments);
        self
    }

    /// Sets the folder that the program runs in.
    #[must_use]
    pub fn current_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.0.current_dir(folder);
        self
    }

    /// Sets a variable.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Sets variables.
    #[must_use]
    pub fn envs(mut self, variables: impl IntoIterator<Item = (impl AsRef<OsStr>, impl AsRef<OsStr>)>) -> Self {
        self.0.envs(variables);
        self
    }

    /// Removes variables.
    #[must_use]
    pub fn without_envs(mut self, names: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        for name in names {
            self.0.env_remove(name);
        }
        self
    }

    /// Replaces this process's environment by these variables.
    #[must_use]
    pub fn only_envs(mut self, variables: impl IntoIterator<Item = (impl AsRef<OsStr>, impl AsRef<OsStr>)>) -> Self {
        self.0.env_clear().envs(variables);
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
        self.0.stdin(file);
        self
    }

    /// Runs the program as another user and group; only root may.
    #[cfg(unix)]
    #[must_use]
    pub fn run_as(mut self, uid: u32, gid: u32) -> Self {
        use std::os::unix::process::CommandExt as _;
        self.0.uid(uid).gid(gid);
        self
    }

    /// Runs the program to its end, however it ends.
    pub fn output(mut self) -> io::Result<Output> {
        self.0.output().map(Output::from)
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
        let piped = self.0.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
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
        let piped = self.0.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        super::Dialogue::new(piped.spawn()?)
    }

    /// Starts the program without waiting for it, its standard input held open by this process.
    ///
    /// It gets a process group of its own: Ctrl-C in the terminal does not reach it.
    #[cfg(unix)]
    pub fn spawn_in_own_group(mut self, stdout: File, stderr: File) -> io::Result<super::Child> {
        use std::os::unix::process::CommandExt as _;
        self.0.stdin(Stdio::piped()).stdout(stdout).stderr(stderr);
        self.0.process_group(0).spawn().map(super::Child::new)
    }
}

impl Output {
    /// The output, if the program succeeded.
    fn stdout(self) -> Result<Vec<u8>, Failure> {
        if self.status.success() {
            Ok(self.stdout)
        } else {
            Err(Failure::Ended { status: self.status, stderr: self.stderr })
        }
    }
}

impl From<process::Output> for Output {
    fn from(output: process::Output) -> Self {
        Self { stdout: output.stdout, stderr: output.stderr, status: output.status }
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
