//! `tidegate try`

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::sample::{self, Step, Walk};
use owo_colors::OwoColorize as _;
use std::io::{self, Write};
use std::path::Path;

/// Arguments of `tidegate try`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Keep the sample project and say where it is
    #[arg(long)]
    keep: bool,
}

/// Walks through the sample project.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let folder = tempfile::Builder::new()
        .prefix("tidegate-try-")
        .tempdir()
        .map_err(|error| Failure::environment(format!("cannot make a throw-away folder: {error}")))?;
    let program = std::env::current_exe()
        .map_err(|error| Failure::environment(format!("cannot tell where the program tidegate lies: {error}")))?;
    writeln!(terminal.out(), "A sample project with two migrations and a schema file, in a throw-away repository.")?;
    let walked = walk(folder.path(), &program, terminal);
    if args.keep {
        writeln!(terminal.out(), "\nThe sample project is kept in {}.", folder.keep().join("shop").display())?;
    }
    walked?;
    writeln!(terminal.out(), "\nIn your own repository: `tidegate install`, then commit as always.")?;
    Ok(Exit::Clean)
}

fn walk(folder: &Path, program: &Path, terminal: &mut Terminal) -> Result<(), Failure> {
    let has_colour = Terminal::has_colour();
    let mut written = Ok(());
    let mut tell = |step: &Step| {
        if written.is_ok() {
            written = write(step, terminal.out());
        }
    };
    let result = sample::run(folder, &mut Walk { program, has_colour, tell: &mut tell });
    written?;
    result.map_err(|error| {
        Failure::environment(error.to_string())
            .hint("check that `git --version` works and the temporary folder can be written")
    })
}

fn write(step: &Step, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}", step.title.bold())?;
    writeln!(out, "$ {}", step.command.cyan())?;
    for line in step.output.lines() {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}
