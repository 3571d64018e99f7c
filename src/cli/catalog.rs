//! `tidegate catalog`

use super::check::selection_of_framework;
use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::replay_server::{ReplayArgs, request_of};
use super::terminal::Terminal;
use super::user::User;
use super::verify::replay;
use super::{database, format, outcome};
use crate::jobs::live;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{Request, SchemaTask};
use crate::report;
use crate::report::verify::{Format as VerifyFormat, View};
use std::path::PathBuf;

/// Arguments of `tidegate catalog`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Print the schema of a live database, which is only read: an address, or a name of the settings
    #[arg(long, value_name = "URL|NAME", conflicts_with_all = ["all", "to_ref", "schema_file", "engine", "database_url"])]
    db: Option<String>,
    /// Replay the working tree
    #[arg(long, conflicts_with = "to_ref")]
    all: bool,
    /// Replay a revision
    #[arg(long, value_name = "REV")]
    to_ref: Option<String>,
    /// Print the schema of schema.sql instead of the replayed one
    #[arg(long)]
    schema_file: bool,
    #[command(flatten)]
    replay: ReplayArgs,
    /// Output format
    #[arg(long, value_parser = format::parser(&FORMATS), default_value = format::CATALOG.0)]
    format: Format,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The formats of a catalog.
#[derive(Clone, Copy)]
enum Format {
    Json,
}

const FORMATS: [((&str, &str), Format); 1] = [(format::CATALOG, Format::Json)];

/// Replays and prints; a replay that fails is reported as by `verify`.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    if let Some(typed) = &args.db {
        return of_live(&context, typed, args.format, terminal);
    }
    let selection = match &args.to_ref {
        _ if args.all => Selection::WorkTree,
        Some(to) => Selection::Revision { name: to.clone(), remote: None },
        None => selection_of_framework(),
    };
    let request = request_of(selection, &User::load(terminal)?);
    let schema = if args.schema_file { SchemaTask::CatalogOfFile } else { SchemaTask::Catalog };
    let request = Request { schema, ..args.replay.on(request) };
    let settings = context.settings(&request.selection, terminal)?;
    let replayed = replay(&context, &settings, request, args.replay.limit()?, terminal)?;
    let is_complete = replayed.projects.iter().all(|project| project.replay.catalog.is_some());
    if replayed.has_problems() || !is_complete || replayed.projects.is_empty() {
        // Half a catalog would look like a whole one.
        let view = View::default();
        outcome::write_to_stderr(&context, terminal, |output| {
            report::verify::write(VerifyFormat::Human, &replayed, &view, output)
        })?;
        return Ok(Exit::Problems);
    }
    outcome::write(&context, terminal, |output| match args.format {
        Format::Json => report::catalog::write(&replayed, output.out),
    })?;
    Ok(Exit::Clean)
}

/// Prints the schema of a live database.
fn of_live(context: &Context, typed: &str, format: Format, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let user = User::load(terminal)?;
    let target = database::reading(context, &user, typed, terminal)?;
    let catalog = live::catalog(&target.address, &user.environment)?;
    outcome::write(context, terminal, |output| match format {
        Format::Json => report::catalog::write_live(&catalog, output.out),
    })?;
    Ok(Exit::Clean)
}
