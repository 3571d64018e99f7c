//! `tidegate mcp`

use super::context::Context;
use super::database::{self, WriteArgs};
use super::exit::Exit;
use super::failure::Failure;
use super::mcp_jobs::{FrontDoor, Run};
use super::mcp_words;
use super::terminal::Terminal;
use super::user::User;
use crate::mcp::{Options, serve};
use std::sync::Arc;

/// Serve coding agents over the Model Context Protocol
///
/// Uses MCP on standard input and output, for a client that starts it in the repository:
/// Claude Code, Cursor, VS Code, Codex and others. The tools are the commands of tidegate:
///
///   read only          `list_migrations`, `check`, `verify`, `diff`, `status`, `drift`,
///                      `explain`, `plan_migration`
///   files              `new_migration` creates the file of a migration
///   databases          `apply_migration` writes a migration, applies it to a live database
///                      and regenerates schema.sql; only with --allow-write
///
/// An agent names a live database: by its name in `[databases]` of the settings, or by an
/// environment variable of this process that has its address (`STAGING_URL`).
///
/// Exit codes: 0 the client closed the connection; 2 wrong usage, or the database is
/// protected; 3 the connection failed.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// Let the agent apply migrations to this database; can be repeated
    #[arg(long, value_name = "NAME")]
    allow_write: Vec<String>,
}

/// Serves until the client closes the connection; the jobs that are command lines are carried out by `run`.
pub(super) fn run(args: &Args, run: Run, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let writable = args.allow_write.clone();
    for name in &writable {
        let context = Context::open(None, terminal)?;
        let user = User::load(terminal)?;
        database::writing(&context, &user, &mcp_words::database(name)?, &WriteArgs::default(), terminal)?;
    }
    terminal.flush();
    serve(Arc::new(FrontDoor { run, writable: writable.clone() }), Options { writable })
        .map_err(|error| Failure::environment(format!("the connection to the MCP client failed: {error}")))?;
    Ok(Exit::Clean)
}
