//! Rendering: an outcome in, bytes out; one file per format.
//!
//! A renderer gets everything by value and writes to whatever it is given. Machine formats
//! own standard output: nothing else is written there when one of them is chosen, and
//! nothing at all when the check itself failed; the failure is told on standard error and
//! by the exit code.
//!
//! Never: judges, reads anything, knows of git.

pub mod cache;
pub mod config;
mod draw;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;
mod told;
pub mod verify;

pub(crate) use draw::wrap;

use crate::jobs::check::Outcome;
use std::io::{self, Write};

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

/// Where an outcome is written to.
pub struct Output<'a> {
    /// Standard output.
    pub out: &'a mut dyn Write,
    /// Columns that text for people is wrapped to.
    pub width: usize,
    /// True when the user stands in a folder of the work tree, where the paths and commands
    /// that are told do not fit.
    pub is_below_top: bool,
    /// The job summary of GitHub Actions, where there is one.
    pub job_summary: Option<&'a mut dyn Write>,
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
