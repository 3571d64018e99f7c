//! `tidegate baseline`

use super::confirm::confirm;
use super::context::Context;
use super::database::{self, WriteArgs};
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::mark::replace;
use super::outcome;
use super::reconcile::{projects, seen};
use super::reconcile_failure::failure;
use super::replay_server::ReplayArgs;
use super::terminal::Terminal;
use super::user::User;
use super::write_schema::write_schema;
use crate::jobs::live::Request;
use crate::jobs::squash::{Baseline, BaselineRequest};
use crate::report::diff::Format;
use crate::report::squash as report;
use crate::text::words;
use std::path::PathBuf;

/// Write the first migration from a live database
///
/// The migration has the schema of the database, without owners and without what the platform provides,
/// and the schema file follows. It is proven first: a fresh database with it has the catalog of the live
/// one. Existing migrations are moved to an archive folder, which no migration tool reads. In the
/// tracking table its row takes the place of all others, in one transaction, under the locks of `apply`.
///
/// The plan is shown and has to be confirmed.
///
/// Exit codes: 0 the migration was written and recorded; 1 it could not be proven; 2 wrong usage, or the
/// plan was not confirmed; 3 the database could not be read, or the environment failed.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// Name of the migration
    #[arg(default_value = "baseline schema")]
    name: Vec<String>,
    /// The database: an address, `postgres://user@host/database`, or a name of the settings
    #[arg(long, value_name = "URL|NAME")]
    db: String,
    #[command(flatten)]
    write: WriteArgs,
    /// Folder of the project, where the working tree has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Do not record the migration as applied in the database
    #[arg(long)]
    no_mark: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    replay: ReplayArgs,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Plans, asks, writes and records.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    context.top("a migration")?;
    let server = args.replay.request(terminal)?;
    let projects = projects(&context, terminal)?;
    let seen = seen(&projects, args.project.as_deref(), &context)?;
    let name = args.name.join(" ");
    let now = environment::now()?;
    let user = User::load(terminal)?;
    let target = if args.no_mark {
        database::reading(&context, &user, &args.db, terminal)?
    } else {
        database::writing(&context, &user, &args.db, &args.write, terminal)?
    };
    let made = args.replay.run(&context, &server, terminal, |source, server, progress| {
        Baseline::make(source, &BaselineRequest { seen, database: &target.address, name: &name, server, now }, progress)
    })?;
    let baseline = made.map_err(|error| failure(error, terminal))?;
    let Some(plan) = &baseline.plan else {
        outcome::write(&context, terminal, |output| {
            crate::report::diff::write(Format::Human, &baseline.outcome, false, output)
        })?;
        return Ok(Exit::Problems);
    };
    outcome::write(&context, terminal, |output| report::write_baseline(&baseline, plan, output))?;
    let (Some(migration), true) = (plan.database.first(), plan.is_proven()) else { return Ok(Exit::Problems) };
    let question = if args.no_mark {
        format!("Write the migration and move {}?", words::count(baseline.archive.moves.len(), "file"))
    } else {
        format!(
            "Write the migration, move {}, and record it in {} in the place of all others?",
            words::count(baseline.archive.moves.len(), "file"),
            baseline.outcome.from.label
        )
    };
    if !confirm(&question, args.yes, terminal)? {
        return Err(Failure::usage("nothing was written: the plan was declined"));
    }
    let files = plan.files();
    baseline.archive.write(context.repository.as_ref(), &files)?;
    outcome::write(&context, terminal, |output| report::write_files(&files, &baseline.archive, output))?;
    terminal.flush();
    if !args.no_mark {
        let request = Request {
            database: target,
            project: args.project.as_deref().map(|project| context.relative(project)).transpose()?,
            environment: server.environment.clone(),
        };
        let path = migration.files.first().map(|file| &file.path);
        if replace(&context, &request, (None, path), terminal)? != Exit::Clean {
            return Ok(Exit::Problems);
        }
    }
    let limit = environment::timeout()?;
    write_schema(&context, (&server, limit), &files, terminal)
}
