//! The formats of a comparison.

use super::{html, human, json, markdown, mermaid, sql};
use crate::jobs::diff::Outcome;
use crate::report::Output;
use std::io;

/// The formats that a comparison is reported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// The script.
    Sql,
    /// One JSON object.
    Json,
    /// For a pull request.
    Markdown,
    /// One page without external requests.
    Html,
    /// A diagram of the tables that differ.
    Mermaid,
}

impl Format {
    /// Whether a failure to load a side is part of the format.
    pub fn has_failures(self) -> bool {
        matches!(self, Self::Human | Self::Json)
    }
}

/// Writes the outcome of a comparison.
pub fn write(format: Format, outcome: &Outcome, is_full: bool, output: &mut Output) -> io::Result<()> {
    match format {
        Format::Human => human::write(outcome, is_full, output.width, output.out),
        Format::Sql => sql::write(outcome, output.out),
        Format::Json => json::write(outcome, output.out),
        Format::Markdown => markdown::write(outcome, output.out),
        Format::Html => html::write(outcome, output.out),
        Format::Mermaid => mermaid::write(outcome, output.out),
    }
}
