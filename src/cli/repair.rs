//! `tidegate repair`

use super::context::Context;
use super::database::{self, WriteArgs};
use super::exit::Exit;
use super::failure::Failure;
use super::mark::correct;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::live::{Repairs, Request};
use std::path::PathBuf;

/// Correct the tracking table of a live database
///
/// Shows the rows that change, asks, and changes only these, all or nothing, under the same
/// locks as `apply`. No migration runs. Where name and text of a row and a file disagree,
/// the change is refused without `--force`.
///
/// Exit codes: 0 the table is as requested; 1 a change is refused, and nothing was
/// changed; 2 wrong usage, or the plan was not confirmed; 3 the database cannot be
/// reached, or another session holds the lock.
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
    #[command(flatten)]
    changes: Changes,
    /// Also change rows whose name or text is not that of the file
    #[arg(long)]
    force: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The changes that are requested.
#[derive(clap::Args)]
#[group(required = true, multiple = true)]
struct Changes {
    /// Record a migration as applied; may be repeated
    #[arg(long, value_name = "VERSION")]
    applied: Vec<String>,
    /// Remove the record of a migration; may be repeated
    #[arg(long, value_name = "VERSION")]
    reverted: Vec<String>,
    /// Record migrations that were applied under another version under those of their files
    #[arg(long)]
    renumber: bool,
    /// Record the text or checksum of files in which only line ends differ
    #[arg(long)]
    restamp: bool,
}

/// Plans, asks, changes and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    let user = User::load(terminal)?;
    let request = Request {
        database: database::writing(&context, &user, &args.db, &args.write, terminal)?,
        project: args.project.as_deref().map(|project| context.relative(project)).transpose()?,
        environment: user.environment,
    };
    let repairs = Repairs {
        applied: args.changes.applied.clone(),
        reverted: args.changes.reverted.clone(),
        renumber: args.changes.renumber,
        restamp: args.changes.restamp,
        force: args.force,
    };
    correct(&context, &request, &repairs, args.yes, terminal)
}
