//! One file of SQL, run as the tool of its layout would run it.

use super::observer::Observer;
use super::runner::{Dispatch, Noted, Runner};
use crate::migration::layout::Transaction;
use crate::postgres::{Error, SqlError};
use crate::sql::{self, TransactionKind, transaction_kind};
use crate::text::{Span, lines};

/// Why a file did not run to its end.
#[derive(Debug)]
pub(super) enum RunError {
    /// A statement failed.
    At(StatementError),
    /// The server did.
    Server(Error),
}

/// A statement that failed, in bytes of the file.
#[derive(Debug)]
pub(super) struct StatementError {
    /// The whole statement.
    pub(super) statement: Span,
    /// The place in it that the server points at, or its start.
    pub(super) at: usize,
    /// What the server said.
    pub(super) error: Box<SqlError>,
}

/// Runs a file in the transaction of its tool, watched by somebody or not.
pub(super) fn run(
    runner: &mut Runner,
    content: &[u8],
    transaction: Transaction,
    mut observer: Option<&mut Observer>,
) -> Result<(), RunError> {
    if let Some(stop) = command_that_matters(content) {
        return Err(stop);
    }
    let statements: Vec<Statement> = statements(content);
    let natures: Vec<TransactionKind> = statements.iter().map(|statement| transaction_kind(&statement.text)).collect();
    let mode = Mode::of(transaction, &natures);
    let is_one_transaction = mode != Mode::Each
        && natures
            .iter()
            .all(|transaction_kind| matches!(transaction_kind, TransactionKind::Plain | TransactionKind::CopyIn));
    if is_one_transaction
        && statements.len() > 1
        && observer.is_none()
        && together(runner, content, &statements, &natures)?
    {
        return Ok(());
    }
    let mut open = Open::No;
    for (statement, transaction_kind) in statements.iter().zip(&natures) {
        let lifts = mode == Mode::WholeButLifts && transaction_kind.is_lifted() && open != Open::Theirs;
        if lifts && open == Open::Ours {
            runner.raw("COMMIT").map_err(|error| stop(error, statement))?;
            open = Open::No;
        }
        if mode != Mode::Each && open == Open::No && !lifts && *transaction_kind != TransactionKind::Begin {
            runner.raw("BEGIN").map_err(|error| stop(error, statement))?;
            open = Open::Ours;
        }
        if observer.is_some() {
            Observer::listen(runner).map_err(RunError::Server)?;
        }
        statement.run(runner, *transaction_kind, content)?;
        if let Some(observer) = &mut observer {
            observer.look(runner, &statement.span).map_err(RunError::Server)?;
        }
        match transaction_kind {
            TransactionKind::Begin => open = Open::Theirs,
            TransactionKind::End => open = Open::No,
            _ => {}
        }
    }
    let Some(last) = statements.last().filter(|_| open == Open::Ours) else {
        return end_of_file(runner, open);
    };
    // Constraints that are deferred speak now.
    runner.raw("COMMIT").map_err(|error| match stop(error, last) {
        RunError::At(mut broken) => {
            // No statement is to blame that could be named.
            broken.error.context.get_or_insert_with(|| AT_COMMIT.to_owned());
            RunError::At(broken)
        }
        server @ RunError::Server(_) => server,
    })
}

/// Where an error stands that no statement before had.
const AT_COMMIT: &str = "the COMMIT behind this last statement, where what is deferred is checked";

/// Most bytes of SQL in one message.
const MESSAGE: usize = 1 << 20;

/// Runs a file that is one transaction with as few messages as can be, since waiting for each
/// answer takes longer than most statements do. False when one of several in a message failed:
/// then everything is undone, and the file has to be run one by one, which tells which.
///
/// In one message Postgres reads all statements before it runs the first; each still has a
/// snapshot and a timeout of its own (`exec_simple_query` in its `postgres.c`). So statements that
/// may change how others are read go alone.
fn together(
    runner: &mut Runner,
    content: &[u8],
    statements: &[Statement],
    natures: &[TransactionKind],
) -> Result<bool, RunError> {
    let noted = runner.noted();
    let mut message = "BEGIN".to_owned();
    for (statement, transaction_kind) in statements.iter().zip(natures) {
        let is_alone = *transaction_kind == TransactionKind::CopyIn
            || statement.invalid.is_some()
            || message.len() + statement.text.len() > MESSAGE
            || !matches!(runner.way(&statement.text), Dispatch::AsItIs);
        if is_alone {
            if !sent(runner, &std::mem::take(&mut message), &noted)? {
                return Ok(false);
            }
            statement.run(runner, *transaction_kind, content)?;
        } else {
            // A comment may be the last line before.
            message.push_str("\n;\n");
            message.push_str(&statement.text);
        }
    }
    message.push_str("\n;\nCOMMIT");
    sent(runner, &message, &noted)
}

