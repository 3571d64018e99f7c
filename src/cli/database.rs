//! `--db URL | NAME`, and `--yes-write NAME` for commands that write.

use super::context::{self, Context};
use super::environment;
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::databases::{Databases, Error, Origin, Target};
use crate::report;
use std::path::Path;

/// The database that a command only reads.
pub(super) fn reading(context: &Context, user: &User, typed: &str, terminal: &mut Terminal) -> Result<Target, Failure> {
    with(context, user, terminal, |databases| databases.target(typed))
}

/// The option of commands that write to a database.
#[derive(clap::Args, Default)]
pub(super) struct WriteArgs {
    /// Name of the database, which commands that write to a protected one need
    #[arg(long, value_name = "NAME")]
    yes_write: Option<String>,
}

impl WriteArgs {
    /// The confirmation of one of several databases.
    pub(super) fn of(name: Option<&String>) -> Self {
        Self { yes_write: name.cloned() }
    }
}

/// The database that a command writes to. One that is protected must be confirmed by its name.
pub(super) fn writing(
    context: &Context,
    user: &User,
    typed: &str,
    confirmation: &WriteArgs,
    terminal: &mut Terminal,
) -> Result<Target, Failure> {
    let (target, unknown) = with(context, user, terminal, |databases| {
        let target = databases.target(typed)?;
        let unknown = databases.allow_write(&target, confirmation.yes_write.as_deref())?;
        Ok((target, unknown))
    })?;
    if !unknown.is_empty() {
        report::settings::write_uncompared(&unknown, terminal.err())?;
    }
    Ok(target)
}

/// Reads the databases that have names, and uses them.
pub(super) fn with<T>(
    context: &Context,
    user: &User,
    terminal: &mut Terminal,
    action: impl FnOnce(&Databases<'_>) -> Result<T, Error>,
) -> Result<T, Failure> {
    let folder = user.settings.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let origin = Origin {
        databases: &user.settings.databases,
        folder,
        environment: &user.environment,
        variable: &environment::variable,
        trusts_branch: environment::trusts_databases(),
    };
    let source = context.source();
    let found = Databases::read(&source, &origin).and_then(|databases| action(&databases));
    found.map_err(|error| match error {
        Error::Settings(error) => context::settings_failure(error, terminal),
        error => error.into(),
    })
}
