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

/// Runs a program that gets a process group of its own, all of which is killed when the time is
/// over: then the error is of the kind `TimedOut`.
pub(super) fn output(
    command: &mut Command,
    limit: Duration,
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
    let all = |stream: Option<Receiver<Vec<u8>>>| {
        let Some(stream) = stream else { return Ok(Vec::new()) };
        stream
            .recv_timeout(STREAMS_TIMEOUT)
            .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "a program that it started did not end"))
    };
    match (all(streams.0), all(streams.1)) {
        (Ok(stdout), Ok(stderr)) => Ok(Output { stdout, stderr, status }),
        (Err(error), _) | (_, Err(error)) => {
            kill_group(&mut child);
            Err(error)
        }
    }
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

fn kill_group(child: &mut Child) {
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
        assert_eq!(sh("echo one").expect("it ends"), b"one\n");
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
    fn reads_more_than_a_pipe_holds() {
        let command = Command::new("/bin/sh").args(["-c", "head -c 1000000 /dev/zero"]);
        assert_eq!(command.within(Duration::from_mins(1)).stdout().expect("it ends").len(), 1_000_000);
    }
}
