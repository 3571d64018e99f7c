//! The end of a server's log, or of what a program printed: enough to say why.

use crate::process::Failure;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// How much of a log is looked at.
const END: u64 = 4096;

/// How many lines are told.
const LINES: usize = 4;

/// The last lines of a log file, or `None` when there is nothing to tell.
pub(super) fn last_words(log: &Path) -> Option<String> {
    let mut file = File::open(log).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(END))).ok()?;
    let mut end = Vec::new();
    file.take(END).read_to_end(&mut end).ok()?;
    last_lines(&end)
}

/// Why a program failed: its last lines, or else how it ended.
pub(super) fn cause_of(failure: &Failure) -> String {
    let lines = match failure {
        Failure::Start(_) => None,
        Failure::Ended { stderr, .. } => last_lines(stderr),
    };
    lines.unwrap_or_else(|| failure.to_string())
}

/// The last lines of an output in one, without times and process ids.
pub(super) fn last_lines(output: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(output);
    let lines: Vec<&str> = text.lines().map(message).filter(|line| !line.is_empty()).collect();
    let told = lines[lines.len().saturating_sub(LINES)..].join(" / ");
    (!told.is_empty()).then_some(told)
}

/// A line of a log from its level on: `FATAL:  could not …`.
fn message(line: &str) -> &str {
    let level = ["PANIC:", "FATAL:", "ERROR:", "LOG:", "HINT:", "DETAIL:"].iter().find_map(|level| line.find(level));
    line[level.unwrap_or(0)..].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_told_without_their_time() {
        let log =
            b"one\ntwo\n2026-01-31 12:00:00 UTC [7] LOG:  starting\n\n2026-01-31 [7] FATAL:  no room\nDETAIL:  none\n";
        assert_eq!(last_lines(log).as_deref(), Some("two / LOG:  starting / FATAL:  no room / DETAIL:  none"));
        assert_eq!(last_lines(b"\n \n"), None);
    }
}
