//! A program that answers one request after the other, as `git cat-file --batch` does.

use super::failure::Failure;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout};
use std::thread::JoinHandle;

/// A running program with its standard input and output. Dropping it kills the program.
#[derive(Debug)]
pub struct Dialogue {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// Reads the error output, so that the program never waits for it to be read.
    errors: Option<JoinHandle<Vec<u8>>>,
}

/// The longest line of an answer in bytes.
const LINE_LIMIT: u64 = 64 * 1024;

/// The bytes of the error output that are kept.
const ERROR_LIMIT: u64 = 64 * 1024;

impl Dialogue {
    /// A process whose three streams are pipes.
    pub(super) fn new(mut process: Child) -> io::Result<Self> {
        let (Some(output), Some(mut errors)) = (process.stdout.take(), process.stderr.take()) else {
            return Err(io::Error::other("the program has no output"));
        };
        let read = move || {
            let mut kept = Vec::new();
            let _ = errors.by_ref().take(ERROR_LIMIT).read_to_end(&mut kept);
            let _ = io::copy(&mut errors, &mut io::sink());
            kept
        };
        let input = process.stdin.take();
        Ok(Self { process, input, output: BufReader::new(output), errors: Some(std::thread::spawn(read)) })
    }

    /// Sends a request.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<()> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        input.write_all(request)?;
        input.flush()
    }

    /// The next part of the answer up to `end`, without it.
    pub fn until(&mut self, end: u8) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        self.output.by_ref().take(LINE_LIMIT).read_until(end, &mut line)?;
        if line.pop() == Some(end) { Ok(line) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// The next `count` bytes of the answer.
    pub fn bytes(&mut self, count: u64) -> io::Result<Vec<u8>> {
        // Memory is taken as bytes arrive, not as they are announced.
        let mut content = Vec::new();
        let read = self.output.by_ref().take(count).read_to_end(&mut content)?;
        if read as u64 == count { Ok(content) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// Ends the program after a request that failed, and returns why: its own message, or else `error`.
    pub fn failure(mut self, error: io::Error) -> Failure {
        self.input = None;
        let status = if error.kind() == io::ErrorKind::UnexpectedEof || error.kind() == io::ErrorKind::BrokenPipe {
            self.process.wait().ok()
        } else {
            None
        };
        let _ = self.process.kill();
        let _ = self.process.wait();
        let stderr = self.errors.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        match status {
            Some(status) if !(status.success() && stderr.is_empty()) => Failure::Ended { status, stderr },
            _ => Failure::Start(error),
        }
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use crate::process::{Command, Failure};

    fn sh(script: &str) -> super::Dialogue {
        Command::new("/bin/sh").args(["-c", script]).dialogue().expect("a shell")
    }

    #[test]
    fn answers_one_request_after_the_other() {
        let mut cat = sh("cat");
        for word in ["one", "two"] {
            cat.ask(format!("{word}\nrest").as_bytes()).unwrap();
            assert_eq!(cat.until(b'\n').unwrap(), word.as_bytes());
            assert_eq!(cat.bytes(4).unwrap(), b"rest");
        }
    }

    #[test]
    fn a_program_that_ends_is_an_error_with_its_own_message() {
        let mut ended = sh("read line; echo \"no $line\" >&2; exit 3");
        ended.ask(b"milk\n").unwrap();
        let error = ended.until(b'\n').unwrap_err();
        let failure = ended.failure(error);
        assert!(matches!(&failure, Failure::Ended { status, .. } if status.code() == Some(3)));
        assert_eq!(failure.to_string(), "no milk");
    }

    #[test]
    fn an_endless_line_is_an_error() {
        let mut endless = sh("while :; do printf 0123456789abcdef; done");
        endless.until(b'\n').unwrap_err();
    }

    #[test]
    fn error_output_does_not_block_the_program() {
        let mut loud = sh("head -c 1000000 /dev/zero >&2; echo done; cat");
        assert_eq!(loud.until(b'\n').unwrap(), b"done");
    }
}
