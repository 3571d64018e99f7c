//! Rendering: an outcome in, bytes out; one file per format.
//!
//! A renderer gets everything by value and writes to whatever it is given. Machine formats
//! own standard output: nothing else is written there when one of them is chosen, and
//! nothing at all when the check itself failed; the failure is told on standard error and
//! by the exit code.
//!
//! Never: judges, reads anything, knows of git.

pub mod check;
pub mod setup;
mod style;
pub mod verify;

pub(crate) use style::snippet::wrap;

use std::io::Write;

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
