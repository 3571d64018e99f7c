//! Runs the setup of a project.
//!
//! It runs in the database of the replay, after the platform was created, as the role that runs
//! the replay. Each statement is a transaction of its own, as
//! when `psql` runs a file, unless the file says otherwise.

use super::failure::{Failure, RunError};
use super::forward::forward_alone;
use super::privileged::explained;
use super::runner::Runner;
use super::scratch::Replay;
use super::source::Source;
use crate::diagnostic::Place;
use crate::postgres::{Error, quoted_always, sqlstate};

/// Runs the setup; `Some` is the statement that stopped it.
pub(super) fn run_setup(replay: &mut Replay<'_>, runner: &mut Runner) -> Result<Option<Failure>, Error> {
    let setup = replay.plan.setup;
    for source in &setup.before {
        if let Some(failure) = run_file(replay, runner, source)? {
            return Ok(Some(failure));
        }
    }
    for name in &setup.extensions {
        if let Some(failure) = create_extension(replay, runner, name)? {
            return Ok(Some(failure));
        }
    }
    for source in &setup.after_platform {
        if let Some(failure) = run_file(replay, runner, source)? {
            return Ok(Some(failure));
        }
    }
    Ok(None)
}

fn run_file(replay: &mut Replay<'_>, runner: &mut Runner, source: &Source) -> Result<Option<Failure>, Error> {
    replay.target.progress.report(0, replay.plan.migrations.len(), &source.path.to_string());
    let failed = match forward_alone(runner, source, None) {
        Ok(()) => None,
        Err(RunError::Server(error)) => return Err(error),
        Err(RunError::Statement(failed)) => Some(failed),
    };
    // A copy that could not begin has closed the connection, and no transaction is open then.
    if failed.is_none() || runner.raw("ROLLBACK").is_ok() {
        replay.end_session(runner)?;
    }
    Ok(failed.map(|failed| {
        let (cause, help) = explain(&failed.error.sqlstate);
        let mut failure = Failure::in_file(source, failed);
        if failure.cause.is_empty() {
            (failure.cause, failure.help) = (cause.to_owned(), help.to_owned());
        }
        explained(failure, &runner.privileges)
    }))
}

fn explain(code: &str) -> (&'static str, &'static str) {
    if sqlstate::is_undefined(code) {
        (
            "This file runs before the first migration, so nothing that a migration creates exists yet.",
            "move the statement into a migration, or create what it needs above it",
        )
    } else if sqlstate::is_duplicate(code) {
        (
            "The object already exists when this file runs: the platform or an earlier file creates it.",
            "remove the statement, or create the object only if it does not exist",
        )
    } else {
        ("", "")
    }
}

fn create_extension(replay: &mut Replay<'_>, runner: &mut Runner, name: &str) -> Result<Option<Failure>, Error> {
    if let Some(schema) = replay.platform().extension_schema() {
        runner.raw(&format!("SET search_path TO {}", quoted_always(schema)))?;
    }
    let statement = format!("CREATE EXTENSION IF NOT EXISTS {} CASCADE", quoted_always(name));
    let failure = match runner.statement(&statement) {
        Ok(()) => None,
        Err(Error::Sql(error)) => Some(Failure {
            place: Place::None,
            cause: "`extensions` under `[replay]` in tidegate.toml lists it. Extensions that a server lacks are replaced by stubs, and tidegate has no stub for this one.".to_owned(),
            help: "install it on the server, pass a server that has it with `--database-url`, or create what migrations need of it in a file listed in `after-platform`".to_owned(),
            statement,
            error: *error,
        }),
        Err(error) => return Err(error),
    };
    replay.end_session(runner)?;
    Ok(failure)
}
