//! `tidegate apply`

use super::confirm::confirm;
use super::context::Context;
use super::database::{self, WriteArgs};
use super::environment::{self, TimeLimit};
use super::exit::Exit;
use super::failure::Failure;
use super::replay_server::ReplayArgs;
use super::status::failure;
use super::terminal::Terminal;
use super::user::User;
use super::{format, outcome};
use crate::jobs::live::{Error, Plan, Request, SchemaFile, SchemaState};
use crate::jobs::side_settings::SettingsSource;
use crate::live::Options;
use crate::live::snapshot::read_record;
use crate::progress::Progress;
use crate::report::live::{Format, write_applied, write_apply_json, write_plan};
use crate::text::words;
use std::path::{Path, PathBuf};

/// Apply pending migrations to a live database
///
/// Shows the plan with the locks that it takes, asks, and applies the migrations of the
/// working tree in order, each in the transactions in which its tool runs it, recorded as
/// the tool records it. Runs under tidegate's lock, the lock of the tool, and a lock of the
/// tracking table that readers pass. Stops at the first failure and shows the state of the
/// database. A run that was interrupted is continued by the next one. Then the schema file,
/// if the project has one, is regenerated from a replay, as `tidegate verify --write` does.
///
/// Exit codes: 0 everything is applied; 1 a migration failed or is blocked, or everything
/// is applied and the schema file could not be regenerated; 2 wrong usage, or the plan was
/// not confirmed; 3 the database cannot be reached, or another session holds the lock.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// The database: an address, `postgres://user@host/database`, or a name of the settings
    #[arg(long, value_name = "URL|NAME")]
    db: String,
    #[command(flatten)]
    write: WriteArgs,
    /// Folder of the project, where the working tree has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Show the plan and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Also apply migrations before ones that are applied
    #[arg(long)]
    out_of_order: bool,
    /// Longest wait of a statement for a lock
    #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = TimeLimit::parse)]
    lock_timeout: TimeLimit,
    /// Longest wait of a statement with CONCURRENTLY for other sessions; its work has no limit
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = TimeLimit::parse)]
    concurrent_wait: TimeLimit,
    /// Longest wait for another run, such as one of the migration tool
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = TimeLimit::parse)]
    wait: TimeLimit,
    /// How often a transaction is repeated that did not get a lock
    #[arg(long, value_name = "COUNT", default_value_t = 5)]
    retries: u32,
    /// Record of a rehearsal of the same migrations: its locks are shown in the plan
    #[arg(long, value_name = "FILE")]
    rehearsal: Option<PathBuf>,
    #[command(flatten)]
    schema: SchemaArgs,
    /// Output format; json needs --yes or --dry-run
    #[arg(long, value_parser = format::parser(&FORMATS), default_value = format::HUMAN.0)]
    format: Format,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Arguments about the schema file.
#[derive(clap::Args)]
struct SchemaArgs {
    /// Do not regenerate the schema file after the migrations
    #[arg(long)]
    no_schema: bool,
    #[command(flatten)]
    replay: ReplayArgs,
}

const FORMATS: [((&str, &str), Format); 2] = [(format::HUMAN, Format::Human), (format::JSON, Format::Json)];

/// Plans, asks, applies and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    if args.format == Format::Json && !args.yes && !args.dry_run {
        return Err(Failure::usage("`--format json` shows no plan to confirm").hint("add `--yes` or `--dry-run`"));
    }
    let context = Context::open(args.config.as_deref(), terminal)?;
    let user = User::load(terminal)?;
    let target = if args.dry_run {
        database::reading(&context, &user, &args.db, terminal)?
    } else {
        database::writing(&context, &user, &args.db, &args.write, terminal)?
    };
    let request = Request {
        database: target,
        project: args.project.as_deref().map(|project| context.relative(project)).transpose()?,
        environment: user.environment,
    };
    let source = context.source();
    let plan = Plan::make(&source, &request, args.out_of_order, environment::now()?);
    let mut plan = plan.map_err(|error| failure(error, terminal))?;
    if let Some(path) = &args.rehearsal {
        observe(&mut plan, &request.environment.current_dir.join(path), terminal)?;
    }
    let width = terminal.width;
    if args.format == Format::Human {
        write_plan(&plan, width, terminal.out())?;
    }
    if args.dry_run || plan.is_empty() || !plan.blocked.is_empty() {
        if args.format == Format::Json {
            write_apply_json(&plan, None, terminal.out())?;
        }
        return Ok(outcome::exit(!plan.blocked.is_empty()));
    }
    let question = format!("Apply {} to {}?", words::count(plan.steps.len(), "migration"), plan.database);
    if !confirm(&question, args.yes, terminal)? {
        return Err(Failure::usage("nothing was changed: the plan was declined"));
    }
    let options = Options {
        lock_timeout: args.lock_timeout.0.unwrap_or(TimeLimit::LONGEST),
        concurrent_wait: args.concurrent_wait.0.unwrap_or(TimeLimit::LONGEST),
        patience: args.wait.0.unwrap_or(TimeLimit::LONGEST),
        retries: args.retries,
    };
    let mut line = terminal.line();
    let applied = plan.apply(&request, options, &mut line);
    drop(line);
    let applied = applied.map_err(|error| failure(error, terminal))?;
    let schema = if applied.failure.is_some() {
        Some(SchemaState::NotTouched.into())
    } else {
        regenerate(&args.schema, &plan, &context, terminal)?
    };
    match args.format {
        Format::Human => write_applied(&plan.database, &applied, schema.as_ref(), width, terminal.out())?,
        Format::Json => write_apply_json(&plan, Some((&applied, schema.as_ref())), terminal.out())?,
    }
    let is_outdated = |schema: &SchemaFile| matches!(schema.state, SchemaState::Outdated(_));
    Ok(outcome::exit(applied.failure.is_some() || schema.as_ref().is_some_and(is_outdated)))
}

/// Regenerates the schema file, unless that is left out.
fn regenerate(
    args: &SchemaArgs,
    plan: &Plan,
    context: &Context,
    terminal: &mut Terminal,
) -> Result<Option<SchemaFile>, Failure> {
    if args.no_schema {
        return Ok(None);
    }
    let server = args.replay.request(terminal)?;
    let regenerate = |source: &SettingsSource<'_>, server, progress: &mut dyn Progress| {
        Ok::<_, Error>(plan.regenerate(source, &server, progress))
    };
    let made = args.replay.run(context, &server, terminal, regenerate)?;
    Ok(Some(made.map_err(|error| failure(error, terminal))?))
}

/// Shows the locks of a rehearsal in place of the expected ones.
fn observe(plan: &mut Plan, path: &Path, terminal: &mut Terminal) -> Result<(), Failure> {
    let rehearsal = read_record(path).map_err(|error| failure(Error::Snapshot(error), terminal))?;
    if plan.observe(&rehearsal) {
        return Ok(());
    }
    Err(Failure::usage(format!("the rehearsal {} is of other pending migrations", path.display()))
        .hint("rehearse again: `tidegate rehearse`; or leave out `--rehearsal`"))
}
