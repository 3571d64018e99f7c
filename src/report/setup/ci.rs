//! Report of `tidegate ci`: the written file, and the next steps.

use crate::config::Engine;
use crate::jobs::ci::Outcome;
use crate::report::style::paint::Paint as _;
use crate::report::style::wording::safe;
use std::io::{self, Write};

/// Writes what was done.
pub fn write(outcome: &Outcome, engine: Engine, out: &mut dyn Write) -> io::Result<()> {
    let Outcome { path, branch, major, .. } = outcome;
    if !outcome.is_new {
        return writeln!(out, "{path} already exists and is up to date.");
    }
    writeln!(out, "Wrote {path}.")?;
    let place = match (engine, outcome.is_named) {
        (Engine::Url, true) => format!("a service container with PostgreSQL {major}"),
        (Engine::Url, false) => {
            format!("a service container with PostgreSQL {major} (set `postgres` in tidegate.toml for another version)")
        }
        (Engine::Auto | Engine::Local, true) => format!("a private server, PostgreSQL {major}"),
        (Engine::Auto | Engine::Local, false) => "a private server of the runner's PostgreSQL".to_owned(),
        (Engine::Embedded, _) => "embedded Postgres".to_owned(),
    };
    writeln!(
        out,
        "  On every pull request, and on every push to {}: checks new migrations, and replays all",
        safe(branch)
    )?;
    writeln!(out, "  migrations on {place}.")?;
    writeln!(out, "\nNext:")?;
    writeln!(out, "  review it, then stage it:  {}", format!("git add {path}").cyan())?;
    writeln!(out, "  replay here first:  {}", "tidegate verify".cyan())
}
