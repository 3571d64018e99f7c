//! The transaction that is open while a file runs, and what becomes of one that the file leaves open.

use super::diagnose::cause::Cause;
use super::failure::{RunError, StatementError};
use super::runner::Runner;
use super::source::Source;
use crate::migration::Transaction;
use crate::migration::layout::{LeftOpen, Section};
use crate::postgres::{SqlError, sqlstate};
use crate::sql::{self, TransactionKind, transaction_kind};
use crate::text::{Span, lines};

/// The transaction that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OpenTransaction {
    None,
    /// The one around the file.
    Own,
    /// One that the file, or one before it, has opened with `BEGIN`.
    FromFile,
}

/// The state of the transactions of a file.
pub(super) struct State {
    pub(super) open: OpenTransaction,
    /// The last statement that ended a transaction, if none has begun one since.
    pub(super) ended: Option<Span>,
}

/// A message, the reason and the remedy.
type Text = (&'static str, &'static str, &'static str);

const LOST: Text = (
    "the file does not commit the transaction that begins here, and the work is lost",
    "The migration tool reports no error, and the server rolls the work back when the tool disconnects.",
    "add `COMMIT;` at the end of the file, or remove BEGIN",
);
const REFUSED: Text = (
    "the file does not commit the transaction that begins here, and cannot be recorded in it",
    "The migration tool stops, and the server rolls the work back when the tool disconnects.",
    "add `COMMIT;` at the end of the file, or remove BEGIN",
);
const STOPPED: Text = (
    "an earlier file has left a transaction open, in which the migration tool cannot begin its own",
    "The migration tool stops here, and the work of the earlier file is lost.",
    "add `COMMIT;` at the end of that file, or remove its BEGIN",
);
const ENDED: Text = (
    "the file ends the transaction of the migration tool, whose own COMMIT then fails",
    "The migration tool runs this file in a transaction, which ends here; it then fails, although what was committed stays.",
    "remove the statement, or turn the transaction of the tool off for this file",
);

impl State {
    /// The state before a section runs.
    pub(super) fn begin(runner: &mut Runner, content: &[u8], section: &Section) -> Result<Self, RunError> {
        let is_open = std::mem::take(&mut runner.is_open);
        // The transaction of the tool that the files share is like one that a file before has begun.
        if is_open && section.left_open == LeftOpen::StopsNext && is_inside(section) {
            let start = section.span.start;
            let line = start..lines::line_end(content, start).min(section.span.end);
            return Err(RunError::Statement(failed(line, STOPPED)));
        }
        let open = if is_open { OpenTransaction::FromFile } else { OpenTransaction::None };
        Ok(Self { open, ended: None })
    }

    /// Whether the tool does not record a section that ends so.
    pub(super) fn is_refused(&self, section: &Section) -> bool {
        let keeps = matches!(section.left_open, LeftOpen::Kept | LeftOpen::StopsNext);
        let is_lost = self.open == OpenTransaction::FromFile && !is_inside(section) && !keeps;
        is_lost || self.ended.is_some() && section.refuses_ended && is_inside(section)
    }

    /// Ends the section as its tool does; `commit` ends the open transaction.
    pub(super) fn end(
        self,
        runner: &mut Runner,
        content: &[u8],
        section: &Section,
        commit: impl FnOnce(&mut Runner) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        match (self.open, section.left_open) {
            (OpenTransaction::None, _) => {}
            (OpenTransaction::Own, _) => commit(runner)?,
            // The tool's own COMMIT ends it.
            (OpenTransaction::FromFile, _) if is_inside(section) => commit(runner)?,
            (OpenTransaction::FromFile, LeftOpen::Kept | LeftOpen::StopsNext) => runner.is_open = true,
            (OpenTransaction::FromFile, left_open) => {
                runner.raw("ROLLBACK").map_err(RunError::Server)?;
                let message = if left_open == LeftOpen::Refused { REFUSED } else { LOST };
                return Err(RunError::Statement(failed(last_begin(content, section), message)));
            }
        }
        match self.ended.filter(|_| section.refuses_ended && is_inside(section)) {
            Some(end) => Err(RunError::Statement(failed(end, ENDED))),
            None => Ok(()),
        }
    }
}

/// Whether the tool runs a section between a BEGIN and a COMMIT of its own; a batch has neither.
fn is_inside(section: &Section) -> bool {
    matches!(section.transaction, Transaction::Whole | Transaction::Shared)
}

/// The error of a file that leaves a transaction open which no later one ends.
pub(super) fn never_ended(file: &Source) -> StatementError {
    let begin = last_begin(&file.content[..file.section.span.end], &file.section);
    failed(begin, LOST)
}

fn failed(span: Span, (message, why, help): Text) -> StatementError {
    let error = SqlError {
        sqlstate: sqlstate::INVALID_TRANSACTION_TERMINATION.to_owned(),
        message: message.to_owned(),
        position: Some(0),
        ..SqlError::default()
    };
    StatementError {
        at: span.start,
        statement: span,
        error: Box::new(error),
        within: None,
        cause: Cause::new(why, help),
    }
}

/// The last statement of a section that begins a transaction.
fn last_begin(content: &[u8], section: &Section) -> Span {
    let whole = [section.span.clone()];
    let mut found = None;
    for piece in section.pieces.as_deref().unwrap_or(&whole) {
        sql::visit_statements(&content[piece.clone()], &mut |span| {
            let span = piece.start + span.start..piece.start + span.end;
            if transaction_kind(&String::from_utf8_lossy(&content[span.clone()])) == TransactionKind::Begin {
                found = Some(span);
            }
        });
    }
    found.unwrap_or_else(|| section.span.clone())
}
