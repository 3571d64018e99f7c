//! The formats of a verification.

use super::extent::Extent;
use super::{github, human, json};
use crate::jobs::verify::Outcome;
use crate::report::Output;
use std::io;

/// The formats that a verification is reported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object for each project.
    Json,
    /// Annotations and a job summary of GitHub Actions, with the text for people in the log.
    Github,
}

/// Part of an outcome that is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct View<'a> {
    /// Whether every difference is shown with every line.
    pub is_full: bool,
    /// Whether only changed projects were selected.
    pub is_of_changed: bool,
    /// Name of the file that has the patch for the schema files, where one was written.
    pub patch: Option<&'a str>,
}

/// Writes the outcome of a verification.
pub fn write(format: Format, outcome: &Outcome, view: &View<'_>, output: &mut Output) -> io::Result<()> {
    let extent = if view.is_full { Extent::Full } else { Extent::Head { width: output.width } };
    let is_nothing = view.is_of_changed && outcome.projects.is_empty() && !outcome.has_problems();
    match format {
        Format::Json => json::write(outcome, output.out),
        Format::Human if is_nothing => human::write_nothing(outcome, output.out),
        Format::Human => human::write(outcome, output.width, extent, output.out),
        Format::Github => {
            github::write_job_summary(outcome, view.patch, output.job_summary)?;
            if is_nothing {
                return human::write_nothing(outcome, output.out);
            }
            github::write(outcome, output.width, extent, output.out)
        }
    }
}

/// Writes the outcome of a verification in a hook: one line for each project if there are no
/// problems.
pub fn write_in_hook(outcome: &Outcome, output: &mut Output) -> io::Result<()> {
    if outcome.has_problems() {
        human::write(outcome, output.width, Extent::Head { width: output.width }, output.out)
    } else {
        human::write_short(outcome, output.width, output.out)
    }
}
