//! `tidegate init`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use super::{environment, outcome};
use crate::import::Manager;
use crate::jobs::projects;
use crate::jobs::setup::import;
use crate::jobs::setup::init::{self, Error, Options};
use crate::jobs::trust;
use crate::jobs::verify;
use crate::migration::{Layout, layout};
use crate::report::remedy;
use crate::report::setup::init as report;
use crate::text::words;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

/// Arguments of `tidegate init`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Layout, if there is no migration yet from which it can be detected
    #[arg(long, value_parser = layouts())]
    layout: Option<&'static Layout>,
    /// Migrations folder, if it is not found automatically
    #[arg(long, value_name = "FOLDER")]
    migrations: Option<PathBuf>,
    /// Schema file that belongs to the migrations
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Hook manager whose configuration becomes jobs of tidegate
    #[arg(long, value_name = "MANAGER", value_parser = managers())]
    from: Option<Manager>,
    /// Print those jobs, and write nothing
    #[arg(long, requires = "from")]
    print: bool,
}

fn managers() -> impl TypedValueParser<Value = Manager> {
    PossibleValuesParser::new(Manager::ALL.map(Manager::name))
        .map(|name| Manager::named(&name).expect("clap accepts only the names of managers"))
}

fn layouts() -> impl TypedValueParser<Value = &'static Layout> {
    PossibleValuesParser::new(layout::ALL.map(|layout| layout.id))
        .map(|id| Layout::named(&id).expect("clap accepts only the ids of layouts"))
}

/// Writes a configuration.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    environment::skipped_rules()?;
    let context = Context::open(None, terminal)?;
    let loaded = context.load(terminal)?;
    context.top("tidegate.toml")?;
    if let (Some(manager), true) = (args.from, args.print) {
        return print(&context, manager, terminal);
    }
    let projects = projects::find(context.repository.as_ref(), &loaded.settings)?;
    let has_migrations = !projects.projects.is_empty() || args.layout.is_some() || args.migrations.is_some();
    if !has_migrations && args.from.is_none() {
        return Err(Failure::usage("no migrations folder was found in this repository")
            .hints(remedy::ignored(&projects.found.ignored))
            .hint(format!("name the layout that it will have: {}", remedy::layouts())));
    }
    let relative = |path: &Option<PathBuf>| path.as_ref().map(|path| context.relative(path)).transpose();
    let (user, address) = (User::load(terminal)?, environment::database_url());
    let server =
        verify::ServerOptions { engine: user.engine, address: address.as_deref(), environment: &user.environment };
    let options = Options {
        layout: args.layout,
        migrations: relative(&args.migrations)?,
        schema: relative(&args.schema)?,
        can_replay: verify::preview_server(user.engine.unwrap_or_default(), server, None).is_ok(),
    };
    if let Some(manager) = args.from {
        let migrations = has_migrations.then(|| init::text(&projects, &options));
        return write_imported(&context, manager, migrations, terminal);
    }
    let written = init::write(context.repository.as_ref(), &init::text(&projects, &options))?;
    // The user has just had them written.
    let agreed = trust::agree_to_hooks(&context.source());
    agreed.map_err(|error| context::settings_failure(error, terminal))?;
    report::write(&written, &projects, options.can_replay, terminal.out())?;
    Ok(Exit::Clean)
}

/// Prints the jobs of a manager's configuration as a part of a file, and what they do not express beside it.
fn print(context: &Context, manager: Manager, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let imported = import::read(context.repository.as_ref(), manager)?;
    write!(terminal.out(), "{}", imported.text())?;
    report::write_imported(manager, None, &imported, terminal.err())?;
    Ok(outcome::exit(!imported.left_out.is_empty()))
}

/// Writes a configuration with the jobs of a manager's.
fn write_imported(
    context: &Context,
    manager: Manager,
    migrations: Option<String>,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let repository = context.repository.as_ref();
    init::is_absent(repository).map_err(|error| {
        let command = format!("tidegate init --from {} --print >> tidegate.toml", manager.name());
        Failure::from(error).hint(format!("append the jobs: `{command}`"))
    })?;
    let imported = import::read(repository, manager)?;
    let written = import::write(repository, &import::text(migrations, &imported))?;
    report::write_imported(manager, Some(&written), &imported, terminal.out())?;
    Ok(outcome::exit(!imported.left_out.is_empty()))
}

impl From<import::Error> for Failure {
    fn from(error: import::Error) -> Self {
        match error {
            import::Error::Git(error) => error.into(),
            import::Error::Write(error) => error.into(),
            import::Error::Import(error) => {
                let failure = Self::usage(error.to_string());
                match error {
                    crate::import::Error::NotFound { files, .. } => failure
                        .hint(format!("it is looked for at the top of the repository: {}", words::list(&files, 4))),
                    crate::import::Error::Unreadable { .. } => {
                        failure.hint("correct the file, and run the command again")
                    }
                }
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::Exists(_) => Self::usage(message).hint("edit it, or diagnose the setup: `tidegate doctor`"),
            Error::Git(error) => error.into(),
        }
    }
}
