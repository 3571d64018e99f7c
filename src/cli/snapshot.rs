//! `tidegate snapshot`

use super::context::Context;
use super::database;
use super::environment::{self, TimeLimit};
use super::exit::Exit;
use super::failure::Failure;
use super::signals::Interrupts;
use super::status::failure;
use super::terminal::Terminal;
use super::user::User;
use super::{format, outcome};
use crate::git::Objects;
use crate::jobs::live::{self, Request, SnapshotRequest};
use crate::postgres::Form;
use crate::report::live::write_snapshot;
use std::path::PathBuf;
use std::time::Duration;

/// Take a snapshot of a live database, and prove it
///
/// Writes a folder with an archive of `pg_dump`, the catalog, and a manifest: versions,
/// SHA-256 of each file, exact row counts and checksums, sequences, large objects, applied
/// migrations and needed roles. Everything is read in one exported snapshot of the
/// database, which is only read. The role must be able to read every row; objects that it
/// cannot read are named first. The folder gets its name once everything is on disk.
///
/// With `--prove` the snapshot is restored on a private server, and everything in it is
/// compared with the manifest.
///
/// Exit codes: 0 taken, and proven if that was asked for; 1 the restored copy differs;
/// 2 wrong usage, or missing privileges; 3 the environment failed, or it was not proven.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// The database: an address, `postgres://user@host/database`, or a name of the settings
    #[arg(long, value_name = "URL|NAME")]
    db: String,
    /// Folder in which the snapshot gets a folder of its own
    #[arg(long, value_name = "FOLDER", default_value = "snapshots")]
    output: PathBuf,
    /// Restore the snapshot on a private server and compare everything in it
    #[arg(long)]
    prove: bool,
    /// Longest wait for the lock of a table
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = TimeLimit::parse)]
    lock_timeout: TimeLimit,
    /// Form of the archive: one file, or a folder that several processes write at once
    #[arg(long, value_parser = format::parser(&FORMS), default_value = "custom")]
    format: Form,
    /// Processes that write a folder, each with a connection of its own
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
}

const FORMS: [((&str, &str), Form); 2] =
    [(("custom", "One file"), Form::Custom), (("directory", "A folder"), Form::Directory { jobs: 1 })];

/// `off` for a wait that may take as long as it does.
const LONGEST: Duration = Duration::from_hours(24);

/// Takes, proves and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open_if_any(Objects::Shown, None, terminal)?;
    let user = User::load(terminal)?;
    let above = user.environment.current_dir.join(&args.output);
    live::check_folder(context.repository.as_ref(), &above)?;
    let target = database::reading(&context, &user, &args.db, terminal)?;
    let environment = user.environment;
    let request = Request { database: target, project: None, environment };
    let interrupts = Interrupts::listen()?;
    let form = match args.format {
        Form::Directory { .. } => Form::Directory { jobs: args.jobs },
        Form::Custom if args.jobs > 1 => {
            return Err(Failure::usage("one file is written by one process").hint("add `--format directory`"));
        }
        Form::Custom => Form::Custom,
    };
    let task = SnapshotRequest {
        database: &request,
        above,
        now: environment::now()?,
        lock_timeout: args.lock_timeout.0.unwrap_or(LONGEST),
        form,
        prove: args.prove,
        interrupted: &interrupts.arrived,
    };
    let mut line = terminal.line();
    let taken = live::snapshot(&task, &mut line);
    drop(line);
    let taken = taken.map_err(|error| interrupts.failure(failure(error, terminal), terminal))?;
    let width = terminal.width;
    write_snapshot(&taken, width, terminal.out())?;
    match taken.proof {
        None => Ok(Exit::Clean),
        Some(Ok(differences)) => Ok(outcome::exit(!differences.found.is_empty())),
        Some(Err(error)) => {
            let failed = interrupts.failure(failure(error, terminal), terminal);
            let message = format!("the snapshot was taken and not proven: {}", failed.message);
            Err(Failure { exit: Exit::Environment, message, ..failed })
        }
    }
}
