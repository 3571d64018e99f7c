//! The server on which histories are replayed, for commands about live databases.

use super::context::{self, Context};
use super::environment::{self, TimeLimit};
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use super::verify::{TIMEOUT, engines, request_of};
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, Engine, SchemaTask};
use crate::progress::Progress;

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
        let server = request_of(Selection::WorkTree, &User::load(terminal)?);
        Ok(verify::Request {
            engine: self.engine.or(server.engine),
            address: self.database_url.clone().or(server.address),
            schema: SchemaTask::Catalog,
            ..server
        })
    }

    /// Runs a job within the time limit, with a line that shows how far it is.
    pub(super) fn run<T, E>(
        &self,
        context: &Context,
        server: &verify::Request,
        terminal: &mut Terminal,
        job: impl FnOnce(&SettingsSource<'_>, verify::Request, &mut dyn Progress) -> Result<T, E>,
    ) -> Result<Result<T, E>, Failure> {
        let limit = match self.timeout {
            Some(limit) => limit,
            None => environment::timeout()?.unwrap_or(TimeLimit(Some(TIMEOUT))),
        };
        let deadline = terminal.deadline(limit);
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
