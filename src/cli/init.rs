//! `tidegate init`

use super::context::{self, Context};
use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::projects;
use crate::jobs::setup::init::{self, Error, Options};
use crate::jobs::trust;
use crate::jobs::verify;
use crate::migration::{Layout, layout};
use crate::report::remedy;
use crate::report::setup::init as report;
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
    let projects = projects::find(context.repository.as_ref(), &loaded.settings)?;
    if projects.projects.is_empty() && args.layout.is_none() && args.migrations.is_none() {
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
    let written = init::write(context.repository.as_ref(), &init::text(&projects, &options))?;
    // The user has just had them written.
    let agreed = trust::agree_to_hooks(&context.source());
    agreed.map_err(|error| context::settings_failure(error, terminal))?;
    report::write(&written.to_string(), &projects, options.can_replay, terminal.out())?;
    Ok(Exit::Clean)
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
