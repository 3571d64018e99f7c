//! Report of `tidegate ci`: the written file, and the next steps.

use crate::jobs::ci::{Outcome, Server};
use owo_colors::OwoColorize as _;
use std::io::{self, Write};

/// Writes what was done.
pub fn write(outcome: &Outcome, server: Server, out: &mut dyn Write) -> io::Result<()> {
    let Outcome { path, branch, major, .. } = outcome;
    if !outcome.is_new {
        return writeln!(out, "{path} already exists and is up to date.");
    }
    writeln!(out, "Wrote {path}.")?;
    let place = match (server, outcome.is_named) {
        (Server::Service, true) => format!("a service container with PostgreSQL {major}"),
        (Server::Service, false) => {
            format!("a service container with PostgreSQL {major} (set `postgres` in tidegate.toml for another version)")
        }
        (Server::Private, true) => format!("a private server, PostgreSQL {major}"),
        (Server::Private, false) => "a private server of the runner's PostgreSQL".to_owned(),
        (Server::Embedded, _) => "embedded Postgres".to_owned(),
    };
    writeln!(out, "  On every pull request, and on every push to {branch}: checks new migrations, and replays all")?;
    writeln!(out, "  migrations on {place}.")?;
    writeln!(out, "\nNext:")?;
    writeln!(out, "  review it, then stage it:  {}", format!("git add {path}").cyan())?;
    writeln!(out, "  replay here first:  {}", "tidegate verify".cyan())
}
