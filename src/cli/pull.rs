//! `tidegate pull`

use super::context::Context;
use super::database::{self, WriteArgs};
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::mark::mark;
use super::outcome;
use super::reconcile::{projects, seen};
use super::reconcile_failure::failure;
use super::replay_server::ReplayArgs;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::new;
use crate::jobs::reconcile::{self, PlanRequest, Request, Start, Survey};
use crate::report::diff::Format;
use crate::report::reconcile as report;
use std::path::PathBuf;

/// Write a migration with the changes that a live database has and the history lacks
///
/// The database is the source of truth: the migration makes the replayed history like it, and is proven on temporary
/// databases. It is in effect in that database already, so it is to be recorded there as applied, which `--mark` does.
/// Differences that tidegate.drift.toml has as out of scope are not part of it.
///
/// Exit codes: 0 nothing differs, or the migration was written; 1 it could not be proven; 2 wrong usage or
/// configuration; 3 the database could not be read, or the environment failed.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Name of the migration
    #[arg(default_value = "pull")]
    name: Vec<String>,
    /// The database: an address, `postgres://user@host/database`, or a name of the settings
    #[arg(long, value_name = "URL|NAME")]
    db: String,
    #[command(flatten)]
    write: WriteArgs,
    /// Folder of the project, where the working tree has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Record the migration as applied in the database
    #[arg(long)]
    mark: bool,
    /// Do not ask
    #[arg(long, requires = "mark")]
    yes: bool,
    /// Ignore the decisions in tidegate.drift.toml
    #[arg(long)]
    no_decisions: bool,
    #[command(flatten)]
    replay: ReplayArgs,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Compares, writes the migration and records it.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    context.top("a migration")?;
    let server = args.replay.request(terminal)?;
    let project = args.project.as_deref().map(|project| context.relative(project)).transpose()?;
    let user = User::load(terminal)?;
    let target = if args.mark {
        database::writing(&context, &user, &args.db, &args.write, terminal)?
    } else {
        database::reading(&context, &user, &args.db, terminal)?
    };
    let made = args.replay.run(&context, &server, terminal, |source, server, progress| {
        Survey::make(source, &Request { database: target.address.clone(), project, server }, progress)
    })?;
    let survey = made.map_err(|error| failure(error, terminal))?;
    let is_whole = survey.outcome.failed.is_none();
    if !is_whole || survey.items.is_empty() {
        outcome::write(&context, terminal, |output| {
            crate::report::diff::write(Format::Human, &survey.outcome, false, output)
        })?;
        return Ok(outcome::exit(!survey.outcome.is_equal()));
    }
    let decisions = super::drift::decisions(&context, args.no_decisions, terminal)?.unwrap_or_default();
    let choices = survey.pulled(&decisions);
    let projects = projects(&context, terminal)?;
    let seen = seen(&projects, args.project.as_deref(), &context)?;
    let name = args.name.join(" ");
    let now = environment::now()?;
    let planned = args.replay.run(&context, &server, terminal, |source, server, progress| {
        let request =
            PlanRequest { seen, names: [&name, &name], has_repair_file: false, server, now, start: Start::History };
        reconcile::plan(source, &request, (&survey.outcome, &choices), progress)
    })?;
    let plan = planned.map_err(|error| failure(error, terminal))?;
    if plan.is_proven() {
        new::write(context.repository.as_ref(), &plan.files())?;
    }
    outcome::write(&context, terminal, |output| report::write_pull(&survey, &plan, args.mark, output))?;
    if !plan.is_proven() || !args.mark || plan.database.is_empty() {
        return Ok(outcome::exit(!plan.is_proven()));
    }
    terminal.flush();
    let versions = plan.database.iter().map(|one| one.version.clone()).collect();
    mark(&context, (&target, args.project.as_deref()), versions, args.yes, terminal)
}
