//! Standard output and error. Everything goes through a door that lets only colours of tidegate pass;
//! `anstream` removes them where they are not shown (pipes, files, `NO_COLOR`, `TERM=dumb`).

use super::environment::TimeLimit;
use super::failure::end;
use super::progress::{Follower, Line};
use super::streams;
use crate::postgres::Deadline;
use crate::report::Door;
use anstream::AutoStream;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

/// Standard output and error, and how wide lines may be.
pub(super) struct Terminal {
    out: Door<io::BufWriter<Stream<Box<dyn Write>>>>,
    err: Door<Stream<Box<dyn Write>>>,
    /// Columns that text is wrapped to.
    pub(super) width: usize,
    /// Follows the jobs in place of a terminal.
    follower: Option<Arc<dyn Follower>>,
}

/// For output whose width is unknown (pipes, graphical git clients).
const DEFAULT_WIDTH: usize = 100;

/// Why text that was written did not arrive.
pub(super) enum Lost {
    /// The reader closed the pipe (`tidegate check | head`).
    Unread,
    /// The stream is closed, or the disk is full.
    Unwritable(io::Error),
}

impl Terminal {
    /// The streams of the process.
    pub(super) fn open() -> Self {
        let stdout = io::stdout();
        let choice = AutoStream::choice(&stdout);
        let err_choice = AutoStream::choice(&io::stderr());
        let out: Box<dyn Write> = Box::new(AutoStream::new(stdout, choice));
        let out = Stream::new(out, streams::is_output_closed(), "standard output");
        let err: Box<dyn Write> = Box::new(AutoStream::new(io::stderr(), err_choice));
        let err = Stream::new(err, streams::is_error_closed(), "standard error");
        Self { out: Door::new(io::BufWriter::new(out)), err: Door::new(err), width: width(), follower: None }
    }

    /// Writes without colours to other places than the streams of the process, with a follower of the jobs.
    #[cfg(feature = "mcp")]
    pub(super) fn captured(out: impl Write + 'static, err: impl Write + 'static, follower: Arc<dyn Follower>) -> Self {
        let stream = |inner: Box<dyn Write>, name| -> Stream<Box<dyn Write>> {
            Stream::new(Box::new(anstream::StripStream::new(inner)), false, name)
        };
        let out = stream(Box::new(out), "standard output");
        let err = stream(Box::new(err), "standard error");
        let follower = Some(follower);
        Self { out: Door::new(io::BufWriter::new(out)), err: Door::new(err), width: DEFAULT_WIDTH, follower }
    }

    /// A line that shows how far a job is.
    pub(super) fn line(&self) -> Line {
        Line::new(self.width, self.follower.clone())
    }

    /// Starts the time of a job. Without a limit, it only ends early if it is followed.
    pub(super) fn deadline(&self, limit: TimeLimit) -> Deadline {
        let Some(follower) = &self.follower else {
            return limit.0.map_or_else(Deadline::default, |limit| Deadline::start(limit, end));
        };
        let deadline = Deadline::start(limit.0.unwrap_or(TimeLimit::LONGEST), end);
        follower.started(&deadline);
        deadline
    }

    /// Makes standard error the standard output. Git gives a hook of `git push` its own standard output,
    /// where a program may read the result of `git push --porcelain`.
    pub(super) fn write_to_stderr(&mut self) {
        let choice = AutoStream::choice(&io::stderr());
        let err: Box<dyn Write> = Box::new(AutoStream::new(io::stderr(), choice));
        self.out = Door::new(io::BufWriter::new(Stream::new(err, streams::is_error_closed(), "standard error")));
    }

    /// Standard output. Call [`Terminal::finish`] before the process ends.
    pub(super) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Whether standard output shows colour.
    pub(super) fn has_colour() -> bool {
        AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
    }

    /// Standard error, for messages that must not mix with a machine format.
    pub(super) fn err(&mut self) -> &mut dyn Write {
        &mut self.err
    }

    /// Writes what is still buffered.
    pub(super) fn flush(&mut self) {
        // Each stream keeps its own failure.
        let _ = self.out.flush();
        let _ = self.err.flush();
    }

    /// Writes what is still buffered, and returns why something did not arrive.
    pub(super) fn finish(&mut self) -> Option<Lost> {
        self.flush();
        let failed = self.out.get_mut().get_mut().failure.take().or_else(|| self.err.get_mut().failure.take())?;
        Some(match failed.kind() {
            io::ErrorKind::BrokenPipe => Lost::Unread,
            _ => Lost::Unwritable(failed),
        })
    }
}

/// A stream that keeps its first failure and drops what comes after it. A failure must not end a job
/// half-way, and it must not turn a blocked commit into one that passes.
struct Stream<W> {
    inner: W,
    /// The name of the stream if it was closed when the program started.
    closed: Option<&'static str>,
    failure: Option<io::Error>,
}

impl<W: Write> Stream<W> {
    fn new(inner: W, is_closed: bool, name: &'static str) -> Self {
        Self { inner, closed: is_closed.then_some(name), failure: None }
    }

    fn keep(&mut self, result: io::Result<()>) {
        if let Err(error) = result
            && self.failure.is_none()
        {
            self.failure = Some(error);
        }
    }
}

impl<W: Write> Write for Stream<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failure.is_none() {
            let result = match self.closed {
                Some(name) => Err(io::Error::other(format!("{name} is closed"))),
                None => self.inner.write_all(bytes),
            };
            self.keep(result);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failure.is_none() && self.closed.is_none() {
            let result = self.inner.flush();
            self.keep(result);
        }
        Ok(())
    }
}

fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let asked = columns.or_else(|| {
        io::stdout().is_terminal().then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0))
    });
    asked.unwrap_or(DEFAULT_WIDTH).clamp(40, DEFAULT_WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes, then fails.
    struct Disk(usize);

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_stream_keeps_its_first_failure_and_goes_on() {
        let mut stream = Stream::new(Disk(3), false, "standard output");
        write!(stream, "abc").unwrap();
        assert!(stream.failure.is_none());
        write!(stream, "d").unwrap();
        write!(stream, "e").unwrap();
        assert_eq!(stream.failure.unwrap().kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn a_closed_stream_fails_only_if_something_is_written() {
        let mut stream = Stream::new(Disk(3), true, "standard output");
        stream.flush().unwrap();
        assert!(stream.failure.is_none());
        write!(stream, "a").unwrap();
        assert_eq!(stream.failure.unwrap().to_string(), "standard output is closed");
    }
}
