//! `tidegate try`

use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::setup::demo::{self, Demo, Ending, Step};
use crate::jobs::verify::ServerOptions;
use crate::report::setup::demo as report;
use std::path::Path;

/// Arguments of `tidegate try`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Keep the sample project and print where it is
    #[arg(long)]
    keep: bool,
}

/// Walks through the sample project.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let folder = tempfile::Builder::new()
        .prefix("tidegate-try-")
        .tempdir()
        .map_err(|error| Failure::environment(format!("cannot create a temporary folder: {error}")))?;
    report::write_start(terminal.out())?;
    let walked = walk(folder.path(), &environment::program()?, terminal);
    if args.keep {
        report::write_kept(&folder.keep(), terminal.out())?;
    }
    let ending = walked?;
    report::write_end(&ending, terminal.out())?;
    Ok(if matches!(ending, Ending::ReplayFailed) { Exit::Environment } else { Exit::Clean })
}

fn walk(folder: &Path, program: &Path, terminal: &mut Terminal) -> Result<Ending, Failure> {
    let has_colour = Terminal::has_colour();
    let user = User::load(terminal)?;
    // A server of the user is not used for a demonstration.
    let server = ServerOptions { engine: user.engine, address: None, environment: &user.environment };
    let mut written = Ok(());
    let mut show = |step: &Step| {
        if written.is_ok() {
            // A step may take a moment; the output so far is shown meanwhile.
            written = report::write_step(step, terminal.out());
            terminal.flush();
        }
    };
    let result = demo::run(folder, server, &mut Demo { program, has_colour, show: &mut show });
    written?;
    result.map_err(|error| {
        Failure::environment(error.to_string())
            .hint("check that `git --version` works and that the temporary folder can be written")
    })
}
