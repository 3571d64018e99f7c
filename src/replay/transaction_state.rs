//! The transaction that is open while a file runs, and what becomes of one that the file leaves open.

use super::diagnose::cause::Cause;
use super::failure::{RunError, StatementError};
use super::runner::Runner;
use super::script_statements::Statement;
use super::source::Source;
use crate::migration::Transaction;
use crate::migration::layout::{LeftOpen, Section};
use crate::postgres::{SqlError, sqlstate};
use crate::sql::{self, Purpose, TransactionKind, transaction_kind};
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
    /// The statement that begins the transaction around the file.
    pub(super) begin: &'static str,
    /// The last statement that ended a transaction, if none has begun one since.
    pub(super) ended: Option<Span>,
    holder: Holder,
    /// A statement that rolled work of the file back.
    undone: Option<Span>,
    /// Whether a statement may have left something in the open transaction.
    has_work: bool,
    /// Whether one may have left something that no later one rolls back.
    keeps: bool,
}

/// The one to whom the transaction belongs that a file may roll back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    /// The tool, which records the file anyway.
    Tool,
    /// The tool, whose own COMMIT then fails.
    StrictTool,
    /// A file before this one, whose work is recorded.
    EarlierFile,
    /// The server, which runs the statements of a message as one.
    Server,
    /// The file itself.
    File,
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
const UNDONE: Text = (
    "the file rolls its own work back, and is recorded as applied",
    "The statement ends the transaction in which the statements above it ran; the migration tool reports no error.",
    "remove the statement, or write `COMMIT;` in its place where the file begins the transaction itself",
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
        let holder = match (section.transaction.is_of_tool(), is_open) {
            (true, _) if section.refuses_ended => Holder::StrictTool,
            (true, _) => Holder::Tool,
            (false, true) => Holder::EarlierFile,
            (false, false) => Holder::File,
        };
        let begin = if section.transaction == Transaction::Whole { runner.begin } else { "BEGIN" };
        Ok(Self { open, begin, ended: None, holder, undone: None, has_work: false, keeps: false })
    }

    /// Notes a statement before it runs; fails if it rolls work back that the tool records as done.
    pub(super) fn before(&mut self, runner: &mut Runner, statement: &Statement<'_>) -> Result<(), RunError> {
        if self.open == OpenTransaction::None || !statement.rolls_back() {
            return Ok(());
        }
        let written = runner.value("select 1 where pg_catalog.txid_current_if_assigned() is not null");
        if written.map_err(RunError::Server)?.is_none() {
            return Ok(());
        }
        let is_of_file = self.holder == Holder::File && self.open == OpenTransaction::FromFile;
        if !is_of_file && self.holder != Holder::StrictTool {
            return Err(RunError::Statement(failed(statement.span.clone(), UNDONE)));
        }
        self.undone.get_or_insert_with(|| statement.span.clone());
        Ok(())
    }

    /// Notes a statement that ran.
    pub(super) fn after(&mut self, statement: &Statement<'_>) {
        match statement.kind {
            TransactionKind::Begin => {
                // It joins what is sent with it.
                if self.open == OpenTransaction::Own && self.holder == Holder::File {
                    self.holder = Holder::Server;
                }
                (self.open, self.ended) = (OpenTransaction::FromFile, None);
            }
            TransactionKind::End => {
                self.keeps |= self.has_work && !statement.rolls_back();
                self.has_work = false;
                (self.open, self.ended) = (OpenTransaction::None, Some(statement.span.clone()));
                if matches!(self.holder, Holder::EarlierFile | Holder::Server) {
                    self.holder = Holder::File;
                }
            }
            _ if sql::purpose(&statement.text) == Purpose::Session => {}
            _ if self.open == OpenTransaction::None => self.keeps = true,
            _ => self.has_work = true,
        }
    }

    /// Notes statements that were committed together.
    pub(super) fn committed(&mut self) {
        self.keeps = true;
    }

    /// The statement that rolled all work back which the tool records.
    fn undone(&self) -> Option<&Span> {
        self.undone.as_ref().filter(|_| self.holder == Holder::StrictTool || !self.keeps && !self.has_work)
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
        let undone = self.undone().cloned();
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
        let ended = self.ended.filter(|_| section.refuses_ended && is_inside(section)).map(|end| (end, ENDED));
        match ended.or(undone.map(|undone| (undone, UNDONE))) {
            Some((statement, text)) => Err(RunError::Statement(failed(statement, text))),
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
