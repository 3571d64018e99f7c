//! `tidegate catalog`

use super::check::selection_of_framework;
use super::context::Context;
use super::environment::TimeLimit;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use super::verify::{TIMEOUT, engines, replay, request_of};
use super::{database, environment, format, outcome};
use crate::jobs::live;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{Engine, Request, SchemaTask};
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
    /// Where to replay; takes precedence over `TIDEGATE_ENGINE`, the user's settings and tidegate.toml
    #[arg(long, value_parser = engines())]
    engine: Option<Engine>,
    /// Address of a server on which temporary databases are created and dropped; default:
    /// `TIDEGATE_DATABASE_URL`
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Time limit, such as 90s, 10m or 1h, or `off`; default: `TIDEGATE_TIMEOUT`, otherwise 10m
    #[arg(long, value_name = "DURATION", value_parser = TimeLimit::parse)]
    timeout: Option<TimeLimit>,
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
    let request = Request {
        engine: args.engine.or(request.engine),
        address: args.database_url.clone().or(request.address),
        schema,
        ..request
    };
    let settings = context.settings(&request.selection, terminal)?;
    let limit = match args.timeout {
        Some(limit) => limit,
        None => environment::timeout()?.unwrap_or(TimeLimit(Some(TIMEOUT))),
    };
    let replayed = replay(&context, &settings, request, limit, terminal)?;
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
