//! Runs the forward part of a migration as the migration tool does.

use super::failure::RunError;
use super::goose;
use super::observer::Observer;
use super::runner::Runner;
use super::script;
use super::source::Source;
use crate::migration::layout::{Layout, Transaction};

/// Runs the part of a file that moves forward.
pub(super) fn forward(
    runner: &mut Runner,
    layout: &Layout,
    file: &Source,
    observer: Option<&mut Observer>,
) -> Result<(), RunError> {
    let part = layout.forward_part(&file.content);
    if layout.splits_at_line_end
        && let Some(error) = goose::split_statement(part)
    {
        return Err(error);
    }
    script::run(runner, part, transaction(layout, file), observer)
}

/// Returns the transaction in which the migration tool runs a file.
pub(super) fn transaction(layout: &Layout, file: &Source) -> Transaction {
    file.transaction.unwrap_or_else(|| (layout.transaction)(&file.content))
}
