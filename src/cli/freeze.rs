//! `tidegate freeze`

use super::context::{self, Context};
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::config::FreezeText;
use crate::jobs::setup::freeze::{self, Error};
use crate::report::setup::freeze as report;
use clap::Subcommand;

/// Declare a period in which no migration may be committed, or end it
///
/// Writes `[freeze]` in the tidegate.toml of the working tree, which the rule `frozen` obeys, and keeps everything else
/// in the file. Commit the file: the freeze applies to branches that contain it. `status` and `doctor` show it.
///
/// Exit codes: 0 the file is as requested; 2 wrong usage, or the file cannot be changed.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Write the freeze, in place of another one
    On {
        /// Why the schema is frozen
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Who can lift it, such as a team or an address
        #[arg(long, value_name = "NAME")]
        owner: String,
        /// When it ends: a date, which means its end, or a date with a time, 2026-03-31T18:00:00Z
        #[arg(long, value_name = "DATE")]
        until: String,
    },
    /// Remove the freeze
    Off,
}

/// Writes the file and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(None, terminal)?;
    context.top("the freeze")?;
    let wanted = match &args.action {
        Action::On { reason, owner, until } => {
            let wanted = FreezeText { reason: reason.clone(), owner: owner.clone(), until: until.clone() };
            let end = wanted.end().ok_or_else(|| {
                Failure::usage(format!("`{until}` is not a date"))
                    .hint("write a date such as 2026-03-31, or 2026-03-31T18:00:00Z")
            })?;
            if end <= environment::now()? {
                return Err(Failure::usage(format!("`{until}` has passed, so the freeze would have no effect"))
                    .hint("name a date in the future"));
            }
            Some(wanted)
        }
        Action::Off => None,
    };
    let written = freeze::write(context.repository.as_ref(), wanted.as_ref());
    let written = written.map_err(|error| failure(error, &context, terminal))?;
    report::write(&written, wanted.is_some(), terminal.out())?;
    Ok(Exit::Clean)
}

fn failure(error: Error, context: &Context, terminal: &mut Terminal) -> Failure {
    let message = error.to_string();
    match error {
        Error::Git(error) => error.into(),
        Error::Settings(error) => {
            let top = context.repository.paths().work_dir.clone().unwrap_or_default();
            context::unusable(error, message, &top, terminal)
        }
        Error::Form { .. } => {
            Failure::usage(message).hint("write it as a table of its own, `[freeze]`, or change it by hand")
        }
        Error::Link(_) => Failure::usage(message).hint("change the file that it leads to by hand"),
        Error::NotCheckedOut(path) => {
            Failure::usage(message).hint(format!("check it out: `git sparse-checkout add --skip-checks {path}`"))
        }
    }
}
