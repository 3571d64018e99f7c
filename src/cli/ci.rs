//! `tidegate ci`

use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::ci::{self, Error, Outcome, Request, Server};
use crate::jobs::verify;
use clap::Subcommand;
use owo_colors::OwoColorize as _;
use std::io::{self, Write};

/// Write the workflow that judges and replays migrations in CI
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    service: Service,
}

#[derive(Subcommand)]
enum Service {
    /// Write .github/workflows/tidegate.yml, for pushes to the default branch and pull requests
    Github {
        /// Where the workflow replays
        #[arg(long, value_enum, default_value_t = EngineName::Url)]
        engine: EngineName,
        /// Replace a workflow that is there and differs
        #[arg(long)]
        force: bool,
    },
}

/// Where a workflow replays, by the names of the engines.
#[derive(Clone, Copy, clap::ValueEnum)]
enum EngineName {
    /// On a service container with PostgreSQL
    Url,
    /// On a private server, from the PostgreSQL programs of the runner
    Local,
    /// On the PostgreSQL inside tidegate, where it was built in
    Embedded,
}

/// Writes the workflow and says what to do next.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let Service::Github { engine, force } = &args.service;
    let server = match engine {
        EngineName::Url => Server::Service,
        EngineName::Local => Server::Private,
        EngineName::Embedded => Server::Embedded,
    };
    let context = Context::open(None, terminal)?;
    let request = Request { server, replaces: *force };
    let outcome = ci::github(context.repository.as_ref(), context.settings(), request).map_err(failure)?;
    tell(&outcome, server, terminal.out())?;
    Ok(Exit::Clean)
}

fn failure(error: Error) -> Failure {
    let message = error.to_string();
    match error {
        Error::Git(error) | Error::Verify(verify::Error::Git(error)) => error.into(),
        Error::Verify(_) => Failure::usage(message).hint("`tidegate verify` says more"),
        Error::NoWorkTree => Failure::usage(message).hint("run it in a checkout"),
        Error::Differs(path) => Failure::usage(message)
            .hint("to write it anew: `tidegate ci github --force`")
            .hint(format!("then see what that changed: `git diff {path}`")),
    }
}

fn tell(outcome: &Outcome, server: Server, out: &mut dyn Write) -> io::Result<()> {
    let Outcome { path, branch, major, .. } = outcome;
    if !outcome.is_new {
        return writeln!(out, "{path} is there already, as it would be written.");
    }
    writeln!(out, "Wrote {path}.")?;
    let place = match (server, outcome.is_named) {
        (Server::Service, true) => format!("a service container with PostgreSQL {major}"),
        (Server::Service, false) => {
            format!("a service container with PostgreSQL {major} (`postgres` in tidegate.toml names another)")
        }
        (Server::Private, true) => format!("a private server, PostgreSQL {major}"),
        (Server::Private, false) => "a private server of the runner's PostgreSQL".to_owned(),
        (Server::Embedded, _) => "the PostgreSQL inside tidegate".to_owned(),
    };
    writeln!(out, "  On every pull request, and on every push to {branch}: judges what is new, and replays all")?;
    writeln!(out, "  migrations on {place}.")?;
    writeln!(out, "\nNext:")?;
    writeln!(out, "  read it, then stage it:  {}", format!("git add {path}").cyan())?;
    writeln!(out, "  see here what it will say there:  {}", "tidegate verify".cyan())
}
