//! Runs a section of a file as the migration tool does, with the files that the tool runs around it.

use super::assembly::Assembly;
use super::diagnose::cause::Cause;
use super::failure::{RunError, StatementError};
use super::observer::Observer;
use super::psql::not_supported;
use super::record::Record;
use super::runner::Runner;
use super::script;
use super::source::{Callbacks, Source};
use super::transaction_state::never_ended;
use crate::migration::layout::{Condition, Refusal};
use crate::postgres::{SqlError, sqlstate};

/// Runs a file with its callbacks and records it, unless its tool refuses one of them.
pub(super) fn forward(
    runner: &mut Runner,
    file: &Source,
    record: Option<&Record<'_>>,
    observer: Option<&mut Observer>,
) -> Result<(), RunError> {
    let Some(callbacks) = &file.callbacks else { return without_callbacks(runner, file, record, observer) };
    connected(runner, callbacks)?;
    callbacks.before.iter().try_for_each(|callback| run_callback(runner, callback))?;
    if callbacks.inside().next().is_some() {
        accepted(file)?;
        let assembly = Assembly::of(file, callbacks).map_err(refused_callback)?;
        script::run(runner, &assembly.text, &assembly.section, record, None)
            .map_err(|error| assembly.in_its_file(error))?;
    } else {
        without_callbacks(runner, file, record, observer)?;
    }
    callbacks.after.iter().try_for_each(|callback| run_callback(runner, callback))
}

/// Runs a file without its callbacks, and without another one after it.
pub(super) fn forward_alone(runner: &mut Runner, file: &Source, record: Option<&Record<'_>>) -> Result<(), RunError> {
    without_callbacks(runner, file, record, None)?;
    if !std::mem::take(&mut runner.is_open) {
        return Ok(());
    }
    runner.raw("ROLLBACK").map_err(RunError::Server)?;
    Err(RunError::Statement(never_ended(file)))
}

/// Runs a file without its callbacks.
fn without_callbacks(
    runner: &mut Runner,
    file: &Source,
    record: Option<&Record<'_>>,
    observer: Option<&mut Observer>,
) -> Result<(), RunError> {
    accepted(file)?;
    let (text, section) = file.sent();
    script::run(runner, &text, &section, record, observer).map_err(|error| match error {
        RunError::Statement(failed) => RunError::Statement(StatementError {
            at: file.place(&(failed.at..failed.at)).start,
            statement: file.place(&failed.statement),
            ..failed
        }),
        server @ RunError::Server(_) => server,
    })
}

fn accepted(file: &Source) -> Result<(), RunError> {
    if let Some(refusal) = file.section.refusal() {
        return Err(RunError::Statement(refused(refusal)));
    }
    // No file of the repository gives the tool the setting.
    file.section.conditions.first().map_or(Ok(()), |condition| Err(RunError::Statement(unmet(condition))))
}

/// A condition of the tool that is not met, as the error of a statement.
fn unmet(condition: &Condition) -> StatementError {
    let Condition { span, message, why, help } = condition.clone();
    let mut failed = refused(&Refusal { span, message, help: String::new(), until: None });
    sqlstate::LOCK_NOT_AVAILABLE.clone_into(&mut failed.error.sqlstate);
    failed.error.hint = None;
    failed.cause = Cause::new(why, help);
    failed
}

fn run_callback(runner: &mut Runner, callback: &Source) -> Result<(), RunError> {
    without_callbacks(runner, callback, None, None).map_err(|error| error.within(callback))
}

fn refused_callback(callback: &Source) -> RunError {
    let refusal = callback.section.refusal().map(refused);
    refusal.map_or_else(|| not_supported(&callback.section.span, "refused"), RunError::Statement).within(callback)
}

/// Runs the files that run before the tool creates its tracking table.
fn connected(runner: &mut Runner, callbacks: &Callbacks) -> Result<(), RunError> {
    let Some(last) = callbacks.connected.last() else { return Ok(()) };
    let objects = "select (select count(*) from pg_catalog.pg_class where relnamespace = 'public'::regnamespace) \
                   + (select count(*) from pg_catalog.pg_proc where pronamespace = 'public'::regnamespace) \
                   + (select count(*) from pg_catalog.pg_type where typnamespace = 'public'::regnamespace)";
    let before = runner.value(objects).map_err(RunError::Server)?;
    callbacks.connected.iter().try_for_each(|callback| run_callback(runner, callback))?;
    let after = runner.value(objects).map_err(RunError::Server)?;
    if before == after || !callbacks.must_be_empty {
        return Ok(());
    }
    let message = "the migration tool runs this file before it creates its tracking table, and then refuses the schema \
                   `public` because it is not empty; create objects in `beforeMigrate.sql`";
    Err(not_supported(&last.section.span, message).within(last))
}

/// A refusal of the tool, as the error of a statement.
fn refused(refusal: &Refusal) -> StatementError {
    let error = SqlError {
        sqlstate: sqlstate::SYNTAX_ERROR.to_owned(),
        message: refusal.message.clone(),
        hint: Some(refusal.help.clone()),
        position: Some(0),
        ..SqlError::default()
    };
    StatementError {
        statement: refusal.span.clone(),
        at: refusal.span.start,
        error: Box::new(error),
        within: None,
        cause: None,
    }
}
