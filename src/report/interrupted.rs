//! Changes that an earlier process could not finish because it was killed.

use crate::git::Recovered;
use crate::hooks::Error;
use crate::jobs::setup::install::Action;
use crate::report::style::paint::Paint as _;
use crate::text::path::printable;
use std::io::{self, Write};

/// Writes that the hooks are complete now.
pub fn write_finished_hooks(action: &Action, out: &mut dyn Write) -> io::Result<()> {
    let command = match action {
        Action::Install { .. } => "install",
        Action::Uninstall => "uninstall",
    };
    write_note(&format!("finished an interrupted `tidegate {command}`"), out)
}

/// Writes why the hooks are still those of an interrupted run.
pub fn write_unfinished_hooks(error: &Error, out: &mut dyn Write) -> io::Result<()> {
    let error = printable(error.to_string().as_bytes());
    write_warning(&format!("cannot finish an interrupted `tidegate install` or `uninstall`: {error}"), out)?;
    write_help("run `tidegate install` or `tidegate uninstall` again", out)
}

/// Writes that files may be renamed only in part.
pub fn write_unfinished_renames(out: &mut dyn Write) -> io::Result<()> {
    write_warning("an interrupted `tidegate check --fix` may have renamed only some files", out)?;
    write_help("run `tidegate check --fix`, which finishes it first", out)
}

/// Writes that an interrupted `check --fix` was finished.
pub fn write_finished_renames(out: &mut dyn Write) -> io::Result<()> {
    write_note("finished an interrupted `tidegate check --fix`", out)
}

/// Writes what became of the fixes of jobs that an earlier process could not finish.
pub fn write_recovered_fixes(recovered: &Recovered, out: &mut dyn Write) -> io::Result<()> {
    let text = match recovered {
        Recovered::TakenBack => "the fixes of an interrupted hook were taken back; its jobs run again",
        Recovered::Left => "an interrupted hook may have fixed only some files; each has its old or its new content",
    };
    write_note(text, out)
}

fn write_note(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {text}", "note:".cyan().bold())
}

fn write_warning(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {text}", "warning:".yellow().bold())
}

fn write_help(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {} {text}", "help:".cyan().bold())
}
