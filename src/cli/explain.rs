//! `tidegate explain`

use super::environment::similar_rule;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::report::setup::explain as report;
use crate::rules;

/// Arguments of `tidegate explain`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Id of the rule, as in the brackets of a message; without it all rules are listed
    rule: Option<String>,
}

/// Shows a page, or the list of pages.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let width = terminal.width;
    match &args.rule {
        Some(id) => {
            let rule = rules::named(id)
                .ok_or_else(|| Failure::usage(format!("unknown rule `{id}`")).hint(similar_rule(id)))?;
            report::write_page(rule, width, terminal.out())?;
        }
        None => report::write_list(width, terminal.out())?,
    }
    Ok(Exit::Clean)
}
