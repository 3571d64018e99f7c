//! `tidegate ci`

use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::ci::{self, Error, Request, Server};
use crate::report::setup::ci as report;
use clap::Subcommand;

/// Write a CI workflow that checks and replays migrations
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    service: Service,
}

#[derive(Subcommand)]
enum Service {
    /// Write .github/workflows/tidegate.yml, for pull requests and pushes to the default branch
    Github {
        /// Where the workflow replays
        #[arg(long, value_enum, default_value_t = EngineName::Url)]
        engine: EngineName,
        /// Replace an existing workflow that differs
        #[arg(long)]
        force: bool,
    },
}

/// Servers on which a workflow replays, by the names of the engines.
#[derive(Clone, Copy, clap::ValueEnum)]
enum EngineName {
    /// On a service container with PostgreSQL
    Url,
    /// On a private server, from the PostgreSQL programs of the runner
    Local,
    /// On embedded Postgres, in builds that have it
    Embedded,
}

/// Writes the workflow.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let Service::Github { engine, force } = &args.service;
    let server = match engine {
        EngineName::Url => Server::Service,
        EngineName::Local => Server::Private,
        EngineName::Embedded => Server::Embedded,
    };
    let context = Context::open(None, terminal)?;
    let request = Request { server, replaces: *force };
    let outcome = ci::github(context.repository.as_ref(), context.settings(), request)?;
    report::write(&outcome, server, terminal.out())?;
    Ok(Exit::Clean)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::Git(error) => error.into(),
            Error::Verify(error) => error.into(),
            Error::NoWorkTree => Self::usage(message).hint("run it in a checkout"),
            Error::Differs(path) => Self::usage(message)
                .hint("to overwrite it: `tidegate ci github --force`")
                .hint(format!("then see what changed: `git diff {path}`")),
        }
    }
}
