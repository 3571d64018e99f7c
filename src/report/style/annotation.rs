//! Workflow commands of GitHub Actions, which it shows as annotations.
//!
//! Commands and their escaping: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>,
//! and `packages/core/src/command.ts` of actions/toolkit.

use super::{paint, wording};
use crate::diagnostic::{Place, Severity};
use std::io::{self, Write};

/// Annotations of one kind that GitHub shows per step.
pub(in crate::report) const SHOWN: usize = 10;

/// One workflow command.
pub(in crate::report) struct Annotation<'a> {
    pub(in crate::report) severity: Severity,
    pub(in crate::report) place: &'a Place,
    pub(in crate::report) title: &'a str,
    /// May have several lines.
    pub(in crate::report) text: &'a str,
}

impl Annotation<'_> {
    pub(in crate::report) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let command = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = Vec::new();
        if let Some(path) = self.place.path() {
            properties.push(format!("file={}", property(&path.to_string())));
        }
        if let Some((start, end_column)) = wording::in_content_of(self.place) {
            properties.push(format!("line={}", start.line));
            properties.push(format!("col={}", start.column));
            properties.push(format!("endColumn={}", end_column.max(start.column)));
        }
        properties.push(format!("title={}", property(self.title)));
        let (mark, properties) = (paint::command(), properties.join(","));
        writeln!(out, "{mark}::{command} {properties}::{}", data(self.text.trim_end()))
    }
}

/// Escapes the text after the second `::` of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_stays_on_its_line() {
        assert_eq!(data("50%\r\nof a: b, c"), "50%25%0D%0Aof a: b, c");
        assert_eq!(property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
    }
}
