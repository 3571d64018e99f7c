//! `tidegate try`

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::verify::{self, servers};
use crate::jobs::setup::demo::{self, Ending, Step, Walk};
use owo_colors::OwoColorize as _;
use std::io;
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
    writeln!(
        terminal.out(),
        "A sample project on Supabase with three migrations and a schema file, in a throw-away repository."
    )?;
    let walked = walk(folder.path(), &program, terminal);
    if args.keep {
        writeln!(terminal.out(), "\nThe sample project is kept in {}.", folder.keep().join("shop").display())?;
    }
    let exit = end(walked?, terminal)?;
    writeln!(terminal.out(), "\nIn your own repository: `tidegate init`, `tidegate install`, then commit as always.")?;
    Ok(exit)
}

/// Tells what was left out.
fn end(ending: Ending, terminal: &mut Terminal) -> Result<Exit, Failure> {
    match ending {
        Ending::Complete => Ok(Exit::Clean),
        Ending::WithoutReplay(error) => {
            let out = terminal.out();
            writeln!(out, "\n{} {error}.", "Nothing was replayed:".yellow().bold())?;
            writeln!(
                out,
                "Migrations run for real, and a schema file that drifted is caught and written anew, once there is one:"
            )?;
            for way in verify::ways_on(&error) {
                writeln!(out, "  {way}")?;
            }
            Ok(Exit::Clean)
        }
        Ending::ReplayFailed => {
            let told = "Nothing was replayed: the server could not be used, as the last step says.";
            writeln!(terminal.out(), "\n{}", told.red().bold())?;
            Ok(Exit::Environment)
        }
    }
}

fn walk(folder: &Path, program: &Path, terminal: &mut Terminal) -> Result<Ending, Failure> {
    let has_colour = Terminal::has_colour();
    let (_, environment) = servers()?;
    let mut written = Ok(());
    let mut tell = |step: &Step| {
        if written.is_ok() {
            written = write(step, terminal);
        }
    };
    let result = demo::run(folder, &environment, &mut Walk { program, has_colour, show: &mut tell });
    written?;
    result.map_err(|error| {
        Failure::environment(error.to_string())
            .hint("check that `git --version` works and the temporary folder can be written")
    })
}

fn write(step: &Step, terminal: &mut Terminal) -> io::Result<()> {
    let out = terminal.out();
    writeln!(out, "\n{}", step.title.bold())?;
    writeln!(out, "$ {}", step.command.cyan())?;
    for line in step.output.lines() {
        writeln!(out, "  {line}")?;
    }
    // A step may take a moment; what came before is to be read meanwhile.
    terminal.finish()
}
