//! Runs one SQL file as the migration tool of its layout would run it.

use super::dispatch::Dispatch;
use super::failure::{RunError, StatementError};
use super::observer::Observer;
use super::psql;
use super::runner::{Runner, StubState};
use super::transaction_state::{OpenTransaction, State};
use crate::migration::layout::Section;
use crate::migration::{RunsOutside, Transaction};
use crate::postgres::{Error, SqlError, sqlstate};
use crate::sql::{self, TransactionKind, transaction_kind};
use crate::text::Span;
use std::borrow::Cow;

/// Runs a section of a file in the transaction of its tool, observed or not.
pub(super) fn run(
    runner: &mut Runner,
    content: &[u8],
    section: &Section,
    mut observer: Option<&mut Observer>,
) -> Result<(), RunError> {
    let content = &content[..section.span.end];
    let mut state = State::begin(runner, content, section)?;
    let last = match (&section.pieces, section.transaction) {
        // Each piece is a message of its own.
        (Some(pieces), Transaction::Each | Transaction::Own) => {
            let mut last = None;
            for piece in pieces {
                let pieces = std::slice::from_ref(piece);
                let observer = observer.as_deref_mut();
                last = messages(runner, content, pieces, Transaction::Message, observer, &mut state)?;
            }
            last
        }
        (Some(pieces), transaction) => messages(runner, content, pieces, transaction, observer, &mut state)?,
        (None, transaction) => {
            let all = std::slice::from_ref(&section.span);
            messages(runner, content, all, transaction, observer, &mut state)?
        }
    };
    state.end(runner, content, section, |runner| commit(runner, last.as_ref()))
}

/// Runs these pieces of a file. Returns the last statement, if the transaction may have to be ended after it.
fn messages<'c>(
    runner: &mut Runner,
    content: &'c [u8],
    pieces: &[Span],
    transaction: Transaction,
    observer: Option<&mut Observer>,
    state: &mut State,
) -> Result<Option<Statement<'c>>, RunError> {
    if let Some(error) = pieces.iter().find_map(|piece| psql::unsupported_command(content, piece)) {
        return Err(error);
    }
    let closed = || pieces.iter().try_for_each(|piece| closed(content, piece)).map_err(RunError::Statement);
    let statements = Statements::of(content, pieces);
    let mode = Mode::of(transaction, &statements);
    if mode != Mode::Each || transaction == Transaction::Message {
        // The server reads all of a message before it runs any of it.
        closed()?;
    }
    let is_one_transaction = mode != Mode::Each && statements.are_simple && state.open == OpenTransaction::None;
    if is_one_transaction && statements.spans.len() > 1 && observer.is_none() && batched(runner, &statements)? {
        return Ok(None);
    }
    one_by_one(runner, &statements, mode, observer, state)?;
    closed()?;
    Ok(statements.last())
}

/// Fails for a comment without an end, which no statement contains and the server rejects.
pub(super) fn closed(content: &[u8], piece: &Span) -> Result<(), StatementError> {
    let Some(comment) = sql::open_comment(&content[piece.clone()]) else { return Ok(()) };
    let comment = piece.start + comment.start..piece.start + comment.end;
    let error = SqlError {
        sqlstate: sqlstate::SYNTAX_ERROR.to_owned(),
        message: "unterminated /* comment".to_owned(),
        position: Some(0),
        ..SqlError::default()
    };
    Err(StatementError { at: comment.start, statement: comment, error: Box::new(error), within: None })
}

fn one_by_one(
    runner: &mut Runner,
    statements: &Statements<'_>,
    mode: Mode,
    mut observer: Option<&mut Observer>,
    state: &mut State,
) -> Result<(), RunError> {
    let State { open, ended } = state;
    if *open == OpenTransaction::Own {
        // That of the message before.
        runner.raw("COMMIT").map_err(RunError::Server)?;
        *open = OpenTransaction::None;
    }
    let mut is_first = true;
    for statement in statements.iter() {
        let (kind, statement) = (statement.kind, &statement);
        let is_lifted = *open != OpenTransaction::FromFile
            && (mode.runs_outside(kind) || is_first && mode.runs_first_outside(statement));
        if is_lifted && *open == OpenTransaction::Own {
            runner.raw("COMMIT").map_err(|error| run_error(error, statement))?;
            *open = OpenTransaction::None;
        }
        let is_begin = kind == TransactionKind::Begin;
        if mode != Mode::Each && *open == OpenTransaction::None && !is_lifted && !is_begin {
            runner.raw("BEGIN").map_err(|error| run_error(error, statement))?;
            *open = OpenTransaction::Own;
        }
        if observer.is_some() {
            Observer::request_debug(runner).map_err(RunError::Server)?;
        }
        statement.run(runner, statements.content)?;
        if let Some(observer) = &mut observer {
            observer.record(runner, &statement.span).map_err(RunError::Server)?;
        }
        is_first = is_lifted && matches!(kind, TransactionKind::Outside(_));
        match kind {
            TransactionKind::Begin => (*open, *ended) = (OpenTransaction::FromFile, None),
            TransactionKind::End => (*open, *ended) = (OpenTransaction::None, Some(statement.span.clone())),
            _ => {}
        }
    }
    Ok(())
}

