//! `tidegate new`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::new;
use crate::jobs::projects;
use crate::text::{RelPath, words};
use std::path::PathBuf;

/// Arguments of `tidegate new`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What the migration does, in a few words
    #[arg(required = true)]
    name: Vec<String>,
    /// The project's folder, where the repository has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
}

/// Writes the files of a new migration.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(None, terminal)?;
    let repository = context.repository.as_ref();
    let projects = projects::find(repository, context.settings())?;
    let places = repository.places();
    let top = places.work_dir.clone().ok_or_else(|| Failure::usage("there is no work tree to write a migration to"))?;
    let folder = match &args.project {
        Some(folder) => context.relative(folder)?,
        None => RelPath::from_disk(&top, &places.current_dir).unwrap_or_default(),
    };
    let Some(seen) = projects.at(&folder) else {
        return Err(match projects.names().as_slice() {
            [] => Failure::usage("no migrations folder was found in this repository")
                .hint("say where it is to be: `tidegate init --layout supabase` (or prisma, sqlx, dbmate, diesel, golang-migrate, goose, flyway, plain)"),
            names => Failure::usage(format!("there are several projects here: {}", words::list(names, 5))).hint("name one: `tidegate new --project FOLDER NAME`"),
        });
    };
    let files = new::plan(seen, &args.name.join(" "), context::now()?).map_err(|error| {
        Failure::usage(error.to_string()).hint("say in a few words what the migration does: `tidegate new add orders`")
    })?;
    new::write(&top, &files)
        .map_err(|error| Failure::environment(error.to_string()).hint("check the permissions of the folder"))?;
    for file in &files {
        writeln!(terminal.out(), "{}", file.path)?;
    }
    Ok(Exit::Clean)
}
