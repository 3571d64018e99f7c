//! A running program that this process controls through its standard input.

use std::io::Write as _;
use std::process::{self, ChildStdin, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The interval at which a running program is polled.
const POLL_INTERVAL: Duration = Duration::from_millis(1);

/// A running program. Dropping it closes its standard input and does not wait for it.
#[derive(Debug)]
pub struct Child {
    process: process::Child,
    /// `None` once it was closed.
    stdin: Option<ChildStdin>,
}

impl Child {
    #[cfg_attr(not(unix), allow(dead_code, reason = "servers are started on Unix only"))]
    pub(super) fn new(mut process: process::Child) -> Self {
        let stdin = process.stdin.take();
        Self { process, stdin }
    }

    /// The process id. It is not reused before the exit status was read.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The exit status; `None` while the program runs, or if the system does not report it.
    pub fn status(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().ok().flatten()
    }

    /// Whether the program still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Waits until the program ends; `None` when it has not ended after `longest`.
    pub fn wait(&mut self, longest: Duration) -> Option<ExitStatus> {
        let begin = Instant::now();
        while begin.elapsed() < longest {
            match self.process.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) => sleep(POLL_INTERVAL),
                Err(_) => return None,
            }
        }
        None
    }

    /// Writes a line to the program's standard input. A program that no longer reads is not an
    /// error: waiting for it shows how it ended.
    pub fn write_line(&mut self, line: &str) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(format!("{line}\n").as_bytes());
        }
    }

    /// Closes the program's standard input.
    pub fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Whether the program's standard input is still open.
    pub fn has_stdin(&self) -> bool {
        self.stdin.is_some()
    }

    /// Sends a signal to the program, unless its exit status was read: the id may be another
    /// program's then.
    #[cfg(unix)]
    pub fn signal(&mut self, signal: rustix::process::Signal) {
        if self.is_running()
            && let Some(id) = i32::try_from(self.id()).ok().and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process(id, signal);
        }
    }

    /// Kills the program.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
    }
}