/// Ends the transaction around a file, which checks deferred constraints.
fn commit(runner: &mut Runner, last: Option<&Statement<'_>>) -> Result<(), RunError> {
    let attributed = |error| match last {
        Some(last) => run_error(error, last),
        None => RunError::Server(error),
    };
    runner.raw("COMMIT").map_err(|error| match attributed(error) {
        RunError::Statement(mut failed) => {
            // The failure belongs to no single statement.
            failed.error.context.get_or_insert_with(|| AT_COMMIT.to_owned());
            RunError::Statement(failed)
        }
        server @ RunError::Server(_) => server,
    })
}

/// The context of an error that no statement before the commit raised.
const AT_COMMIT: &str = "the COMMIT after this last statement, which checks deferred constraints";

/// The largest message of several statements, in bytes.
const MESSAGE: usize = 1 << 20;

/// Runs a file that is one transaction with as few messages as possible, since waiting for each
/// answer takes longer than most statements do. Returns false when one of several statements in a
/// message failed: everything is then rolled back, and the file has to run one statement at a
/// time, which shows the one that fails.
///
/// Postgres parses all statements of a message before it runs the first; each still has its own
/// snapshot and timeout (`exec_simple_query` in its `postgres.c`). So statements that may change
/// how others are parsed are sent alone.
fn batched(runner: &mut Runner, statements: &Statements<'_>) -> Result<bool, RunError> {
    let stubs = runner.stubs.clone();
    let mut message = "BEGIN".to_owned();
    for statement in statements.iter() {
        let is_alone = statement.kind == TransactionKind::CopyIn
            || statement.invalid.is_some()
            || message.len() + statement.text.len() > MESSAGE
            || !matches!(runner.dispatch(&statement.text), Dispatch::Send);
        if is_alone {
            if !sent(runner, &std::mem::take(&mut message), &stubs)? {
                return Ok(false);
            }
            statement.run(runner, statements.content)?;
        } else {
            // The previous statement may end with a line comment.
            message.push_str("\n;\n");
            message.push_str(&statement.text);
        }
    }
    message.push_str("\n;\nCOMMIT");
    sent(runner, &message, &stubs)
}

/// Runs the platform's SQL as one transaction. Returns false when a statement failed and
/// everything is rolled back.
pub(super) fn as_one_transaction(runner: &mut Runner, content: &str) -> Result<bool, Error> {
    let stubs = runner.stubs.clone();
    let all = 0..content.len();
    match batched(runner, &Statements::of(content.as_bytes(), std::slice::from_ref(&all))) {
        Ok(is_done) => Ok(is_done),
        Err(RunError::Statement(_)) => runner.roll_back_to(&stubs).map(|()| false),
        Err(RunError::Server(error)) => Err(error),
    }
}

/// Sends a message of several statements; false when one failed and everything is rolled back.
fn sent(runner: &mut Runner, message: &str, stubs: &StubState) -> Result<bool, RunError> {
    if message.is_empty() {
        return Ok(true);
    }
    match runner.raw(message) {
        Ok(()) => Ok(true),
        Err(Error::Sql(_)) => runner.roll_back_to(stubs).map(|()| false).map_err(RunError::Server),
        Err(error) => Err(RunError::Server(error)),
    }
}

/// The transactions around the statements of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// One around the whole file.
    Whole,
    /// One around the whole file; some statements run outside it.
    WholeExcept(RunsOutside),
    /// Each statement on its own.
    Each,
}

impl Mode {
    fn runs_outside(self, kind: TransactionKind) -> bool {
        match self {
            Self::WholeExcept(statements) => Transaction::WholeExcept(statements).runs_outside(kind),
            Self::Whole | Self::Each => false,
        }
    }

    /// Whether a statement runs outside where it is the first of a batch: a transaction block begins with the second
    /// (`XACT_FLAGS_PIPELINING` in the server's `postgres.c`), or with the next after one that commits on its own.
    fn runs_first_outside(self, first: &Statement<'_>) -> bool {
        let commits = || sql::words(&first.text).next().is_some_and(|word| word.is("call"));
        matches!(self, Self::WholeExcept(_)) && (matches!(first.kind, TransactionKind::Outside(_)) || commits())
    }

