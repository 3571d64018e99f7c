//! The end of a server's log or of a program's error output, as the cause of a failure.

use crate::process::Failure;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// The number of bytes read from the end of a log.
const TAIL: u64 = 4096;

/// The number of lines to report.
const LINES: usize = 4;

/// The last lines of a log file, or `None` when it has none.
pub(super) fn log_tail(log: &Path) -> Option<String> {
    let mut file = File::open(log).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL))).ok()?;
    let mut end = Vec::new();
    file.take(TAIL).read_to_end(&mut end).ok()?;
    last_lines(&end)
}

/// Reason for the failure of a program: its last lines, or else how it ended.
pub(super) fn cause_of(failure: &Failure) -> String {
    let lines = match failure {
        Failure::Start(_) | Failure::TooLong(_) => None,
        Failure::Ended { stderr, .. } => last_lines(stderr),
    };
    lines.unwrap_or_else(|| failure.to_string())
}

/// The last lines of an output in one line, without times and process ids.
pub(super) fn last_lines(output: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(output);
    let lines: Vec<&str> = text.lines().map(message).filter(|line| !line.is_empty()).collect();
    let tail = lines[lines.len().saturating_sub(LINES)..].join(" / ");
    (!tail.is_empty()).then_some(tail)
}

/// A line of a log, starting at its level: `FATAL:  could not …`.
fn message(line: &str) -> &str {
    let level = ["PANIC:", "FATAL:", "ERROR:", "LOG:", "HINT:", "DETAIL:"].iter().find_map(|level| line.find(level));
    line[level.unwrap_or(0)..].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_the_last_lines_without_times() {
        let log =
            b"one\ntwo\n2026-01-31 12:00:00 UTC [7] LOG:  starting\n\n2026-01-31 [7] FATAL:  no room\nDETAIL:  none\n";
        assert_eq!(last_lines(log).as_deref(), Some("two / LOG:  starting / FATAL:  no room / DETAIL:  none"));
        assert_eq!(last_lines(b"\n \n"), None);
    }
}
