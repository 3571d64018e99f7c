//! Destination of a report.

use std::io::Write;

/// Destination of a report.
pub struct Output<'a> {
    /// Standard output.
    pub out: &'a mut dyn Write,
    /// Columns that text for people is wrapped to.
    pub width: usize,
    /// Whether the current folder is below the top of the working tree, where the paths and commands
    /// of a report do not apply.
    pub is_below_top: bool,
    /// The job summary of GitHub Actions; what is written to it is appended to the summary.
    pub job_summary: &'a mut dyn Write,
}
