//! `tidegate cache`

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::{environment, format};
use crate::jobs::setup::cache;
use crate::report::setup::{Format, cache as report};

/// Arguments of `tidegate cache`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[arg(value_enum, default_value_t = Action::Show)]
    action: Action,
    /// Output format
    #[arg(long, value_parser = format::parser(&FORMATS), default_value = format::HUMAN.0)]
    format: Format,
}

const FORMATS: [((&str, &str), Format); 2] = [(format::HUMAN, Format::Human), (format::JSON, Format::Json)];

/// Action on the cache.
#[derive(Clone, Copy, clap::ValueEnum, PartialEq, Eq)]
enum Action {
    /// List the entries with their size and when they were last used
    Show,
    /// Remove everything that no run is using
    Clear,
}

/// Shows or clears the cache; no repository is needed.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let environment = environment::postgres()?;
    match args.action {
        Action::Show => {
            let outcome = cache::show(&environment);
            report::write(args.format, &outcome, environment::now()?, terminal.out())?;
        }
        Action::Clear => {
            let cleared = cache::clear(&environment);
            report::write_cleared(args.format, &cleared, terminal.out())?;
            if let Some(first) = cleared.failed.first() {
                return Err(Failure::environment(format!("cannot remove a part of the cache: {first}"))
                    .hint("remove it by hand, as the user who owns it"));
            }
        }
    }
    Ok(Exit::Clean)
}
