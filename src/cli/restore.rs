//! `tidegate restore`

use super::confirm::confirm;
use super::context::Context;
use super::database::{self, WriteArgs};
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::signals::Interrupts;
use super::status::failure;
use super::terminal::Terminal;
use super::user::User;
use crate::git::Objects;
use crate::jobs::live::{self, Error, Request, RestoreRequest};
use crate::live::snapshot::{Place, Snapshot};
use crate::report::live::{write_dropped, write_restore_plan, write_restored};
use std::path::{Path, PathBuf};

/// Restore a snapshot on a server, beside the database that it replaces
///
/// Compares the files of the snapshot with its manifest, shows the plan and asks. The
/// snapshot is restored into a new database, which is compared with the manifest: rows,
/// checksums, sequences, large objects, schema. Only then it gets the name of the old one,
/// in one transaction. The old database stays under another name until `--drop-old`. An
/// empty database is filled, in one transaction. After an error the database is as it was.
///
/// Exit codes: 0 restored and equal; 2 wrong usage, missing roles or rights, a damaged
/// snapshot, or the plan was not confirmed; 3 the environment failed, or the restored
/// database differs.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// Folder of the snapshot
    #[arg(required_unless_present = "drop_old")]
    snapshot: Option<PathBuf>,
    /// The database: an address, `postgres://user@host/database`, or a name of the settings
    #[arg(long, value_name = "URL|NAME")]
    db: String,
    #[command(flatten)]
    write: WriteArgs,
    /// Show the plan and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,
    /// Drop the database of this name, which an earlier restore has kept
    #[arg(long, value_name = "NAME", conflicts_with_all = ["snapshot", "dry_run"])]
    drop_old: Option<String>,
}

/// Plans, asks, restores and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open_if_any(Objects::Shown, None, terminal)?;
    let user = User::load(terminal)?;
    let target = if args.dry_run {
        database::reading(&context, &user, &args.db, terminal)?
    } else {
        database::writing(&context, &user, &args.db, &args.write, terminal)?
    };
    let request = Request { database: target, project: None, environment: user.environment };
    match (&args.drop_old, &args.snapshot) {
        (Some(kept), _) => drop_old(&request, kept, args.yes, terminal),
        (None, Some(snapshot)) => restore(&request, snapshot, args, terminal),
        (None, None) => Err(Failure::usage("no snapshot is named").hint("name the folder of a snapshot")),
    }
}

fn restore(request: &Request, folder: &Path, args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let folder = request.environment.current_dir.join(folder);
    let snapshot = Snapshot::open(&folder).map_err(|error| failure(Error::Snapshot(error), terminal))?;
    let interrupts = Interrupts::listen()?;
    let now = environment::now()?;
    let task = RestoreRequest { database: request, snapshot: &snapshot, now, interrupted: &interrupts.arrived };
    let plan = live::plan_restore(&task).map_err(|error| interrupts.failure(failure(error, terminal), terminal))?;
    let width = terminal.width;
    write_restore_plan(&plan, &snapshot, width, terminal.out())?;
    if args.dry_run {
        return Ok(Exit::Clean);
    }
    let question = match plan.place {
        Place::Empty => format!("Fill {} from the snapshot?", plan.database),
        Place::Beside => format!("Replace {} by the snapshot?", plan.database),
    };
    if !confirm(&question, args.yes, terminal)? {
        return Err(Failure::usage("nothing was changed: the plan was declined"));
    }
    let mut line = terminal.line();
    let restored = live::restore(&task, &plan, &mut line);
    drop(line);
    let restored = restored.map_err(|error| interrupts.failure(failure(error, terminal), terminal))?;
    write_restored(&plan, &restored, width, terminal.out())?;
    Ok(Exit::Clean)
}

fn drop_old(request: &Request, kept: &str, is_confirmed: bool, terminal: &mut Terminal) -> Result<Exit, Failure> {
    if !confirm(&format!("Drop the database {kept} with everything in it?"), is_confirmed, terminal)? {
        return Err(Failure::usage("nothing was changed: the plan was declined"));
    }
    live::drop_kept(request, kept).map_err(|error| failure(error, terminal))?;
    write_dropped(kept, terminal.out())?;
    Ok(Exit::Clean)
}
