//! `tidegate rollout`

use super::confirm::confirm;
use super::context::Context;
use super::database::{self, WriteArgs};
use super::environment::{self, TimeLimit};
use super::exit::Exit;
use super::failure::Failure;
use super::outcome;
use super::signals::Interrupts;
use super::status::failure;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::live::{self, Error, Request, RolloutRequest};
use crate::live::Options;
use crate::report::live::{rollout_report, write_plan, write_refused_rollout, write_rolled_out};
use crate::text::words;
use std::path::PathBuf;
use std::time::Duration;

/// Apply rehearsed migrations to the live database, and verify the result
///
/// Refuses unless the snapshot of the rehearsal is fresh, the schema of the database is
/// the one that was rehearsed, and the pending migrations are the rehearsed ones. Shows
/// the plan, asks, and applies it as `tidegate apply` does. Then the schema must be the
/// rehearsed one, and the tracking table in step. After a failure the command that leads
/// back is shown; with `--auto-restore` the snapshot is restored beside the database,
/// which is kept. A report in Markdown is written beside the snapshot.
///
/// Exit codes: 0 rolled out and verified; 1 refused, failed, or not as it was rehearsed;
/// 2 wrong usage, or the plan was not confirmed; 3 the environment failed.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// The database: an address, `postgres://user@host/database`, or a name of the settings
    #[arg(long, value_name = "URL|NAME")]
    db: String,
    #[command(flatten)]
    write: WriteArgs,
    /// Record of the rehearsal, in the folder of the snapshot
    #[arg(long, value_name = "FILE")]
    rehearsal: PathBuf,
    /// Longest time since the snapshot was taken
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = TimeLimit::parse)]
    max_age: TimeLimit,
    /// Restore the snapshot after a failure
    #[arg(long)]
    auto_restore: bool,
    /// Folder of the project, where the working tree has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
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
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// `off` for a time that may be as long as it is.
const LONGEST: Duration = Duration::from_hours(24 * 365);

/// Plans, asks, rolls out and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    let user = User::load(terminal)?;
    let target = database::writing(&context, &user, &args.db, &args.write, terminal)?;
    let database = Request {
        database: target,
        project: args.project.as_deref().map(|project| context.relative(project)).transpose()?,
        environment: user.environment,
    };
    let interrupts = Interrupts::listen()?;
    let now = environment::now()?;
    let request = RolloutRequest {
        database: &database,
        rehearsal: database.environment.current_dir.join(&args.rehearsal),
        max_age: chrono::Duration::from_std(args.max_age.0.unwrap_or(LONGEST)).unwrap_or(chrono::Duration::MAX),
        now,
        with_out_of_order: args.out_of_order,
        options: Options {
            lock_timeout: args.lock_timeout.0.unwrap_or(LONGEST),
            concurrent_wait: args.concurrent_wait.0.unwrap_or(LONGEST),
            patience: Duration::from_secs(10),
            retries: 5,
        },
        auto_restore: args.auto_restore,
        interrupted: &interrupts.arrived,
    };
    let source = context.source();
    let planned = live::plan_rollout(&source, &request).map_err(|error| failure(error, terminal))?;
    let width = terminal.width;
    write_plan(&planned.plan, width, terminal.out())?;
    if !planned.refused.is_empty() {
        write_refused_rollout(&planned, width, terminal.out())?;
        return Ok(Exit::Problems);
    }
    if planned.plan.is_empty() || !planned.plan.blocked.is_empty() {
        return Ok(outcome::exit(!planned.plan.blocked.is_empty()));
    }
    let count = words::count(planned.plan.steps.len(), "rehearsed migration");
    if !confirm(&format!("Apply {count} to {}?", planned.plan.database), args.yes, terminal)? {
        return Err(Failure::usage("nothing was changed: the plan was declined"));
    }
    let mut line = terminal.line();
    let done = live::roll_out(&source, &request, &planned, &mut line);
    drop(line);
    let done = done.map_err(|error| interrupts.failure(failure(error, terminal), terminal))?;
    write_rolled_out(&planned, &done, width, terminal.out())?;
    let report = rollout_report(&planned, &done, &now.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    let name = format!("rollout-{}.md", now.format("%Y%m%dT%H%M%SZ"));
    let path = planned.snapshot.add_text(&name, &report);
    let path = path.map_err(|error| failure(Error::Snapshot(error), terminal))?;
    crate::report::live::write_report_path(&path, width, terminal.out())?;
    match &done.restored {
        Some(Err(_)) => Ok(Exit::Environment),
        _ => Ok(outcome::exit(!done.has_passed())),
    }
}
