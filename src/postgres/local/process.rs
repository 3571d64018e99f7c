//! A running server: started directly, not through `pg_ctl`, which polls only ten times a
//! second, behind a fence (`sandbox.rs`), and watched by a shell that ends it when tidegate ends
//! (`watchdog.sh`). `unsafe` code is not allowed here, so the kernel cannot be asked to signal the
//! server when its parent dies; a pipe that only tidegate holds open has the same effect.

use super::super::deadline::Deadline;
use super::super::error::Error;
use super::super::log::log_tail;
use super::programs::Programs;
use super::sandbox::{self, Reach};
use super::settings::{ACCESS_FILE, SETTINGS_FILE};
use super::slot::Slot;
use super::socket_dir::{self, PORT};
use super::survivors;
use crate::process::{Child, Command, Signal, Stdio};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The interval at which a starting server is polled.
const POLL_INTERVAL: Duration = Duration::from_millis(1);

/// The maximum time for a server to start; recovery after a crash takes a while.
const START_TIMEOUT: Duration = Duration::from_mins(1);

/// The beginning of the cause if it took longer.
pub(super) const NOT_READY: &str = "it was not ready";

/// After this a clean shutdown becomes an immediate one.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// After this a server is killed that does not shut down: it kills its own processes after five
/// seconds.
const QUIT_TIMEOUT: Duration = Duration::from_secs(7);

/// The maximum time for a killed process to end.
const KILL_TIMEOUT: Duration = Duration::from_secs(2);

/// The `PATH` of the shell that watches, for `sleep` and `rm`.
const WATCHDOG_PATH: &str = "/usr/bin:/bin:/usr/sbin:/sbin:/run/current-system/sw/bin";

/// A server with its watchdog.
#[derive(Debug)]
pub(super) struct Process {
    server: Server,
    watchdog: Child,
    /// The folder of its socket, and the note that names it.
    pub(super) socket_dir: PathBuf,
    note: PathBuf,
    is_fenced: bool,
    has_ended: bool,
}

/// The server's own process, which a deadline may end from another thread.
#[derive(Clone, Debug)]
struct Server {
    process: Arc<Mutex<Child>>,
    lock: PathBuf,
    log: PathBuf,
    /// Whether the slot may be another run's by now.
    is_released: Arc<Mutex<bool>>,
}

impl Process {
    /// Starts a server on a slot's cluster and waits until it accepts connections.
    pub(super) fn start(programs: &Programs<'_>, slot: &Slot, is_fenced: bool) -> Result<Self, Error> {
        let data = slot.data();
        // The lock on the slot proves that no server runs here.
        let pid_file = data.join("postmaster.pid");
        let _ = fs::remove_file(&pid_file);
        let log = File::create(slot.log()).map_err(Error::files("write", slot.log()))?;
        let note = slot.file(socket_dir::NOTE_FILE);
        let socket_dir = socket_dir::create(programs, &note)?;
        let (process, watchdog) =
            spawn(programs, slot, &socket_dir, log, is_fenced).inspect_err(|_| socket_dir::remove(&socket_dir))?;
        let server = Server {
            process: Arc::new(Mutex::new(process)),
            lock: slot.file("lock"),
            log: slot.log(),
            is_released: Arc::default(),
        };
        let mut process = Self { server, watchdog, socket_dir, note, is_fenced, has_ended: false };
        process.end_at(&programs.environment.deadline);
        match process.wait_until_ready(&pid_file, &programs.environment.deadline) {
            Ok(()) => Ok(process),
            Err(cause) => {
                process.stop();
                programs.environment.deadline.check()?;
                let cause = log_tail(&slot.log()).map_or(cause.clone(), |tail| format!("{cause}: {tail}"));
                Err(Error::Start { server: programs.bin().join("postgres").display().to_string(), cause })
            }
        }
    }

    /// Makes the end of the run's time the end of the server.
    fn end_at(&self, deadline: &Deadline) {
        let server = self.server.clone();
        deadline.at_the_end(move || server.end());
    }

    /// Whether the server is running.
    pub(super) fn is_running(&self) -> bool {
        self.server.process().is_running()
    }

    /// Shuts the server down and waits for it; returns whether the shutdown was clean.
    pub(super) fn stop(&mut self) -> bool {
        if self.has_ended {
            return false;
        }
        self.has_ended = true;
        let was_running = self.is_running();
        self.server.process().signal(Signal::INT);
        let status = self.server.wait(STOP_TIMEOUT);
        let is_clean = was_running && status.is_some_and(|is_success| is_success);
        if !is_clean || !self.is_fenced {
            self.server.end();
        }
        *self.server.is_released.lock().unwrap_or_else(PoisonError::into_inner) = true;
        // A server that was killed leaves its socket.
        socket_dir::remove(&self.socket_dir);
        let _ = fs::remove_file(&self.note);
        self.watchdog.write_line("done");
        if self.watchdog.wait(KILL_TIMEOUT).is_none() {
            self.watchdog.kill();
            let _ = self.watchdog.wait(KILL_TIMEOUT);
        }
        is_clean
    }

