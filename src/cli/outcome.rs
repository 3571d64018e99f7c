//! Reports, written to where they belong.

use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::report::{Output, Paint as _, safe, through_door};
use std::io::{self, Write as _};

/// Writes a report, and appends what it has for the job summary of GitHub Actions.
pub(super) fn write(
    context: &Context,
    terminal: &mut Terminal,
    report: impl FnOnce(&mut Output) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut summary = Vec::new();
    let (width, is_below_top) = (terminal.width, context.is_below_top);
    report(&mut Output { out: terminal.out(), width, is_below_top, job_summary: &mut summary })?;
    if summary.is_empty() { Ok(()) } else { append_job_summary(&through_door(&summary), terminal) }
}

/// Writes a report to standard error: standard output belongs to a format that has nothing to show.
pub(super) fn write_to_stderr(
    context: &Context,
    terminal: &mut Terminal,
    report: impl FnOnce(&mut Output) -> io::Result<()>,
) -> Result<(), Failure> {
    let (width, is_below_top) = (terminal.width, context.is_below_top);
    Ok(report(&mut Output { out: terminal.err(), width, is_below_top, job_summary: &mut io::sink() })?)
}

/// The exit code of a job that could be done.
pub(super) fn exit(has_problems: bool) -> Exit {
    if has_problems { Exit::Problems } else { Exit::Clean }
}

/// GitHub Actions names a file to append Markdown to. If that fails, the verdict is still valid, so
/// it is only a warning.
fn append_job_summary(summary: &[u8], terminal: &mut Terminal) -> Result<(), Failure> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(&path);
    if let Err(error) = file.and_then(|mut file| file.write_all(summary)) {
        let path = safe(&path.to_string_lossy());
        let error = safe(&error.to_string());
        writeln!(terminal.err(), "{} cannot write the job summary {path}: {error}", "warning:".yellow().bold())?;
    }
    Ok(())
}
