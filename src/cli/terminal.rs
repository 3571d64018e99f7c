//! Standard output and error. Everything goes through a door that lets only colours of tidegate pass;
//! `anstream` removes them where they are not shown (pipes, files, `NO_COLOR`, `TERM=dumb`).

use crate::report::Door;
use anstream::AutoStream;
use std::io::{self, IsTerminal, Write};

/// Standard output and error, and how wide lines may be.
pub(super) struct Terminal {
    out: Door<io::BufWriter<Unread<AutoStream<io::Stdout>>>>,
    err: Door<Unread<AutoStream<io::Stderr>>>,
    /// Columns that text is wrapped to.
    pub(super) width: usize,
}

/// For output whose width is unknown (pipes, graphical git clients).
const DEFAULT_WIDTH: usize = 100;

impl Terminal {
    /// The streams of the process.
    pub(super) fn open() -> Self {
        let stdout = io::stdout();
        let choice = AutoStream::choice(&stdout);
        let err_choice = AutoStream::choice(&io::stderr());
        Self {
            out: Door::new(io::BufWriter::new(Unread(AutoStream::new(stdout, choice)))),
            err: Door::new(Unread(AutoStream::new(io::stderr(), err_choice))),
            width: width(),
        }
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
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A stream whose reader may close it (`tidegate check | head`). That is not an error, and it must not
/// turn a blocked commit into one that passes: unread output is dropped, and the exit code is kept.
struct Unread<W>(W);

impl<W: Write> Write for Unread<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            other => other,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}

fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let asked = columns.or_else(|| {
        io::stdout().is_terminal().then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0))
    });
    asked.unwrap_or(DEFAULT_WIDTH).clamp(40, DEFAULT_WIDTH)
}
