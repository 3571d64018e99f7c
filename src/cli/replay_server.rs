//! The server on which histories are replayed.

use super::context::{self, Context};
use super::environment::{self, TimeLimit};
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, Engine, SchemaTask};
use crate::progress::Progress;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::time::Duration;

/// Arguments about the replay.
#[derive(clap::Args)]
pub(super) struct ReplayArgs {
    /// Where migrations are replayed; takes precedence over `TIDEGATE_ENGINE`, the user's settings and tidegate.toml
    #[arg(long, value_parser = engines())]
    engine: Option<Engine>,
    /// Address of a server on which temporary databases are created and dropped; default:
    /// `TIDEGATE_DATABASE_URL`
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Time limit, such as 90s, 10m or 1h, or `off`; default: `TIDEGATE_TIMEOUT`, otherwise 10m
    #[arg(long, value_name = "DURATION", value_parser = TimeLimit::parse)]
    timeout: Option<TimeLimit>,
}

impl ReplayArgs {
    /// The server and the environment of a job.
    pub(super) fn request(&self, terminal: &mut Terminal) -> Result<verify::Request, Failure> {
        let server = self.on(request_of(Selection::WorkTree, &User::load(terminal)?));
        Ok(verify::Request { schema: SchemaTask::Catalog, ..server })
    }

    /// A request on the server that is named.
    pub(super) fn on(&self, request: verify::Request) -> verify::Request {
        verify::Request {
            engine: self.engine.or(request.engine),
            address: self.database_url.clone().or(request.address),
            ..request
        }
    }

    /// The time limit.
    pub(super) fn limit(&self) -> Result<TimeLimit, Failure> {
        self.timeout.map_or_else(usual_limit, Ok)
    }

    /// Runs a job within the time limit, with a line that shows how far it is.
    pub(super) fn run<T, E>(
        &self,
        context: &Context,
        server: &verify::Request,
        terminal: &mut Terminal,
        job: impl FnOnce(&SettingsSource<'_>, verify::Request, &mut dyn Progress) -> Result<T, E>,
    ) -> Result<Result<T, E>, Failure> {
        let deadline = terminal.deadline(self.limit()?);
        let mut server = server.clone();
        server.environment.deadline = deadline.clone();
        let mut line = terminal.line();
        let source = context.source();
        let done = job(&source, server, &mut line);
        deadline.finish();
        drop(line);
        context::write_differences(&source, terminal)?;
        Ok(done)
    }
}

/// The time limit by hand. It is for replays that hang: someone who waits can end one with Ctrl-C, a
/// CI runner cannot.
pub(super) const TIMEOUT: Duration = Duration::from_mins(10);

/// The time limit of the environment.
pub(super) fn usual_limit() -> Result<TimeLimit, Failure> {
    Ok(environment::timeout()?.unwrap_or(TimeLimit(Some(TIMEOUT))))
}

pub(super) fn engines() -> impl TypedValueParser<Value = Engine> {
    // One that this build lacks is a failure of the environment, and not a wrong use.
    let values =
        Engine::ALL.map(|(engine, name, about)| PossibleValue::new(name).help(about).hide(!engine.is_built_in()));
    PossibleValuesParser::new(values).map(|name| Engine::named(&name).expect("clap accepts only the names of engines"))
}

/// A comparison without extra checks, on the server that environment and configuration name.
pub(super) fn request_of(selection: Selection, user: &User) -> verify::Request {
    verify::Request {
        selection,
        engine: user.engine,
        address: environment::database_url(),
        environment: user.environment.clone(),
        schema: SchemaTask::Compare,
        uses_cache: true,
        only: None,
        checks: verify::ExtraChecks::default(),
        superuser: user.settings.superuser,
        observe: None,
        rules: None,
        is_after_check: false,
    }
}
