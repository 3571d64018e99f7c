//! `tidegate init`

use super::context::{Context, skipped_rules};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::verify::servers;
use crate::config::Engine;
use crate::jobs::projects::{self, Projects};
use crate::jobs::setup::init::{self, Options};
use crate::jobs::verify;
use crate::migration::{Layout, Schema, layout};
use crate::text::words;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use owo_colors::OwoColorize as _;
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `tidegate init`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The layout, where there is no migration yet to tell it from
    #[arg(long, value_parser = PossibleValuesParser::new(layout::ALL.map(|layout| layout.id)).map(|id| Layout::named(&id).expect("clap lets only ids through")))]
    layout: Option<&'static Layout>,
    /// The migrations folder, where it is not found by itself
    #[arg(long, value_name = "FOLDER")]
    migrations: Option<PathBuf>,
    /// The schema file that goes with the migrations
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
}

/// The command that makes a schema file, with the flags that keep it stable.
const MAKE_SCHEMA: &str = "pg_dump \"$DATABASE_URL\" --schema-only --schema=public --quote-all-identifiers --no-owner --no-privileges > schema.sql";

/// Writes a configuration and says what to do next.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    skipped_rules()?;
    let context = Context::open(None, terminal)?;
    let top = context
        .repository
        .places()
        .work_dir
        .clone()
        .ok_or_else(|| Failure::usage("there is no work tree to write tidegate.toml to"))?;
    let projects = projects::find(context.repository.as_ref(), context.settings())?;
    if projects.projects.is_empty() && args.layout.is_none() && args.migrations.is_none() {
        return Err(Failure::usage("no migrations folder was found in this repository")
            .hint("say which layout it will have: `tidegate init --layout supabase` (or prisma, sqlx, dbmate, diesel, golang-migrate, goose, flyway, plain)"));
    }
    let relative = |path: &Option<PathBuf>| path.as_ref().map(|path| context.relative(path)).transpose();
    let (address, environment) = servers()?;
    let options = Options {
        layout: args.layout,
        migrations: relative(&args.migrations)?,
        schema: relative(&args.schema)?,
        can_replay: verify::preview_server(Engine::Auto, address.as_deref(), &environment, None).is_ok(),
    };
    let text = init::text(&projects, &options);
    let written = init::write(&top, &text).map_err(|error| match error {
        init::Error::Exists(_) => {
            Failure::usage(error.to_string()).hint("edit it, or look at the state of everything: `tidegate doctor`")
        }
        init::Error::Write { .. } => {
            Failure::environment(error.to_string()).hint("check the permissions of the folder")
        }
    })?;
    writeln!(terminal.out(), "Wrote {}.", written.strip_prefix(&top).unwrap_or(&written).display())?;
    tell(&projects, options.can_replay, terminal.out())?;
    Ok(Exit::Clean)
}

fn tell(projects: &Projects, can_replay: bool, out: &mut dyn Write) -> io::Result<()> {
    for seen in &projects.projects {
        let project = &seen.project;
        let schema =
            project.schema.file().map_or_else(|| "no schema file".to_owned(), |file| format!("schema in {file}"));
        writeln!(
            out,
            "  {}: {}, {}, {schema}",
            project.folder,
            project.layout.id,
            words::count(seen.history.migrations.len(), "migration")
        )?;
    }
    writeln!(out, "\nNext:")?;
    if projects.projects.iter().any(|seen| seen.project.schema == Schema::None) {
        if can_replay {
            writeln!(out, "  make a schema file:  {}", "tidegate verify --write --stage".cyan())?;
        } else {
            writeln!(
                out,
                "  make a schema file, from a database that has every migration:\n    {}",
                MAKE_SCHEMA.cyan()
            )?;
        }
    }
    if can_replay {
        writeln!(out, "  replay every migration:  {}", "tidegate verify".cyan())?;
        writeln!(out, "  judge every commit, replay every push:  {}", "tidegate install".cyan())?;
    } else {
        writeln!(out, "  judge every commit:  {}", "tidegate install".cyan())?;
    }
    writeln!(out, "  judge and replay every pull request, in CI:  {}", "tidegate ci github".cyan())?;
    writeln!(out, "  see the state of everything:  {}", "tidegate doctor".cyan())
}
