//! The formats.

use super::{github, html, human, json, markdown};
use crate::jobs::drift::Outcome;
use crate::report::Output;
use std::io;

/// The formats that drift is reported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object.
    Json,
    /// For an issue or a chat.
    Markdown,
    /// One page without external requests.
    Html,
    /// Annotations of GitHub Actions, the text for people, and a job summary.
    Github,
}

/// Writes the outcome for all databases.
pub fn write(format: Format, outcome: &Outcome, is_full: bool, output: &mut Output) -> io::Result<()> {
    match format {
        Format::Human => human::write(outcome, is_full, output),
        Format::Json => json::write(outcome, output),
        Format::Markdown => markdown::write(outcome, output),
        Format::Html => html::write(outcome, output.out),
        Format::Github => github::write(outcome, is_full, output),
    }
}