/// Runs SQL of our own as one transaction. False when a statement failed, and everything is
/// undone.
pub(super) fn as_one(runner: &mut Runner, content: &str) -> Result<bool, Error> {
    let statements = statements(content.as_bytes());
    let natures: Vec<TransactionKind> = statements.iter().map(|statement| transaction_kind(&statement.text)).collect();
    let noted = runner.noted();
    match together(runner, content.as_bytes(), &statements, &natures) {
        Ok(is_done) => Ok(is_done),
        Err(RunError::At(_)) => runner.undo(&noted).map(|()| false),
        Err(RunError::Server(error)) => Err(error),
    }
}

/// Sends a message of several statements; false when one of them failed and everything is undone.
fn sent(runner: &mut Runner, message: &str, noted: &Noted) -> Result<bool, RunError> {
    if message.is_empty() {
        return Ok(true);
    }
    match runner.raw(message) {
        Ok(()) => Ok(true),
        Err(Error::Sql(_)) => runner.undo(noted).map(|()| false).map_err(RunError::Server),
        Err(error) => Err(RunError::Server(error)),
    }
}

/// True when no statement of a file can run in a transaction.
pub(super) fn needs_no_transaction(content: &[u8]) -> bool {
    let statements = statements(content);
    let is_outside = |statement: &Statement| matches!(transaction_kind(&statement.text), TransactionKind::Outside(_));
    !statements.is_empty() && statements.iter().all(is_outside)
}

/// A transaction that a file leaves open is undone, as it is when the tool hangs up.
fn end_of_file(runner: &mut Runner, open: Open) -> Result<(), RunError> {
    if open == Open::Theirs { runner.raw("ROLLBACK").map_err(RunError::Server) } else { Ok(()) }
}

/// How a file is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// One transaction around everything.
    Whole,
    /// The same, some statements beside it.
    WholeButLifts,
    /// None around anything.
    Each,
}

impl Mode {
    fn of(transaction: Transaction, natures: &[TransactionKind]) -> Self {
        let needs_none = natures.iter().any(|transaction_kind| matches!(transaction_kind, TransactionKind::Outside(_)));
        match transaction {
            Transaction::Whole => Self::Whole,
            Transaction::WholeButLifts => Self::WholeButLifts,
            // A message of one statement has no transaction block around it.
            Transaction::Message if natures.len() > 1 => Self::Whole,
            Transaction::Unknown if !needs_none => Self::Whole,
            Transaction::Message | Transaction::Unknown | Transaction::Each => Self::Each,
        }
    }
}

/// Whose transaction is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    No,
    Ours,
    /// The file has a `BEGIN` of its own.
    Theirs,
}

/// A statement of a file.
struct Statement {
    span: Span,
    text: String,
    /// Where it stops being UTF-8.
    invalid: Option<usize>,
}

fn statements(content: &[u8]) -> Vec<Statement> {
    let read = |span: Span| match std::str::from_utf8(&content[span.clone()]) {
        Ok(text) => Statement { span, text: text.to_owned(), invalid: None },
        Err(error) => Statement {
            text: String::from_utf8_lossy(&content[span.clone()]).into_owned(),
            span,
            invalid: Some(error.valid_up_to()),
        },
    };
    sql::statements(content).into_iter().map(read).collect()
}

impl Statement {
    fn run(&self, runner: &mut Runner, transaction_kind: TransactionKind, content: &[u8]) -> Result<(), RunError> {
        if let Some(invalid) = self.invalid {
            return Err(stop(not_utf8(content, self.span.start + invalid, invalid), self));
        }
        let ran = match transaction_kind {
            TransactionKind::CopyIn => runner.copy_in(&self.text, data(content, self.span.end)),
            _ => runner.statement(&self.text),
        };
        ran.map_err(|error| stop(error, self))
    }
}

