//! A running server: started directly, not through `pg_ctl`, which polls only ten times a
//! second, and watched by a shell that stops it when tidegate ends (`watchdog.sh`). `unsafe`
//! code is not allowed here, so the kernel cannot be asked to signal the server when its parent
//! dies; a pipe that only tidegate holds open has the same effect.

use super::super::error::Error;
use super::super::log::log_tail;
use super::programs::Programs;
use super::settings::{ACCESS_FILE, SETTINGS_FILE};
use super::slot::Slot;
use super::socket_dir::{self, PORT};
use crate::process::Child;
use rustix::process::{Pid, Signal};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The interval at which a starting server is polled.
const POLL_INTERVAL: Duration = Duration::from_millis(1);

/// The maximum time for a server to start; recovery after a crash takes a while.
const START_TIMEOUT: Duration = Duration::from_mins(1);

/// After this a clean shutdown becomes an immediate one, which itself takes at most five
/// seconds (the server kills its own processes then).
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// A server with its watchdog.
#[derive(Debug)]
pub(super) struct Process {
    watchdog: Child,
    pid_file: PathBuf,
    /// The server itself, from its pid file after the start.
    server: Option<Pid>,
    /// The folder of its socket.
    pub(super) socket_dir: PathBuf,
}

impl Process {
    /// Starts a server on a slot's cluster and waits until it accepts connections.
    pub(super) fn start(programs: &Programs<'_>, slot: &Slot) -> Result<Self, Error> {
        let data = slot.data();
        // The lock on the slot proves that no server runs here.
        let pid_file = data.join("postmaster.pid");
        let _ = fs::remove_file(&pid_file);
        let log = File::create(slot.log()).map_err(Error::files("write", slot.log()))?;
        let socket_dir = socket_dir::create(programs, &slot.file(socket_dir::NOTE_FILE))?;
        let postgres = programs.bin.join("postgres");
        let command = programs.command(Path::new("/bin/sh")).arg("-c").arg(include_str!("watchdog.sh"));
        let command = command.arg("tidegate-watchdog").arg(&socket_dir).arg(&postgres).arg("-D").arg(&data);
        let mut command = command.arg("-k").arg(&socket_dir).arg("-p").arg(PORT.to_string());
        for (setting, file) in [("config_file", SETTINGS_FILE), ("hba_file", ACCESS_FILE)] {
            command = command.arg("-c").arg(setting_of(setting, &slot.file(file)));
        }
        let watchdog = command.spawn_in_own_group(slot.lock()?, log).map_err(|error| {
            socket_dir::remove(&socket_dir);
            Error::Program { program: "/bin/sh".to_owned(), cause: error.to_string() }
        })?;
        let mut process = Self { watchdog, pid_file, server: None, socket_dir };
        match process.wait_until_ready() {
            Ok(()) => Ok(process),
            Err(cause) => {
                process.stop();
                let cause = log_tail(&slot.log()).map_or(cause.clone(), |tail| format!("{cause}: {tail}"));
                Err(Error::Start { server: postgres.display().to_string(), cause })
            }
        }
    }

    /// Whether the server is running.
    pub(super) fn is_running(&mut self) -> bool {
        self.watchdog.is_running()
    }

    /// Shuts the server down and waits for it; returns whether the shutdown was clean.
    pub(super) fn stop(&mut self) -> bool {
        if !self.watchdog.has_stdin() {
            return false;
        }
        let was_running = self.is_running();
        self.watchdog.write_line("stop");
        let mut status = self.watchdog.wait(STOP_TIMEOUT);
        // Closing the pipe makes the shutdown immediate.
        self.watchdog.close_stdin();
        if status.is_none() {
            status = self.watchdog.wait(STOP_TIMEOUT);
        }
        let is_clean = was_running && status.is_some_and(|status| status.success());
        if !is_clean {
            self.end_without_watchdog();
        }
        is_clean
    }

    /// Ends a server whose watchdog hangs or was killed. A running server is named by its pid
    /// file; if the file names another process by now, that one is not signalled.
    fn end_without_watchdog(&mut self) {
        self.watchdog.kill();
        if let Some(server) = self.server.filter(|server| named_in(&self.pid_file) == Some(*server)) {
            let _ = rustix::process::kill_process(server, Signal::QUIT);
        }
        socket_dir::remove(&self.socket_dir);
    }

    /// Waits until the eighth line of `postmaster.pid` reports that the server is ready.
    fn wait_until_ready(&mut self) -> Result<(), String> {
        let begin = Instant::now();
        while begin.elapsed() < START_TIMEOUT {
            if let Some(status) = self.watchdog.status() {
                return Err(format!("it ended early ({status})"));
            }
            let content = fs::read_to_string(&self.pid_file).unwrap_or_default();
            if content.lines().nth(7).is_some_and(|status| status.trim() == "ready") {
                self.server = named_in(&self.pid_file);
                return Ok(());
            }
            sleep(POLL_INTERVAL);
        }
        Err(format!("it was not ready after {} s", START_TIMEOUT.as_secs()))
    }
}

/// The process that the first line of a `postmaster.pid` names.
fn named_in(pid_file: &Path) -> Option<Pid> {
    Pid::from_raw(fs::read_to_string(pid_file).ok()?.lines().next()?.trim().parse().ok()?)
}

/// `name=path`
fn setting_of(name: &str, path: &Path) -> OsString {
    let mut setting = OsString::from(format!("{name}="));
    setting.push(path);
    setting
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}
