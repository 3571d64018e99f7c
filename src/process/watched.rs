//! A program whose output is one stream, ended when its time is over or the user interrupts the run.

use super::bounded::{end_group, kill_group};
use super::command::Command;
use std::fs::File;
use std::io::{self, PipeReader, Read as _, Write as _};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Bytes that are kept of the start of an output, and as many of its end.
const KEPT: usize = 256 * 1024;

/// The interval at which a running program is polled, after the first polls.
const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// The maximum time for the output of a program that ended: a program that it started may hold it open.
const OUTPUT_TIMEOUT: Duration = Duration::from_secs(2);

/// The conditions under which a program is ended.
#[derive(Clone, Copy, Debug)]
pub struct Watch<'a> {
    pub limit: Duration,
    /// Whether the user has interrupted the run.
    pub interrupted: &'a AtomicBool,
}

/// The end of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Exited(ExitStatus),
    /// It took longer than it may, and was ended with all that it started.
    TimedOut,
    /// The user interrupted the run, and it was ended with all that it started.
    Interrupted,
}

/// The end of a program, and what it printed to both streams in the order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    pub end: End,
    pub output: Vec<u8>,
    /// Whether a program that it started was still running, and was ended.
    pub left_running: bool,
}

impl Command {
    /// Runs the program to its end with `input` on its standard input, in a process group of its own. What it prints is
    /// written to `live` as well, as it comes.
    pub fn watched(self, input: Vec<u8>, watch: Watch, live: Option<File>) -> io::Result<Watched> {
        let mut command = self.inner()?;
        let (reader, writer) = io::pipe()?;
        command.stdout(writer.try_clone()?).stderr(writer);
        command.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            command.process_group(0);
        }
        let mut child = command.spawn()?;
        // The pipe ends when the last program that can write to it has ended.
        drop(command);
        if let Some(mut stdin) = child.stdin.take() {
            // A program may end without reading everything.
            std::thread::Builder::new().spawn(move || stdin.write_all(&input))?;
        }
        let output = read(reader, live)?;
        let end = wait(&mut child, watch)?;
        let left_running = match end {
            End::Exited(_) => end_group(&mut child),
            End::TimedOut | End::Interrupted => {
                end_politely(&mut child);
                false
            }
        };
        let output = match output.recv_timeout(OUTPUT_TIMEOUT) {
            Ok(output) => output,
            Err(RecvTimeoutError::Timeout) => return Err(io::Error::other("a program that it started did not end")),
            Err(RecvTimeoutError::Disconnected) => return Err(io::Error::other("its output cannot be read")),
        };
        Ok(Watched { end, output, left_running })
    }
}

pub(super) fn wait(child: &mut Child, watch: Watch) -> io::Result<End> {
    let begin = Instant::now();
    let mut pause = Duration::from_micros(100);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Exited(status));
        }
        if watch.interrupted.load(Ordering::SeqCst) {
            return Ok(End::Interrupted);
        }
        if begin.elapsed() >= watch.limit {
            return Ok(End::TimedOut);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(POLL_INTERVAL);
    }
}

/// Asks the whole group to end, and kills what does not.
fn end_politely(child: &mut Child) {
    #[cfg(unix)]
    {
        use rustix::process::{Pid, Signal, kill_process_group};
        const GRACE: Duration = Duration::from_millis(500);
        if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::TERM);
            let begin = Instant::now();
            while begin.elapsed() < GRACE && matches!(child.try_wait(), Ok(None)) {
                std::thread::sleep(POLL_INTERVAL);
            }
        }
    }
    kill_group(child);
}

/// Reads the output in the background. Its end and its start are kept; a program that floods it does not wait.
fn read(mut pipe: PipeReader, mut live: Option<File>) -> io::Result<Receiver<Vec<u8>>> {
    let (sender, receiver) = channel();
    std::thread::Builder::new().spawn(move || {
        let (mut start, mut end, mut dropped) = (Vec::new(), Vec::new(), 0_u64);
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let count = match pipe.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => break,
            };
            if live.as_mut().is_some_and(|live| live.write_all(&buffer[..count]).is_err()) {
                live = None;
            }
            let fits = count.min(KEPT - start.len());
            start.extend_from_slice(&buffer[..fits]);
            end.extend_from_slice(&buffer[fits..count]);
            if end.len() > 2 * KEPT {
                let excess = end.len() - KEPT;
                end.drain(..excess);
                dropped += excess as u64;
            }
        }
        let excess = end.len().saturating_sub(KEPT);
        end.drain(..excess);
        dropped += excess as u64;
        if dropped > 0 {
            start.extend_from_slice(format!("\n... {dropped} bytes left out ...\n").as_bytes());
        }
        start.append(&mut end);
        let _ = sender.send(start);
    })?;
    Ok(receiver)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, input: &str, limit: Duration) -> Watched {
        let interrupted = AtomicBool::new(script.contains("interrupted"));
        let command = Command::new("/bin/sh").args(["-c", script]);
        command.watched(input.as_bytes().to_vec(), Watch { limit, interrupted: &interrupted }, None).expect("it starts")
    }

    #[test]
    fn both_streams_are_one_and_the_input_is_read() {
        let watched = sh("cat; echo two >&2; echo three; exit 3", "one\n", Duration::from_mins(1));
        assert_eq!(watched.output, b"one\ntwo\nthree\n");
        assert!(matches!(watched.end, End::Exited(status) if status.code() == Some(3)));
        assert!(!watched.left_running);
    }

    #[test]
    fn a_program_is_ended_with_all_that_it_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("late");
        let late = format!("echo one; (trap '' TERM; sleep 2; echo > {}) & sleep 60", file.display());
        let watched = sh(&late, "", Duration::from_millis(200));
        assert_eq!((watched.end, &watched.output[..]), (End::TimedOut, &b"one\n"[..]));
        assert_eq!(sh("# interrupted\nsleep 60", "", Duration::from_mins(1)).end, End::Interrupted);
        let left = sh("sleep 60 & echo one", "", Duration::from_mins(1));
        assert_eq!((left.left_running, &left.output[..]), (true, &b"one\n"[..]));
        std::thread::sleep(Duration::from_millis(2200));
        assert!(!file.exists());
    }

    #[test]
    fn output_is_shown_as_it_comes() {
        let file = tempfile::tempfile().expect("a file");
        let interrupted = AtomicBool::new(false);
        let watch = Watch { limit: Duration::from_mins(1), interrupted: &interrupted };
        let command = Command::new("/bin/sh").args(["-c", "echo one; echo two >&2"]);
        let watched = command.watched(Vec::new(), watch, Some(file.try_clone().expect("a file"))).expect("it starts");
        let mut shown = Vec::new();
        let mut file = file;
        std::io::Seek::rewind(&mut file).expect("a file");
        file.read_to_end(&mut shown).expect("a file");
        assert_eq!((&shown[..], &watched.output[..]), (&b"one\ntwo\n"[..], &b"one\ntwo\n"[..]));
    }

    #[test]
    fn an_endless_output_is_cut_in_the_middle() {
        let watched = sh("echo first; head -c 3000000 /dev/zero; echo last", "", Duration::from_mins(1));
        assert!(watched.output.len() < 3 * KEPT && watched.output.starts_with(b"first\n"));
        assert!(watched.output.ends_with(b"last\n"));
        assert!(memchr::memmem::find(&watched.output, b"bytes left out").is_some());
    }
}