/// A failure of SQL is one of the statement; any other is none.
fn stop(error: Error, statement: &Statement) -> RunError {
    match error {
        Error::Sql(error) => {
            let at = statement.span.start + error.position.unwrap_or(0);
            RunError::At(StatementError { at: at.min(statement.span.end), statement: statement.span.clone(), error })
        }
        Error::CopyWithoutData => {
            at_once(&statement.span, "COPY TO stdout sends rows to a client, and a replay reads none")
        }
        error => RunError::Server(error),
    }
}

/// A place of a file that cannot be replayed, whatever the server says.
fn at_once(span: &Span, message: &str) -> RunError {
    let error = SqlError { sqlstate: "0A000".to_owned(), message: message.to_owned(), ..SqlError::default() };
    RunError::At(StatementError { statement: span.clone(), at: span.start, error: Box::new(error) })
}

/// Commands of psql without which the SQL of a file means the same: they set up psql itself, or
/// say something (psql, "Meta-Commands").
const OF_NO_MATTER: [&str; 19] = [
    "\\.",
    "\\;",
    "\\a",
    "\\echo",
    "\\encoding",
    "\\errverbose",
    "\\pset",
    "\\qecho",
    "\\restrict",
    "\\set",
    "\\t",
    "\\timing",
    "\\unrestrict",
    "\\unset",
    "\\warn",
    "\\x",
    "\\conninfo",
    "\\d",
    "\\dt",
];

/// The first command of psql that would have run other SQL, or left some out.
fn command_that_matters(content: &[u8]) -> Option<RunError> {
    let matters = |span: &Span| {
        let line = String::from_utf8_lossy(&content[span.clone()]);
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default().to_owned();
        // It decides what is committed.
        let is_autocommit = name == "\\set" && words.next() == Some("AUTOCOMMIT");
        (is_autocommit || !OF_NO_MATTER.contains(&name.as_str())).then_some(name)
    };
    sql::psql_commands(content).into_iter().find_map(|span| {
        let name = matters(&span)?;
        Some(at_once(&span, &format!("psql's command `{name}` is not run in a replay")))
    })
}

/// What the server would say, which is not sent such bytes.
fn not_utf8(content: &[u8], at: usize, position: usize) -> Error {
    let byte = content.get(at).copied().unwrap_or_default();
    Error::Sql(Box::new(SqlError {
        sqlstate: "22021".to_owned(),
        message: format!("invalid byte sequence for encoding \"UTF8\": 0x{byte:02x}"),
        position: Some(position),
        ..SqlError::default()
    }))
}

/// The lines behind a `COPY … FROM stdin`, up to the line `\.` or to the end.
fn data(content: &[u8], after: usize) -> &[u8] {
    let start = (lines::line_end(content, after) + 1).min(content.len());
    let mut line = start;
    while line < content.len() {
        let end = lines::line_end(content, line);
        if content[line..end].trim_ascii_end() == b"\\." {
            return &content[start..line];
        }
        line = end + 1;
    }
    &content[start..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::NonTransactional;

    #[test]
    fn the_data_of_a_copy_ends_at_its_mark() {
        let text = b"copy t from stdin;\n1\t2\n\\.\nselect 1;";
        assert_eq!(data(text, 18), b"1\t2\n");
        assert_eq!(data(b"copy t from stdin;", 18), b"");
        assert_eq!(data(b"copy t from stdin;\r\n1\r\n\\.\r\n", 18), b"1\r\n");
    }

    #[test]
    fn a_file_is_run_as_its_tool_runs_it() {
        let (plain, lifted) = (TransactionKind::Plain, TransactionKind::Outside(NonTransactional::Vacuum));
        for (transaction, natures, expected) in [
            (Transaction::Whole, vec![plain, lifted], Mode::Whole),
            (Transaction::Message, vec![lifted], Mode::Each),
            (Transaction::Message, vec![plain, lifted], Mode::Whole),
            (Transaction::Unknown, vec![plain, plain], Mode::Whole),
            (Transaction::Unknown, vec![plain, lifted], Mode::Each),
            (Transaction::Each, vec![plain, plain], Mode::Each),
        ] {
            assert_eq!(Mode::of(transaction, &natures), expected, "{transaction:?} {natures:?}");
        }
    }
}
