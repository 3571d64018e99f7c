//! `tidegate rehearse`

use super::confirm::confirm;
use super::context::Context;
use super::database::{self, WriteArgs};
use super::environment::{self, TimeLimit};
use super::exit::Exit;
use super::failure::Failure;
use super::outcome;
use super::signals::Interrupts;
use super::status::failure;
use super::streams;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::live::{self, Error, Plan, RehearseRequest, Request};
use crate::jobs::sides::Selection;
use crate::jobs::trust;
use crate::live::Options;
use crate::live::snapshot::Snapshot;
use crate::report::live::{write_plan, write_rehearsed};
use crate::text::words;
use std::path::PathBuf;
use std::time::Duration;

/// Apply the pending migrations to a copy of a snapshot
///
/// Restores the snapshot on a private server, and applies the pending migrations of the
/// working tree to it as `tidegate apply` does, as the role that took the snapshot. Shows
/// how long each statement took, the locks that it took on existing tables, the changes of
/// the schema and of the numbers of rows. Then commands check the copy, whose address is in
/// `DATABASE_URL`: those of `[rehearse] run` in the settings, which you must have agreed to,
/// and those of `--run`. A record is written beside the snapshot. The copy is removed.
///
/// With `--db` a staging database takes the place of the copy. The snapshot must have been
/// restored to it, so that its schema is that of the snapshot. The plan is shown and
/// confirmed first; what is applied to it stays.
///
/// Exit codes: 0 everything was applied and every command has passed; 1 a migration failed
/// or is blocked, or a command failed; 2 wrong usage, or the plan was not confirmed; 3 the
/// environment failed, such as no server of the same major version.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// Folder of the snapshot
    snapshot: PathBuf,
    /// Folder of the project, where the working tree has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Staging database to which the snapshot was restored, in place of a private copy: an address or a name
    #[arg(long, value_name = "URL|NAME")]
    db: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
    /// Do not ask before migrations are applied to the staging database
    #[arg(long, requires = "db")]
    yes: bool,
    /// Command for sh that must succeed after the migrations; can be repeated
    #[arg(long, value_name = "COMMAND")]
    run: Vec<String>,
    /// Do not run the commands of the settings
    #[arg(long)]
    no_configured: bool,
    /// Also apply migrations before ones that are applied
    #[arg(long)]
    out_of_order: bool,
    /// Longest wait of a statement for a lock
    #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = TimeLimit::parse)]
    lock_timeout: TimeLimit,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// `off` for a wait that may take as long as it does.
const LONGEST: Duration = Duration::from_hours(24);

/// Rehearses and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    let user = User::load(terminal)?;
    let mut gates = if args.no_configured { Vec::new() } else { configured(&context, terminal)? };
    gates.extend(args.run.iter().cloned());
    let project = args.project.as_deref().map(|project| context.relative(project)).transpose()?;
    let database = match &args.db {
        Some(typed) => Some(Request {
            database: database::writing(&context, &user, typed, &args.write, terminal)?,
            project: project.clone(),
            environment: user.environment.clone(),
        }),
        None => None,
    };
    let environment = user.environment;
    let folder = environment.current_dir.join(&args.snapshot);
    let snapshot = Snapshot::open(&folder).map_err(|error| failure(Error::Snapshot(error), terminal))?;
    if let Some(database) = &database
        && !is_confirmed(args, &context, database, terminal)?
    {
        return Err(Failure::usage("nothing was changed: the plan was declined"));
    }
    let interrupts = Interrupts::listen()?;
    let request = RehearseRequest {
        snapshot: &snapshot,
        database: database.as_ref(),
        project,
        environment,
        with_out_of_order: args.out_of_order,
        options: Options {
            lock_timeout: args.lock_timeout.0.unwrap_or(LONGEST),
            concurrent_wait: LONGEST,
            patience: Duration::from_secs(10),
            retries: 0,
        },
        gates,
        live: streams::live(),
        now: environment::now()?,
        interrupted: &interrupts.arrived,
    };
    let width = terminal.width;
    let mut line = terminal.line();
    let rehearsed = live::rehearse(&context.source(), &request, &mut line);
    drop(line);
    let rehearsed = rehearsed.map_err(|error| interrupts.failure(failure(error, terminal), terminal))?;
    write_rehearsed(&rehearsed, width, terminal.out())?;
    Ok(outcome::exit(!rehearsed.rehearsal.has_passed))
}

/// The commands of the settings; an error if the user has not agreed to one of them.
fn configured(context: &Context, terminal: &mut Terminal) -> Result<Vec<String>, Failure> {
    let gates = context.settings(&Selection::WorkTree, terminal)?.gates.clone();
    let agreed = trust::agreed_gates(&context.source(), &gates)?;
    let refused: Vec<String> =
        gates.iter().zip(agreed).filter(|(_, agreed)| !agreed).map(|(gate, _)| format!("`{}`", gate.0)).collect();
    if refused.is_empty() {
        return Ok(gates.into_iter().map(|gate| gate.0).collect());
    }
    let commands = words::list(&refused, refused.len());
    Err(Failure::usage(format!(
        "`[rehearse] run` in the settings of this branch runs {commands}, without your agreement"
    ))
    .hint("read what they run, then agree: `tidegate trust`; or leave them out: `--no-configured`"))
}

/// Shows the plan for a staging database, and asks.
fn is_confirmed(args: &Args, context: &Context, database: &Request, terminal: &mut Terminal) -> Result<bool, Failure> {
    let plan = Plan::make(&context.source(), database, args.out_of_order, environment::now()?);
    let plan = plan.map_err(|error| failure(error, terminal))?;
    let width = terminal.width;
    write_plan(&plan, width, terminal.out())?;
    let count = words::count(plan.steps.len(), "migration");
    confirm(&format!("Apply {count} to the staging database {}?", plan.database), args.yes, terminal)
}
