//! `tidegate status`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use super::{database, environment, format, outcome};
use crate::jobs::live::{self, Error, Request};
use crate::jobs::verify;
use crate::report::live::{Format, write_status};
use crate::report::setup::freeze::write_note as write_freeze;
use std::path::PathBuf;

/// Show which migrations a live database has
///
/// Pairs the rows of the tracking table with the migrations of the working tree: by
/// version, and by name and text. The database is only read.
///
///   applied        the row and the file are the same migration
///   pending        no row; `out of order` if a later migration is applied
///   edited         the file has changed since it was applied
///   renumbered     applied under another version
///   other          another migration is recorded under the version
///   unknown        applied, and no file has the version
///   failed         it began and did not end
///
/// Exit codes: 0 everything is applied and nothing else is; 1 anything else; 2 wrong
/// usage; 3 the database cannot be reached or read.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// The database: an address, `postgres://user@host/database`, or a name of the settings
    #[arg(long, value_name = "URL|NAME")]
    db: String,
    /// Folder of the project, where the working tree has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Show every applied migration, and what has changed in edited ones
    #[arg(long)]
    full: bool,
    /// Output format
    #[arg(long, value_parser = format::parser(&FORMATS), default_value = format::HUMAN.0)]
    format: Format,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

const FORMATS: [((&str, &str), Format); 2] = [(format::HUMAN, Format::Human), (format::JSON, Format::Json)];

/// Reads the table, pairs it and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    let user = User::load(terminal)?;
    let request = Request {
        database: database::reading(&context, &user, &args.db, terminal)?,
        project: args.project.as_deref().map(|project| context.relative(project)).transpose()?,
        environment: user.environment,
    };
    let status = live::status(&context.source(), &request).map_err(|error| failure(error, terminal))?;
    outcome::write(&context, terminal, |output| write_status(args.format, &status, args.full, output))?;
    if args.format == Format::Human
        && let Some(freeze) = &context.load(terminal)?.settings.freeze
    {
        write_freeze(freeze, environment::now()?, terminal.out())?;
    }
    Ok(outcome::exit(!status.is_in_step()))
}

/// The failure for a job about a live database; mistakes in settings are shown in their lines.
pub(super) fn failure(error: Error, terminal: &mut Terminal) -> Failure {
    match error {
        Error::History(verify::Error::Settings(error)) => context::settings_failure(error, terminal),
        error => error.into(),
    }
}
