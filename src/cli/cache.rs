//! `tidegate cache`

use super::context;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::verify;
use crate::jobs::setup::cache;
use crate::report;

/// Arguments of `tidegate cache`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What to do with it
    #[arg(value_enum, default_value_t = Action::Show)]
    action: Action,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = FormatName::Human)]
    format: FormatName,
}

/// What can be done with the cache.
#[derive(Clone, Copy, clap::ValueEnum, PartialEq, Eq)]
enum Action {
    /// Tell what is in it, how large it is and when it was last used
    Show,
    /// Remove all that no run uses
    Clear,
}

/// The formats by their names.
#[derive(Clone, Copy, clap::ValueEnum, PartialEq, Eq)]
enum FormatName {
    /// For people
    Human,
    /// One JSON object
    Json,
}

/// Shows or clears the cache; no repository is needed.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let environment = verify::environment()?;
    match (args.action, args.format) {
        (Action::Show, format) => {
            let outcome = cache::show(&environment);
            match format {
                FormatName::Human => report::setup::cache::human(&outcome, context::now()?, terminal.out())?,
                FormatName::Json => report::setup::cache::json(&outcome, terminal.out())?,
            }
        }
        (Action::Clear, format) => {
            let cleared = cache::clear(&environment);
            match format {
                FormatName::Human => report::setup::cache::human_cleared(&cleared, terminal.out())?,
                FormatName::Json => report::setup::cache::json_cleared(&cleared, terminal.out())?,
            }
            if let Some(first) = cleared.failed.first() {
                return Err(Failure::environment(format!("a part of the cache cannot be removed: {first}"))
                    .hint("remove it by hand, as the user whom it belongs to"));
            }
        }
    }
    Ok(Exit::Clean)
}