    /// Waits until the last line of `postmaster.pid` reports that the server is ready.
    fn wait_until_ready(&mut self, pid_file: &Path, deadline: &Deadline) -> Result<(), String> {
        let begin = Instant::now();
        let longest = deadline.at_most(START_TIMEOUT);
        while begin.elapsed() < longest {
            if let Some(status) = self.server.process().status() {
                return Err(format!("it ended early ({status})"));
            }
            // Other lines are paths, which may contain anything.
            let content = fs::read(pid_file).unwrap_or_default();
            if content.trim_ascii_end().ends_with(b"\nready") {
                return Ok(());
            }
            sleep(POLL_INTERVAL);
        }
        Err(format!("{NOT_READY} after {} s", longest.as_secs()))
    }
}

impl Server {
    fn process(&self) -> MutexGuard<'_, Child> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the end; whether it was a success, or `None` while it runs. Others may end it
    /// meanwhile.
    fn wait(&self, longest: Duration) -> Option<bool> {
        let begin = Instant::now();
        while begin.elapsed() < longest {
            if let Some(status) = self.process().status() {
                return Some(status.success());
            }
            sleep(POLL_INTERVAL);
        }
        None
    }

    /// Ends the server, whatever state it is in, and everything that it started.
    fn end(&self) {
        let is_released = self.is_released.lock().unwrap_or_else(PoisonError::into_inner);
        if *is_released {
            return;
        }
        self.process().signal(Signal::QUIT);
        // One that is stopped gets the signal when it continues.
        self.process().signal(Signal::CONT);
        if self.wait(QUIT_TIMEOUT).is_none() {
            self.process().kill();
            self.wait(KILL_TIMEOUT);
        }
        survivors::end(&self.lock, &self.log);
    }
}

/// Starts the watchdog and the server. The watchdog is first: at no moment is there a server
/// without one.
fn spawn(
    programs: &Programs<'_>,
    slot: &Slot,
    sockets: &Path,
    log: File,
    is_fenced: bool,
) -> Result<(Child, Child), Error> {
    let failed = |program: &Path| {
        let program = program.display().to_string();
        move |error: std::io::Error| Error::Program { program, cause: error.to_string() }
    };
    let (shell, postgres) = (Path::new("/bin/sh"), programs.bin().join("postgres"));
    let (held_end, server_end) = std::io::pipe().map_err(failed(shell))?;
    let watchdog = Command::new(shell).only_envs([("PATH", WATCHDOG_PATH)]).current_dir("/");
    let watchdog = watchdog.arg("-c").arg(include_str!("watchdog.sh")).arg("tidegate-watchdog");
    let watchdog = watchdog.arg(slot.data()).arg(sockets).arg(slot.file("lock")).arg(slot.log());
    let watchdog = programs.account.run(watchdog).spawn_in_own_group(Stdio::piped(), held_end, Stdio::null());
    let mut watchdog = watchdog.map_err(failed(shell))?;
    let command = server_command(programs, slot, sockets, is_fenced);
    let server = command.spawn_in_own_group(server_end, slot.lock()?, log).map_err(|error| {
        if is_fenced {
            // The system may refuse the fence; then the server is started without.
            Error::Start { server: postgres.display().to_string(), cause: error.to_string() }
        } else {
            failed(&postgres)(error)
        }
    })?;
    watchdog.write_line(&server.id().to_string());
    Ok((server, watchdog))
}

/// The server, behind its fence.
fn server_command(programs: &Programs<'_>, slot: &Slot, sockets: &Path, is_fenced: bool) -> Command {
    let postgres = programs.bin().join("postgres");
    let settings = [SETTINGS_FILE, ACCESS_FILE].map(|name| slot.file(name));
    let reach = Reach {
        installation: programs.installation,
        libraries: programs.environment.library_folders(),
        settings: settings.clone(),
        data: slot.data(),
        sockets: sockets.to_owned(),
    };
    let command = if is_fenced && cfg!(target_os = "macos") && Path::new(sandbox::SANDBOX_EXEC).exists() {
        programs.command(Path::new(sandbox::SANDBOX_EXEC)).arg("-p").arg(reach.profile()).arg(&postgres)
    } else {
        programs.command(&postgres)
    };
    let command = if is_fenced { command.fenced(reach.fence()) } else { command };
    let mut command = command.limited(sandbox::LIMITS).arg("-D").arg(slot.data()).arg("-k").arg(sockets);
    command = command.arg("-p").arg(PORT.to_string());
    for (setting, file) in ["config_file", "hba_file"].iter().zip(&settings) {
        command = command.arg("-c").arg(setting_of(setting, file));
    }
    command
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
