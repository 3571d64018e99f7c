//! `tidegate squash`

use super::confirm::confirm;
use super::context::Context;
use super::database::{self, WriteArgs};
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::mark::replace;
use super::outcome;
use super::reconcile::{projects, seen};
use super::replay_server::ReplayArgs;
use super::squash_failure::failure;
use super::terminal::Terminal;
use super::user::User;
use super::write_schema::write_schema;
use crate::jobs::live::{RepairPlan, Request};
use crate::jobs::squash::{Cut, KeptData, RangeRequest, Squash, SquashRequest, prove_range, squash};
use crate::report::squash as report;
use crate::text::words;
use std::path::PathBuf;

/// Replace the first migrations of the history by one
///
/// The new migration has the version of the last one that it replaces, and the schema that they give. It
/// is written after a proof: the history with it gives the same schema, by the catalog and by the dump.
/// The old files are moved to an archive folder, which no migration tool reads. In each database that is
/// named with --db the rows of the tracking table are replaced, in one transaction, under the locks of
/// `apply`; every replaced migration has to be applied there.
///
/// Statements that write rows are not part of a schema: they are named, and nothing is written without
/// --keep-data or --drop-data.
///
/// With --prove nothing is written to the working tree: the squash in a range of commits, which another
/// clone made, is proven once more, and `check` accepts it in this clone.
///
/// Exit codes: 0 the migration was written, or the range has no squash that is not proven; 1 it could not
/// be proven, or a database was refused; 2 wrong usage, or the plan was not confirmed; 3 the environment
/// failed.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// Name of the migration
    #[arg(default_value = "squashed")]
    name: Vec<String>,
    #[command(flatten)]
    cut: CutArgs,
    /// With --prove: the commit from whose merge base the range begins
    #[arg(long, value_name = "REVISION", requires = "prove")]
    from_ref: Option<String>,
    /// With --prove: the last commit of the range
    #[arg(long, value_name = "REVISION", requires = "prove", default_value = "HEAD")]
    to_ref: String,
    /// A database whose tracking table is corrected, an address or a name of the settings; can be repeated
    #[arg(long = "db", value_name = "URL|NAME")]
    databases: Vec<String>,
    /// Name of a database, which protected ones need; can be repeated
    #[arg(long, value_name = "NAME")]
    yes_write: Vec<String>,
    /// Write statements that write rows to the end of the new migration, as they are
    #[arg(long, conflicts_with = "drop_data")]
    keep_data: bool,
    /// Leave out statements that write rows: a fresh database needs none of them
    #[arg(long)]
    drop_data: bool,
    /// Folder of the project, where the working tree has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    replay: ReplayArgs,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The migrations to replace.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct CutArgs {
    /// Replace the migrations before this version
    #[arg(long, value_name = "VERSION")]
    before: Option<String>,
    /// Replace all migrations
    #[arg(long)]
    all: bool,
    /// Prove the squash in the commits from --from-ref to --to-ref
    #[arg(long, requires = "from_ref", conflicts_with_all = ["databases", "keep_data", "drop_data"])]
    prove: bool,
}

/// Plans, asks, writes and corrects the tracking tables.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    if let Some(from) = &args.from_ref {
        return prove(args, from, &context, terminal);
    }
    context.top("a migration")?;
    let server = args.replay.request(terminal)?;
    let projects = projects(&context, terminal)?;
    let seen = seen(&projects, args.project.as_deref(), &context)?;
    let cut = args.cut.before.clone().map_or(Cut::All, Cut::Before);
    let data = match (args.keep_data, args.drop_data) {
        (true, _) => KeptData::Kept,
        (_, true) => KeptData::Dropped,
        _ => KeptData::Refused,
    };
    let name = args.name.join(" ");
    let made = args.replay.run(&context, &server, terminal, |source, server, progress| {
        squash(source, &SquashRequest { seen, cut: &cut, name: &name, data, server }, progress)
    })?;
    let squash = made.map_err(|error| failure(error, terminal))?;
    outcome::write(&context, terminal, |output| report::write_squash(&squash, data, output))?;
    let (Some(migration), true) = (&squash.migration, squash.is_proven()) else { return Ok(Exit::Problems) };
    let requests = requests(args, &context, &server, terminal)?;
    if !check(&context, &requests, &squash, terminal)? {
        return Ok(Exit::Problems);
    }
    let question = format!("Write the migration and move {}?", words::count(squash.archive.moves.len(), "file"));
    if !confirm(&question, args.yes, terminal)? {
        return Err(Failure::usage("nothing was written: the plan was declined"));
    }
    squash.archive.write(context.repository.as_ref(), &migration.files)?;
    outcome::write(&context, terminal, |output| report::write_files(&migration.files, &squash.archive, output))?;
    terminal.flush();
    let path = migration.files.first().map(|file| &file.path);
    let mut is_done = true;
    for request in &requests {
        is_done &= replace(&context, request, (Some(&squash.versions), path), terminal)? == Exit::Clean;
    }
    let limit = environment::timeout()?;
    let exit = write_schema(&context, (&server, limit), &migration.files, terminal)?;
    Ok(if is_done { exit } else { Exit::Problems })
}

/// Proves the squash in a range.
fn prove(args: &Args, from: &str, context: &Context, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let server = args.replay.request(terminal)?;
    let project = args.project.as_deref().map(|project| context.relative(project)).transpose()?;
    let made = args.replay.run(context, &server, terminal, |source, server, progress| {
        prove_range(source, &RangeRequest { from, to: &args.to_ref, project: project.as_ref(), server }, progress)
    })?;
    let proof = made.map_err(|error| failure(error, terminal))?;
    outcome::write(context, terminal, |output| report::write_range(&proof, output))?;
    Ok(if proof.is_accepted() { Exit::Clean } else { Exit::Problems })
}

fn requests(
    args: &Args,
    context: &Context,
    server: &crate::jobs::verify::Request,
    terminal: &mut Terminal,
) -> Result<Vec<Request>, Failure> {
    let user = User::load(terminal)?;
    let project = args.project.as_deref().map(|project| context.relative(project)).transpose()?;
    let mut requests = Vec::new();
    for typed in &args.databases {
        let confirmation = WriteArgs::of(args.yes_write.iter().find(|name| *name == typed));
        let target = database::writing(context, &user, typed, &confirmation, terminal)?;
        let (project, environment) = (project.clone(), server.environment.clone());
        requests.push(Request { database: target, project, environment });
    }
    Ok(requests)
}

/// Whether every replaced migration is applied in each database. A database that is not is reported.
fn check(context: &Context, requests: &[Request], squash: &Squash, terminal: &mut Terminal) -> Result<bool, Failure> {
    let mut is_possible = true;
    for request in requests {
        let plan = RepairPlan::replace(&context.source(), request, (Some(&squash.versions), None));
        let plan = plan.map_err(|error| super::status::failure(error, terminal))?;
        if !plan.refused.is_empty() {
            is_possible = false;
            let width = terminal.width;
            crate::report::live::write_repair_plan(&plan, width, terminal.out())?;
        }
    }
    Ok(is_possible)
}
