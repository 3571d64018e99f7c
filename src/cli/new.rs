//! `tidegate new`

use super::context::Context;
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::new_from_schema::{self, Server};
use super::replay_server::engines;
use super::terminal::Terminal;
use crate::alter::Online;
use crate::jobs::diff::{Rename, SqlRequest};
use crate::jobs::new::{self, Error};
use crate::jobs::verify::Engine;
use crate::jobs::{baseline, projects};
use crate::report::remedy;
use crate::report::setup::new as report;
use crate::text::{RelPath, words};
use std::path::PathBuf;

/// Arguments of `tidegate new`.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(super) struct Args {
    /// What the migration does, in a few words
    #[arg(required = true)]
    name: Vec<String>,
    /// Folder of the project, if the repository has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Write a first migration with the schema of a dump of `pg_dump --schema-only`
    #[arg(long, value_name = "FILE")]
    from_dump: Option<PathBuf>,
    /// Write the migration that makes the migrations give the schema file, or the files that declare the schema
    #[arg(long, conflicts_with = "from_dump")]
    from_schema: bool,
    /// Make destructive statements part of the migration, which are comments in it otherwise
    #[arg(long, requires = "from_schema")]
    destructive: bool,
    /// Build, replace and drop indexes of existing tables `CONCURRENTLY`, each in a migration of its own
    #[arg(long, requires = "from_schema")]
    concurrently: bool,
    /// Add constraints of existing tables `NOT VALID`, and validate them in a later migration
    #[arg(long, requires = "from_schema")]
    not_valid: bool,
    /// An object with another name in the schema: `table:a=b` or `column:t.a=b`; without it, it is dropped and created
    #[arg(long, value_name = "RENAME", requires = "from_schema")]
    rename: Vec<String>,
    /// Where the migrations and the schema are loaded; takes precedence over `TIDEGATE_ENGINE`, the user's settings and
    /// tidegate.toml
    #[arg(long, value_parser = engines(), requires = "from_schema")]
    engine: Option<Engine>,
    /// Address of a server on which temporary databases are created and dropped; default: `TIDEGATE_DATABASE_URL`
    #[arg(long, value_name = "URL", requires = "from_schema")]
    database_url: Option<String>,
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
    let name = args.name.join(" ");
    if args.from_schema {
        let server = Server { engine: args.engine, address: args.database_url.clone() };
        let renames = args.rename.iter().map(|typed| Rename::parse(typed)).collect::<Result<Vec<Rename>, _>>()?;
        let online = Online { concurrently: args.concurrently, not_valid: args.not_valid };
        let wanted = SqlRequest {
            destructive: args.destructive,
            proves: true,
            has_stages: true,
            online,
            checked_at: None,
            renames,
        };
        return new_from_schema::run(&context, (seen, &name), (wanted, server), terminal);
    }
    if let Some(dump) = &args.from_dump {
        let plan = baseline::plan(seen, &name, dump, environment::now()?)?;
        new::write(context.repository.as_ref(), &plan.files)?;
        report::write(plan.files.iter().map(|file| &file.path), terminal.out())?;
        report::write_notes(&plan, terminal.err())?;
        return Ok(Exit::Clean);
    }
    let files = new::plan(seen, &name, environment::now()?)?;
    new::write(context.repository.as_ref(), &files)?;
    report::write(files.iter().map(|file| &file.path), terminal.out())?;
    Ok(Exit::Clean)
}

pub(super) fn no_project(names: &[String]) -> Failure {
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
            Error::NotAVersion(_) => Self::usage(error.to_string()).hint("pass the version of the plan"),
            Error::NoDown(_) => Self::usage(error.to_string()).hint("leave out the down migration"),
            Error::NeverAlone(_) => Self::usage(error.to_string())
                .hint("leave out `--concurrently`, or build the index as the documentation of the tool says"),
            Error::Git(error) => error.into(),
        }
    }
}

impl From<baseline::Error> for Failure {
    fn from(error: baseline::Error) -> Self {
        use baseline::Error as E;
        let message = error.to_string();
        match error {
            E::New(error) => error.into(),
            E::Unreadable { .. } => Self::environment(message).hint("name a file that `pg_dump --schema-only` wrote"),
            E::Refused { .. } => Self::usage(message).hint(format!("write a dump of the schema alone: `{DUMP}`")),
            E::NoEarlierVersion { .. } => Self::usage(message).hint(
                "give the first migration a later version with `git mv`, and record that version in databases that have applied it",
            ),
            E::Tool { help, .. } => Self::usage(message).hint(help),
        }
    }
}

/// Writes a dump that a baseline can be written from.
const DUMP: &str = "pg_dump --schema-only --file dump.sql \"$DATABASE_URL\"";
