//! The steps of `tidegate try`.

use crate::jobs::setup::demo::{Ending, Step};
use crate::report::remedy;
use crate::report::style::paint::{Paint as _, trusted};
use crate::report::style::wording::safe;
use std::io::{self, Write};
use std::path::Path;

/// Writes what the steps work on.
pub fn write_start(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "A sample Supabase project with three migrations and a schema file, in a temporary repository.")
}

/// Writes a command with its output.
pub fn write_step(step: &Step, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}", step.title.bold())?;
    writeln!(out, "$ {}", step.command.cyan())?;
    step.output.lines().try_for_each(|line| writeln!(out, "  {}", trusted(line)))
}

/// Writes where the sample project is kept.
pub fn write_kept(folder: &Path, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\nThe sample project is kept in {}.", safe(&folder.join("shop").to_string_lossy()))
}

/// Writes what was not shown, and what to do in one's own repository.
pub fn write_end(ending: &Ending, out: &mut dyn Write) -> io::Result<()> {
    match ending {
        Ending::Complete => {}
        Ending::WithoutReplay(error) => {
            writeln!(out, "\n{} {}.", "Replay skipped:".yellow().bold(), safe(&error.to_string()))?;
            writeln!(
                out,
                "With a server, tidegate runs the migrations and finds and fixes a schema file that differs:"
            )?;
            for remedy in remedy::of_verify(error) {
                writeln!(out, "  {remedy}")?;
            }
        }
        Ending::ReplayFailed => {
            let verdict = "Nothing was replayed: the server could not be used, see the last step.";
            writeln!(out, "\n{}", verdict.red().bold())?;
        }
    }
    writeln!(out, "\nIn your own repository: `tidegate init`, `tidegate install`, then commit as usual.")
}
