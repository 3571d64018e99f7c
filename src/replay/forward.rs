//! Runs a section of a file as the migration tool does.

use super::failure::{RunError, StatementError};
use super::observer::Observer;
use super::runner::Runner;
use super::script;
use super::source::Source;
use super::transaction_state::never_ended;
use crate::migration::layout::Refusal;
use crate::postgres::{SqlError, sqlstate};

/// Runs a file, unless its tool refuses it.
pub(super) fn forward(runner: &mut Runner, file: &Source, observer: Option<&mut Observer>) -> Result<(), RunError> {
    match file.section.refusal() {
        Some(refusal) => Err(RunError::Statement(refused(refusal))),
        None => script::run(runner, &file.content, &file.section, observer),
    }
}

/// Runs a file that no other one follows.
pub(super) fn forward_alone(runner: &mut Runner, file: &Source) -> Result<(), RunError> {
    forward(runner, file, None)?;
    if !std::mem::take(&mut runner.is_open) {
        return Ok(());
    }
    runner.raw("ROLLBACK").map_err(RunError::Server)?;
    Err(RunError::Statement(never_ended(file)))
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
    StatementError { statement: refusal.span.clone(), at: refusal.span.start, error: Box::new(error) }
}