    fn of(transaction: Transaction, statements: &Statements<'_>) -> Self {
        match transaction {
            Transaction::Whole => Self::Whole,
            Transaction::WholeExcept(statements) => Self::WholeExcept(statements),
            // A message of one statement has no transaction block around it.
            Transaction::Message if statements.spans.len() > 1 => Self::Whole,
            Transaction::Unknown if !statements.have_outside => Self::Whole,
            Transaction::Message | Transaction::Unknown | Transaction::Each | Transaction::Own => Self::Each,
        }
    }
}

/// The statements of a file. Only their places are kept: a large file has millions of them.
struct Statements<'c> {
    content: &'c [u8],
    spans: Vec<Span>,
    /// Whether each runs in any transaction.
    are_simple: bool,
    /// Whether one cannot run in a transaction.
    have_outside: bool,
}

impl<'c> Statements<'c> {
    fn of(content: &'c [u8], pieces: &[Span]) -> Self {
        let of_piece = |piece: &Span| {
            let (start, statements) = (piece.start, sql::statements(&content[piece.clone()]));
            statements.into_iter().map(move |span| start + span.start..start + span.end)
        };
        let spans = pieces.iter().flat_map(of_piece).collect();
        let mut statements = Self { content, spans, are_simple: true, have_outside: false };
        let kinds = || statements.iter().map(|statement| statement.kind);
        let are_simple = kinds().all(|kind| matches!(kind, TransactionKind::Plain | TransactionKind::CopyIn));
        let have_outside = !are_simple && kinds().any(|kind| matches!(kind, TransactionKind::Outside(_)));
        (statements.are_simple, statements.have_outside) = (are_simple, have_outside);
        statements
    }

    fn iter(&self) -> impl Iterator<Item = Statement<'c>> {
        self.spans.iter().map(|span| Statement::read(self.content, span))
    }

    fn last(&self) -> Option<Statement<'c>> {
        self.spans.last().map(|span| Statement::read(self.content, span))
    }
}

/// A statement of a file.
struct Statement<'c> {
    span: Span,
    text: Cow<'c, str>,
    kind: TransactionKind,
    /// The offset of the first byte that is not UTF-8.
    invalid: Option<usize>,
}

impl<'c> Statement<'c> {
    fn read(content: &'c [u8], span: &Span) -> Self {
        let written = &content[span.clone()];
        let (text, invalid) = match std::str::from_utf8(written) {
            Ok(text) => (Cow::Borrowed(text), None),
            Err(error) => (String::from_utf8_lossy(written), Some(error.valid_up_to())),
        };
        Self { span: span.clone(), kind: transaction_kind(&text), text, invalid }
    }
}

impl Statement<'_> {
    fn run(&self, runner: &mut Runner, content: &[u8]) -> Result<(), RunError> {
        if let Some(invalid) = self.invalid {
            return Err(run_error(not_utf8(content, self.span.start + invalid, invalid), self));
        }
        let ran = match self.kind {
            TransactionKind::CopyIn => runner.copy_in(&self.text, psql::copy_data(content, self.span.end)),
            _ => runner.statement(&self.text),
        };
        ran.map_err(|error| run_error(error, self))
    }
}

/// Attributes errors of SQL to the statement, and all others to the server.
fn run_error(error: Error, statement: &Statement<'_>) -> RunError {
    match error {
        Error::Sql(error) => {
            let at = (statement.span.start + error.position.unwrap_or(0)).min(statement.span.end);
            RunError::Statement(StatementError { at, statement: statement.span.clone(), error, within: None })
        }
        Error::CopyWithoutData => psql::not_supported(
            &statement.span,
            "COPY TO stdout is not supported in a replay: it sends rows to a client",
        ),
        error => RunError::Server(error),
    }
}

/// The error that the server would report for bytes that are not UTF-8, which are not sent.
fn not_utf8(content: &[u8], at: usize, position: usize) -> Error {
    let byte = content.get(at).copied().unwrap_or_default();
    Error::Sql(Box::new(SqlError {
        sqlstate: sqlstate::CHARACTER_NOT_IN_REPERTOIRE.to_owned(),
        message: format!("invalid byte sequence for encoding \"UTF8\": 0x{byte:02x}"),
        position: Some(position),
        ..SqlError::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_runs_as_its_tool_runs_it() {
        let (plain, lifted) = ("select 1;", "vacuum;");
        for (transaction, content, expected) in [
            (Transaction::Whole, [plain, lifted].concat(), Mode::Whole),
            (Transaction::Message, lifted.to_owned(), Mode::Each),
            (Transaction::Message, [plain, lifted].concat(), Mode::Whole),
            (Transaction::Unknown, [plain, plain].concat(), Mode::Whole),
            (Transaction::Unknown, [plain, lifted].concat(), Mode::Each),
            (Transaction::Each, [plain, plain].concat(), Mode::Each),
        ] {
            let found =
                Mode::of(transaction, &Statements::of(content.as_bytes(), std::slice::from_ref(&(0..content.len()))));
            assert_eq!(found, expected, "{transaction:?} {content}");
        }
    }
}
