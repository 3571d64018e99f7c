//! `tidegate rules`

use super::exit::Exit;
use super::failure::Failure;
use super::format;
use super::terminal::Terminal;
use crate::report::setup::{Format, rules as report};

/// Arguments of `tidegate rules`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Output format
    #[arg(long, value_parser = format::parser(&FORMATS), default_value = format::HUMAN.0)]
    format: Format,
}

const FORMATS: [((&str, &str), Format); 2] = [(format::HUMAN, Format::Human), (format::JSON, Format::Json)];

/// Lists the rules.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    report::write(args.format, terminal.out())?;
    Ok(Exit::Clean)
}
