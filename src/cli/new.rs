//! `tidegate new`

use super::context::Context;
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::jobs::new::{self, Error};
use crate::jobs::projects;
use crate::report::remedy;
use crate::report::setup::new as report;
use crate::text::{RelPath, words};
use std::path::PathBuf;

/// Arguments of `tidegate new`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What the migration does, in a few words
    #[arg(required = true)]
    name: Vec<String>,
    /// Folder of the project, if the repository has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
}

/// Writes the files of a new migration.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(None, terminal)?;
    let loaded = context.load(terminal)?;
    let projects = projects::find(context.repository.as_ref(), &loaded.settings)?;
    let top = context.top("a migration")?;
    let folder = match &args.project {
        Some(folder) => context.relative(folder)?,
        None => RelPath::from_disk(&top, &context.repository.paths().current_dir).unwrap_or_default(),
    };
    let seen = projects.at(&folder).ok_or_else(|| no_project(&projects.names()))?;
    let files = new::plan(seen, &args.name.join(" "), environment::now()?)?;
    new::write(context.repository.as_ref(), &files)?;
    report::write(files.iter().map(|file| &file.path), terminal.out())?;
    Ok(Exit::Clean)
}

fn no_project(names: &[String]) -> Failure {
    match names {
        [] => Failure::usage("no migrations folder was found in this repository")
            .hint(format!("name the layout that it will have: {}", remedy::layouts())),
        names => Failure::usage(format!("there are several projects here: {}", words::list(names, 5)))
            .hint("name one: `tidegate new --project FOLDER NAME`"),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::NoName(_) => {
                Self::usage(error.to_string()).hint("describe the migration in a few words: `tidegate new add orders`")
            }
            Error::ByTool { command, ref name, .. } => {
                Self::usage(error.to_string()).hint(format!("the tool makes the file: `{command} {name}`"))
            }
            Error::Git(error) => error.into(),
        }
    }
}
