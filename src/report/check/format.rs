//! The formats of a check.

use super::{github, human, json, junit, sarif};
use crate::jobs::check::Outcome;
use crate::report::Output;
use std::io;

/// The formats that a check is reported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    Json,
    /// Annotations and a job summary of GitHub Actions.
    Github,
    Sarif,
    /// `JUnit` XML.
    Junit,
}

/// Writes the outcome of a check.
pub fn write(format: Format, outcome: &Outcome, output: &mut Output) -> io::Result<()> {
    let out = &mut *output.out;
    match format {
        Format::Human => human::write(outcome, output.width, output.is_below_top, out),
        Format::Json => json::write(outcome, out),
        Format::Github => {
            github::write_job_summary(outcome, output.job_summary)?;
            github::write(outcome, out)
        }
        Format::Sarif => sarif::write(outcome, out),
        Format::Junit => junit::write(outcome, out),
    }
}
