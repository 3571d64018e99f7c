//! A program with its arguments and environment, run to its end with its output captured.

use super::failure::Failure;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::path::Path;
use std::process::{self, ExitStatus, Stdio};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// A program to start. Its standard input is empty unless a method sets it.
#[derive(Debug)]
pub struct Command(process::Command, Option<io::Error>);

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
        Self(command, None)
    }

    /// A program that must not be started: the command fails for this reason.
    pub fn refused(reason: io::Error) -> Self {
        Self(process::Command::new("/dev/null/refused"), Some(reason))
    }

    /// Fails if the program must not be started.
    fn allowed(&mut self) -> io::Result<()> {
        self.1.take().map_or(Ok(()), Err)
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
        self.allowed()?;
        self.0.output().map(Output::from)
    }

    /// The output of a program that must succeed within a time; it is ended after that, with what it
    /// started.
    pub fn stdout_within(mut self, limit: Duration) -> Result<Vec<u8>, Failure> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut self.0, 0);
        self.allowed().map_err(Failure::Start)?;
        let end = Instant::now() + limit;
        let mut child = self.0.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(Failure::Start)?;
        let streams = (child.stdout.take().map(read_aside), child.stderr.take().map(read_aside));
        let rest = || end.saturating_duration_since(Instant::now());
        let read = |stream: Option<Receiver<Vec<u8>>>| stream.and_then(|stream| stream.recv_timeout(rest()).ok());
        let output = match (read(streams.0), read(streams.1)) {
            (Some(stdout), Some(stderr)) => status_within(&mut child, rest()).map(|status| (stdout, stderr, status)),
            _ => None,
        };
        if let Some((stdout, stderr, status)) = output {
            return Output { stdout, stderr, status }.stdout();
        }
        end_group(&mut child);
        Err(Failure::TooLong(limit))
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
        let piped = self.0.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().map_err(Failure::Start)?;
        let written = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(input));
        let output = child.wait_with_output().map_err(Failure::Start)?;
        // When the program ended early, its own message says why; the broken pipe does not.
        let stdout = Output::from(output).stdout()?;
        written.map_err(Failure::Start)?;
        Ok(stdout)
    }

    /// Starts the program without waiting for it, its standard input held open by this process.
    ///
    /// It gets a process group of its own: Ctrl-C in the terminal does not reach it.
    #[cfg(unix)]
    pub fn spawn_in_own_group(mut self, stdout: File, stderr: File) -> io::Result<super::Child> {
        use std::os::unix::process::CommandExt as _;
        self.allowed()?;
        self.0.stdin(Stdio::piped()).stdout(stdout).stderr(stderr);
        self.0.process_group(0).spawn().map(super::Child::new)
    }
}

/// The most that is read of a stream with a time limit.
const MAX_BYTES: u64 = 64 * 1024;

/// Reads a stream in a thread of its own, which a program that keeps the stream open cannot stop.
fn read_aside(stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.take(MAX_BYTES).read_to_end(&mut bytes);
        sender.send(bytes)
    });
    receiver
}

fn status_within(child: &mut process::Child, limit: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + limit;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(1)),
            _ => return None,
        }
    }
}

/// Kills a program that leads a group of its own, and the group.
fn end_group(child: &mut process::Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
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
    fn ends_a_program_that_takes_too_long() {
        let (short, long) = (Duration::from_millis(200), Duration::from_secs(60));
        assert_eq!(sh("echo one").stdout_within(long).unwrap(), b"one\n");
        assert_eq!(sh("echo why >&2; exit 2").stdout_within(long).unwrap_err().to_string(), "why");
        let folder = tempfile::tempdir().unwrap();
        let late = folder.path().join("late");
        // It waits itself, closes its streams and waits, or leaves another program that holds them.
        for script in ["sleep 60", "exec >&- 2>&-; sleep 60", "(sleep 60; echo > \"$1\") & exit 0", "yes >&2; sleep 60"]
        {
            let command = Command::new("/bin/sh").args(["-c", script, "sh"]).arg(&late);
            assert!(matches!(command.stdout_within(short), Err(Failure::TooLong(_))), "{script}");
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
