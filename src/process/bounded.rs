//! A program that is run to its end, for a limited time.

use super::output::Output;
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The interval at which a running program is polled, after the first polls.
const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// The maximum time for the streams of a program that ended: a program that it started may hold
/// them open.
const STREAMS_TIMEOUT: Duration = Duration::from_secs(2);

/// The time that programs have to end after the one that started them.
#[cfg(unix)]
const GRACE: Duration = Duration::from_millis(500);

/// Treatment of programs that the program has started and that are still running when it has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Left {
    /// One that holds the streams is an error, as if the program had not ended.
    #[default]
    Refused,
    /// They are ended, which the output shows.
    Ended,
}

/// Runs a program that gets a process group of its own, all of which is killed when the time is
/// over: then the error is of the kind `TimedOut`.
pub(super) fn output(
    command: &mut Command,
    limit: Duration,
    left: Left,
    spawn: impl FnOnce(&mut Command) -> io::Result<Child>,
) -> io::Result<Output> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        command.process_group(0);
    }
    let mut child = spawn(command)?;
    let streams = (child.stdout.take().map(read), child.stderr.take().map(read));
    let Some(status) = wait(&mut child, limit)? else {
        kill_group(&mut child);
        return Err(io::Error::new(io::ErrorKind::TimedOut, format!("it did not end within {} s", limit.as_secs())));
    };
    let left_running = left == Left::Ended && end_group(&mut child);
    let all = |stream: Option<Receiver<Vec<u8>>>| {
        let Some(stream) = stream else { return Ok(Vec::new()) };
        stream
            .recv_timeout(STREAMS_TIMEOUT)
            .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "a program that it started did not end"))
    };
    match (all(streams.0), all(streams.1)) {
        (Ok(stdout), Ok(stderr)) => Ok(Output { stdout, stderr, status, left_running }),
        (Err(error), _) | (_, Err(error)) => {
            kill_group(&mut child);
            Err(error)
        }
    }
}

/// Waits for a running program of whose output only so many bytes are taken.
pub(super) fn at_most(mut child: Child, most: u64) -> io::Result<Output> {
    let errors = child.stderr.take().map(read);
    let mut stdout = Vec::new();
    if let Some(stream) = child.stdout.take() {
        let result = stream.take(most.saturating_add(1)).read_to_end(&mut stdout);
        let is_more = u64::try_from(stdout.len()).is_ok_and(|length| length > most);
        if let Some(error) = result.err().or(is_more.then(|| io::ErrorKind::FileTooLarge.into())) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(error);
        }
    }
    let status = child.wait()?;
    let stderr = errors.and_then(|errors| errors.recv().ok()).unwrap_or_default();
    Ok(Output { stdout, stderr, status, left_running: false })
}

/// Waits for a program; `None` when it has not ended in time.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let begin = Instant::now();
    let mut pause = Duration::from_micros(100);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begin.elapsed() >= limit {
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(POLL_INTERVAL);
    }
}

/// Reads a stream to its end in the background.
fn read(mut stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    let reader = std::thread::Builder::new().spawn(move || {
        let mut text = Vec::new();
        let _ = stream.read_to_end(&mut text);
        let _ = sender.send(text);
    });
    // Without a thread nothing is received, which is an error of the run.
    drop(reader);
    receiver
}

/// Ends what a program that has ended left in its group; whether there was anything.
#[cfg(unix)]
pub(super) fn end_group(child: &mut Child) -> bool {
    use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
    let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return false };
    let ends = |limit: Duration| {
        let begin = Instant::now();
        while test_kill_process_group(group).is_ok() && !is_defunct(group.as_raw_nonzero().get()) {
            if begin.elapsed() >= limit {
                return false;
            }
            std::thread::sleep(POLL_INTERVAL);
        }
        true
    };
    if ends(GRACE) {
        return false;
    }
    let _ = kill_process_group(group, Signal::TERM);
    if !ends(2 * GRACE) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    true
}

#[cfg(not(unix))]
pub(super) fn end_group(_child: &mut Child) -> bool {
    false
}

/// Whether every program of a group has ended, and only waits to be collected.
#[cfg(unix)]
fn is_defunct(group: i32) -> bool {
    let Ok(processes) = std::fs::read_dir("/proc") else { return false };
    let mut found = false;
    for process in processes.flatten() {
        let stat = std::fs::read_to_string(process.path().join("stat")).unwrap_or_default();
        // `pid (name) state parent group …`
        let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let (state, of) = (fields.next(), fields.nth(1));
        if of.and_then(|of| of.parse().ok()) == Some(group) {
            found = true;
            if !matches!(state, Some("Z" | "X")) {
                return false;
            }
        }
    }
    found
}

pub(super) fn kill_group(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::super::{Command, Failure};
    use super::*;

    fn sh(script: &str) -> Result<Vec<u8>, Failure> {
        Command::new("/bin/sh").args(["-c", script]).within(Duration::from_millis(300)).stdout()
    }

    #[test]
    fn ends_a_program_that_takes_too_long_with_all_that_it_started() {
        let patient = Command::new("/bin/sh").args(["-c", "echo one"]).within(Duration::from_mins(1));
        assert_eq!(patient.stdout().expect("it ends"), b"one\n");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("late");
        let late = format!("(sleep 1; echo > {}) & sleep 60", file.display());
        let Err(Failure::Start(error)) = sh(&late) else { panic!("it takes too long") };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        // One that stopped is ended as well.
        assert!(matches!(sh("kill -STOP $$"), Err(Failure::Start(_))));
        std::thread::sleep(Duration::from_millis(1200));
        assert!(!file.exists(), "what it started was ended too");
    }

    #[test]
    fn ends_what_a_program_has_left() {
        let run = |script: &str| {
            let command = Command::new("/bin/sh").args(["-c", script]).ending_what_it_leaves();
            command.within(Duration::from_mins(1)).output().expect("it ends")
        };
        // The streams end only with what holds them.
        let left = run("echo one; (sleep 60; true) & exit 0");
        assert_eq!((left.left_running, &left.stdout[..], left.status.success()), (true, &b"one\n"[..], true));
        let silent = run("sleep 60 > /dev/null 2>&1 & exit 3");
        assert_eq!((silent.left_running, silent.status.code()), (true, Some(3)));
        // A signal that asks is not enough.
        assert!(run("(trap '' TERM; sleep 60 & wait; sleep 60) > /dev/null 2>&1 & sleep 0.2").left_running);
        // On a busy machine even a short program may need longer than the grace.
        assert!((0..10).any(|_| !run("sleep 0.1 & echo one").left_running));
    }

    #[test]
    fn takes_only_so_much_output() {
        let run = |bytes: u64, most| {
            let script = format!("echo x >&2; head -c {bytes} /dev/zero; exit 3");
            Command::new("/bin/sh").args(["-c", &script]).at_most(most).output()
        };
        let output = run(100_000, 100_000).expect("it is not too much");
        assert_eq!((output.stdout.len(), &output.stderr[..], output.status.code()), (100_000, &b"x\n"[..], Some(3)));
        assert_eq!(run(100_001, 100_000).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        let endless = Command::new("/bin/sh").args(["-c", "while :; do echo; done"]).at_most(1_000).output();
        assert_eq!(endless.unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn reads_more_than_a_pipe_holds() {
        let command = Command::new("/bin/sh").args(["-c", "head -c 1000000 /dev/zero"]);
        assert_eq!(command.within(Duration::from_mins(1)).stdout().expect("it ends").len(), 1_000_000);
    }
}
