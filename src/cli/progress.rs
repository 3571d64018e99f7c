//! A line on the terminal that shows how far a job is, once it takes noticeably long.

use crate::postgres::Deadline;
use crate::progress::Progress;
use crate::report::safe;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time before the first line is shown.
const PATIENCE: Duration = Duration::from_millis(300);

/// Time for which a line is shown at least.
const PACE: Duration = Duration::from_millis(50);

/// Follows jobs in place of a terminal, from any thread.
pub(super) trait Follower: Send + Sync {
    /// A job has so many steps done, and what is next.
    fn report(&self, done: usize, total: usize, what: &str);

    /// A job has started; its deadline can end it.
    fn started(&self, deadline: &Deadline);
}

/// Rewrites the line in place, and removes it at the end; does nothing if standard error is not a
/// terminal.
pub(super) struct Line {
    is_seen: bool,
    width: usize,
    next: Instant,
    is_written: bool,
    /// Gets the reports in place of the terminal.
    follower: Option<Arc<dyn Follower>>,
}

impl Line {
    /// A line that is not shown yet.
    pub(super) fn new(width: usize, follower: Option<Arc<dyn Follower>>) -> Self {
        let is_seen = follower.is_none() && io::stderr().is_terminal();
        Self { is_seen, width, next: Instant::now() + PATIENCE, is_written: false, follower }
    }
}

/// Replaces the line.
fn write(text: &str) {
    let mut err = io::stderr().lock();
    // Progress that cannot be shown is not an error.
    let _ = write!(err, "\r\x1b[2K{text}").and_then(|()| err.flush());
}

impl Progress for Line {
    fn report(&mut self, done: usize, total: usize, what: &str) {
        if let Some(follower) = &self.follower {
            follower.report(done, total, what);
        }
        if !self.is_seen || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + PACE;
        self.is_written = true;
        let text: String =
            format!("replaying {} of {total}: {}", done + 1, safe(what)).chars().take(self.width - 1).collect();
        write(&text);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.is_written {
            write("");
        }
    }
}
