//! A program that has the terminal of the user for itself.

use super::command::Command;
use super::watched::{End, Watch, wait};
use std::fs::{File, OpenOptions};
use std::io;
use std::process::Child;

/// The devices for what the user types, and for what is shown.
const DEVICES: [&str; 2] = if cfg!(windows) { ["CONIN$", "CONOUT$"] } else { ["/dev/tty", "/dev/tty"] };

impl Command {
    /// Runs the program to its end on the terminal of the user; `None` if there is no terminal, as in a graphical client
    /// or in CI. It stays in the process group of this process, as only that may read from the terminal: what it leaves
    /// running is not ended.
    pub fn in_terminal(self, watch: Watch) -> io::Result<Option<End>> {
        let Some((input, output)) = terminal() else { return Ok(None) };
        let mut command = self.inner()?;
        command.stdin(input).stdout(output.try_clone()?).stderr(output);
        let mut child = command.spawn()?;
        let end = wait(&mut child, watch)?;
        if !matches!(end, End::Exited(_)) {
            end_politely(&mut child);
        }
        Ok(Some(end))
    }
}

/// Both sides of the terminal.
fn terminal() -> Option<(File, File)> {
    let [input, output] = DEVICES;
    let input = OpenOptions::new().read(true).open(input).ok()?;
    Some((input, OpenOptions::new().write(true).open(output).ok()?))
}

/// Asks the program to end, and kills it if it does not: Ctrl-C has reached it already.
fn end_politely(child: &mut Child) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process};
        use std::time::{Duration, Instant};
        const GRACE: Duration = Duration::from_millis(500);
        const PAUSE: Duration = Duration::from_millis(2);
        if let Some(process) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(process, Signal::TERM);
            let begin = Instant::now();
            while begin.elapsed() < GRACE && matches!(child.try_wait(), Ok(None)) {
                std::thread::sleep(PAUSE);
            }
        }
    }
    let _ = child.kill();
    let _ = child.wait();
}
