//! A running server: started directly, not through `pg_ctl`, which looks only every tenth of
//! a second, and watched by a shell that ends it when tidegate is gone (`watchdog.sh`).
//! `unsafe` code is not allowed here, so the kernel cannot be asked to signal the server
//! when its parent dies; a pipe whose other end only tidegate holds says the same.

use super::super::error::Error;
use super::super::log::last_words;
use super::Programs;
use super::slot::Slot;
use super::sockets::{self, PORT};
use crate::process::Child;
use rustix::process::{Pid, Signal};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often the server is looked at while it starts.
const PULSE: Duration = Duration::from_millis(1);

/// A server that recovers from a cut may take its time.
const LONGEST_START: Duration = Duration::from_mins(1);

/// After this a clean shutdown becomes an immediate one, which itself takes at most five
/// seconds (the server kills its own processes then).
const LONGEST_STOP: Duration = Duration::from_secs(10);

/// The server's settings, beside its cluster.
pub(super) const SETTINGS: &str = "postgresql.conf";

/// Who may connect, beside the cluster.
pub(super) const ACCESS: &str = "pg_hba.conf";

/// A server with its watchdog.
#[derive(Debug)]
pub(super) struct Process {
    watchdog: Child,
    pid_file: PathBuf,
    /// The server itself, as its file said when it came up.
    server: Option<Pid>,
    /// The folder of its socket.
    pub(super) sockets: PathBuf,
}

impl Process {
    /// Starts a server on a slot's cluster and waits until it accepts connections.
    pub(super) fn start(programs: &Programs<'_>, slot: &Slot) -> Result<Self, Error> {
        let data = slot.data();
        // The lock on the slot says that no server runs here.
        let pid_file = data.join("postmaster.pid");
        let _ = fs::remove_file(&pid_file);
        let log = File::create(slot.log()).map_err(Error::files("write", slot.log()))?;
        let sockets = sockets::make(programs, slot)?;
        let postgres = programs.bin.join("postgres");
        let command = programs.command(Path::new("/bin/sh")).arg("-c").arg(include_str!("watchdog.sh"));
        let command = command.arg("tidegate-watchdog").arg(&sockets).arg(&postgres).arg("-D").arg(&data);
        let mut command = command.arg("-k").arg(&sockets).arg("-p").arg(PORT.to_string());
        for (setting, file) in [("config_file", SETTINGS), ("hba_file", ACCESS)] {
            command = command.arg("-c").arg(setting_of(setting, &slot.file(file)));
        }
        let watchdog = command.spawn_in_own_group(slot.lock()?, log).map_err(|error| {
            sockets::remove(&sockets);
            Error::Program { program: "/bin/sh".to_owned(), cause: error.to_string() }
        })?;
        let mut process = Self { watchdog, pid_file, server: None, sockets };
        match process.wait_until_ready() {
            Ok(()) => Ok(process),
            Err(cause) => {
                process.stop();
                let cause = last_words(&slot.log()).map_or(cause.clone(), |words| format!("{cause}: {words}"));
                Err(Error::Start { server: postgres.display().to_string(), cause })
            }
        }
    }

    /// True while the server runs.
    pub(super) fn is_running(&mut self) -> bool {
        self.watchdog.is_running()
    }

    /// Shuts the server down and waits for it; true when it went down cleanly.
    pub(super) fn stop(&mut self) -> bool {
        if !self.watchdog.has_stdin() {
            return false;
        }
        let was_running = self.is_running();
        self.watchdog.write_line("stop");
        let mut status = self.watchdog.wait(LONGEST_STOP);
        // Closing the pipe ends it at once.
        self.watchdog.close_stdin();
        if status.is_none() {
            status = self.watchdog.wait(LONGEST_STOP);
        }
        let went_well = was_running && status.is_some_and(|status| status.success());
        if !went_well {
            self.end_without_watchdog();
        }
        went_well
    }

    /// Ends a server whose watchdog hangs or was killed. While the server runs its file names
    /// it; should it be somebody else's by now, it is left alone.
    fn end_without_watchdog(&mut self) {
        self.watchdog.kill();
        if let Some(server) = self.server.filter(|server| named_in(&self.pid_file) == Some(*server)) {
            let _ = rustix::process::kill_process(server, Signal::QUIT);
        }
        sockets::remove(&self.sockets);
    }

    /// `postmaster.pid` says on its eighth line how far the server is.
    fn wait_until_ready(&mut self) -> Result<(), String> {
        let begin = Instant::now();
        while begin.elapsed() < LONGEST_START {
            if let Some(status) = self.watchdog.status() {
                return Err(format!("it ended with {status}"));
            }
            let told = fs::read_to_string(&self.pid_file).unwrap_or_default();
            if told.lines().nth(7).is_some_and(|status| status.trim() == "ready") {
                self.server = named_in(&self.pid_file);
                return Ok(());
            }
            sleep(PULSE);
        }
        Err(format!("it is not ready after {} s", LONGEST_START.as_secs()))
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
