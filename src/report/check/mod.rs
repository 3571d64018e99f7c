//! The outcome of a check, in one file per format.

pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;

use super::Output;
use crate::jobs::check::Outcome;
use std::io;

/// The formats a check can be told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object.
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0.
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
            if let Some(summary) = &mut output.job_summary {
                github::write_job_summary(outcome, *summary)?;
            }
            github::write(outcome, out)
        }
        Format::Sarif => sarif::write(outcome, out),
        Format::Junit => junit::write(outcome, out),
    }
}
