//! Runs a section of a file as the migration tool does.

use super::failure::{RunError, StatementError};
use super::observer::Observer;
use super::record::Record;
use super::runner::Runner;
use super::script;
use super::source::Source;
use crate::migration::layout::Refusal;
use crate::postgres::{SqlError, sqlstate};

/// Runs a file and records it, unless its tool refuses it.
pub(super) fn forward(
    runner: &mut Runner,
    file: &Source,
    record: Option<&Record<'_>>,
    observer: Option<&mut Observer>,
) -> Result<(), RunError> {
    match file.section.refusal() {
        Some(refusal) => Err(RunError::Statement(refused(refusal))),
        None => script::run(runner, file, record, observer),
    }
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
    StatementError { statement: refusal.span.clone(), at: refusal.span.start, error: Box::new(error), cause: None }
}
