//! Runs one SQL file as the migration tool of its layout would run it.

use super::dispatch::Dispatch;
use super::failure::RunError;
use super::observer::Observer;
use super::psql;
use super::record::{Record, find, is_within};
use super::runner::{Runner, StubState};
use super::script_statements::{Statement, Statements, closed, may_end_open, run_error};
use super::transaction_state::{OpenTransaction, State};
use crate::migration::layout::Section;
use crate::migration::{RunsOutside, Transaction};
use crate::postgres::Error;
use crate::sql::{self, TransactionKind};
use crate::text::Span;

/// Runs a section of a file in the transaction of its tool, observed or not, and records it.
pub(super) fn run(
    runner: &mut Runner,
    content: &[u8],
    section: &Section,
    record: Option<&Record<'_>>,
    mut observer: Option<&mut Observer>,
) -> Result<(), RunError> {
    let content = &content[..section.span.end];
    let mut state = State::begin(runner, content, section)?;
    if let Some(record) = record {
        record.begin(runner)?;
    }
    let transaction = if runner.shares_transaction { Transaction::Message } else { section.transaction };
    let closing = record.filter(|_| transaction.is_of_tool()).map(|record| record.closing(section)).unwrap_or_default();
    let (is_watched, begins_again) = (record.is_some_and(Record::may_lock), section.begins_again);
    let ran = match (&section.pieces, transaction) {
        // Each piece is a message of its own.
        (Some(pieces), Transaction::Each | Transaction::Own | Transaction::Message) => {
            let mut ran = Ran::default();
            for piece in pieces {
                let pieces = std::slice::from_ref(piece);
                let observer = observer.as_deref_mut();
                let message = Message { pieces, transaction: Transaction::Message, closing, is_watched, begins_again };
                ran = messages(runner, content, &message, observer, &mut state)?;
            }
            ran
        }
        (pieces, transaction) => {
            let pieces = pieces.as_deref().unwrap_or(std::slice::from_ref(&section.span));
            let message = Message { pieces, transaction, closing, is_watched, begins_again };
            messages(runner, content, &message, observer, &mut state)?
        }
    };
    if runner.shares_transaction {
        return end_of_shared(runner, record, &ran, &state);
    }
    end_of_file(runner, content, section, record, &ran, state)
}

/// Statements that are sent together.
struct Message<'m> {
    pieces: &'m [Span],
    transaction: Transaction,
    /// The statement at the end of the transaction around it; empty if there is none.
    closing: &'m str,
    /// Whether the locks of the transaction are looked at before it ends.
    is_watched: bool,
    /// Whether another transaction begins after the script has ended that of the tool.
    begins_again: bool,
}

/// The end of statements that ran.
#[derive(Default)]
struct Ran<'c> {
    /// The last statement, if the transaction may have to be ended after it.
    last: Option<Statement<'c>>,
    /// Whether the closing statement ran as well.
    is_closed: bool,
}

/// Runs a message of a file.
fn messages<'c>(
    runner: &mut Runner,
    content: &'c [u8],
    message: &Message<'_>,
    observer: Option<&mut Observer>,
    state: &mut State,
) -> Result<Ran<'c>, RunError> {
    let Message { pieces, closing, is_watched, .. } = *message;
    if let Some(error) = pieces.iter().find_map(|piece| psql::unsupported_command(content, piece)) {
        return Err(error);
    }
    let closed = || pieces.iter().try_for_each(|piece| closed(content, piece)).map_err(RunError::Statement);
    let statements = Statements::of(content, pieces);
    let mut mode = Mode::of(message.transaction, &statements);
    if is_watched && !statements.have_outside {
        mode = Mode::Whole;
    }
    if mode != Mode::Each || message.transaction == Transaction::Message {
        // The server reads all of a message before it runs any of it.
        closed()?;
    }
    let is_one_transaction = mode != Mode::Each && statements.are_simple && state.open == OpenTransaction::None;
    let parts = statements.spans.len() + usize::from(!closing.is_empty());
    let is_first_outside = || statements.iter().next().is_some_and(|first| mode.runs_first_outside(&first));
    let is_plain = is_one_transaction && !statements.spans.is_empty() && observer.is_none() && !is_watched;
    let ends_open = || pieces.len() > 1 && pieces.iter().any(|piece| may_end_open(content, piece));
    let commits = || statements.iter().any(|statement| mode.commits_itself(&statement));
    let is_batch = is_plain && parts > 1 && !is_first_outside() && !ends_open() && !commits();
    if is_batch && batched(runner, &statements, (state.begin, closing))? {
        state.committed();
        return Ok(Ran { last: None, is_closed: true });
    }
    let is_cut = pieces.len() > 1 && !message.begins_again;
    one_by_one(runner, &statements, (mode, is_cut), observer, state)?;
    closed()?;
    Ok(Ran { last: statements.last(), is_closed: false })
}

/// Runs statements; one that the tool cuts from the others is sent alone.
fn one_by_one(
    runner: &mut Runner,
    statements: &Statements<'_>,
    (mode, is_cut): (Mode, bool),
    mut observer: Option<&mut Observer>,
    state: &mut State,
) -> Result<(), RunError> {
    if state.open == OpenTransaction::Own {
        // That of the message before.
        runner.raw("COMMIT").map_err(RunError::Server)?;
        state.open = OpenTransaction::None;
    }
    let mut is_first = true;
    for statement in statements.iter() {
        let (kind, statement) = (statement.kind, &statement);
        let is_lifted = state.open != OpenTransaction::FromFile
            && (mode.runs_outside(kind)
                || mode.commits_itself(statement)
                || is_first && mode.runs_first_outside(statement));
        if is_lifted && state.open == OpenTransaction::Own {
            runner.raw("COMMIT").map_err(|error| run_error(error, statement))?;
            state.open = OpenTransaction::None;
        }
        let is_begin = kind == TransactionKind::Begin;
        // After the file has ended the transaction of the tool, each of its parts commits on its own.
        let has_none = mode == Mode::Each || is_lifted || is_begin || is_cut && state.ended.is_some();
        if !has_none && state.open == OpenTransaction::None {
            runner.raw(state.begin).map_err(|error| run_error(error, statement))?;
            state.open = OpenTransaction::Own;
        }
        if observer.is_some() {
            Observer::request_debug(runner).map_err(RunError::Server)?;
        }
        state.before(runner, statement)?;
        statement.run(runner, statements.content)?;
        if let Some(observer) = &mut observer {
            observer.record(runner, &statement.span).map_err(RunError::Server)?;
        }
        is_first = is_lifted && matches!(kind, TransactionKind::Outside(_));
        state.after(statement);
    }
    Ok(())
}

/// Ends the transaction of a file as the tool does, and records the file.
fn end_of_file(
    runner: &mut Runner,
    content: &[u8],
    section: &Section,
    record: Option<&Record<'_>>,
    ran: &Ran<'_>,
    state: State,
) -> Result<(), RunError> {
    let is_open = state.open != OpenTransaction::None;
    let is_first = is_within(section) || state.open == OpenTransaction::FromFile;
    if let Some(record) = record.filter(|_| !state.is_refused(section)) {
        if is_open && record.may_lock() {
            record.check_lock(runner)?;
        }
        if is_first && !ran.is_closed {
            record.end(runner, is_open)?;
        }
    }
    state.end(runner, content, section, |runner| commit(runner, ran.last.as_ref()))?;
    let Some(record) = record else { return Ok(()) };
    if !is_first {
        record.end(runner, false)?;
    }
    record.finish(runner)
}

/// Records a file in the transaction that all files share, unless one of them has ended it.
fn end_of_shared(
    runner: &mut Runner,
    record: Option<&Record<'_>>,
    ran: &Ran<'_>,
    state: &State,
) -> Result<(), RunError> {
    if state.open == OpenTransaction::Own {
        commit(runner, ran.last.as_ref())?;
    }
    runner.is_open = state.open == OpenTransaction::FromFile;
    let is_open = runner.is_open;
    record.map_or(Ok(()), |record| record.end(runner, is_open))
}

/// Ends the transaction around a file, which checks deferred constraints.
pub(super) fn commit(runner: &mut Runner, last: Option<&Statement<'_>>) -> Result<(), RunError> {
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
fn batched(runner: &mut Runner, statements: &Statements<'_>, (begin, closing): (&str, &str)) -> Result<bool, RunError> {
    let stubs = runner.stubs.clone();
    let mut message = begin.to_owned();
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
    if !closing.is_empty() {
        message.push_str("\n;\n");
        message.push_str(closing);
    }
    message.push_str("\n;\nCOMMIT");
    sent(runner, &message, &stubs)
}

/// Runs the platform's SQL as one transaction. Returns false when a statement failed and
/// everything is rolled back.
pub(super) fn as_one_transaction(runner: &mut Runner, content: &str) -> Result<bool, Error> {
    let stubs = runner.stubs.clone();
    let all = 0..content.len();
    match batched(runner, &Statements::of(content.as_bytes(), std::slice::from_ref(&all)), ("BEGIN", "")) {
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
        matches!(self, Self::WholeExcept(_))
            && (matches!(first.kind, TransactionKind::Outside(_)) || is_call(first) || is_block_with(first, "rollback"))
            || self.commits_itself(first)
    }

    /// Whether a statement is a block that commits the batch, which is not a transaction block, wherever it is in it.
    fn commits_itself(self, statement: &Statement<'_>) -> bool {
        matches!(self, Self::WholeExcept(_)) && is_block_with(statement, "commit")
    }

    fn of(transaction: Transaction, statements: &Statements<'_>) -> Self {
        match transaction {
            Transaction::Whole | Transaction::Shared => Self::Whole,
            Transaction::WholeExcept(statements) => Self::WholeExcept(statements),
            // A message of one statement has no transaction block around it.
            Transaction::Message if statements.spans.len() > 1 => Self::Whole,
            Transaction::Unknown
                if !statements.have_outside && !statements.have_rollback() && !may_end_their_own(statements) =>
            {
                Self::Whole
            }
            Transaction::Message | Transaction::Unknown | Transaction::Each | Transaction::Own => Self::Each,
        }
    }
}

/// Whether a statement may end the transaction that it has begun itself, which shows that there is none around it: a
/// `DO` block that commits, or a call of a procedure.
fn may_end_their_own(statements: &Statements<'_>) -> bool {
    let ends = |one: &Statement<'_>| is_block_with(one, "commit") || is_block_with(one, "rollback") || is_call(one);
    ["commit", "rollback", "call"].iter().any(|word| find(statements.content, word))
        && statements.iter().any(|one| ends(&one))
}

fn is_call(statement: &Statement<'_>) -> bool {
    sql::words(&statement.text).next().is_some_and(|word| word.is("call"))
}

/// Whether a statement is a `DO` block that has a word.
fn is_block_with(statement: &Statement<'_>, word: &str) -> bool {
    sql::words(&statement.text).next().is_some_and(|first| first.is("do")) && find(statement.text.as_bytes(), word)
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
            (Transaction::Unknown, [plain, "do $$ begin commit; end $$;"].concat(), Mode::Each),
            (Transaction::Unknown, [plain, "do $$ begin perform 1; end $$;"].concat(), Mode::Whole),
            (Transaction::Unknown, [plain, "call p();"].concat(), Mode::Each),
            (Transaction::Each, [plain, plain].concat(), Mode::Each),
        ] {
            let found =
                Mode::of(transaction, &Statements::of(content.as_bytes(), std::slice::from_ref(&(0..content.len()))));
            assert_eq!(found, expected, "{transaction:?} {content}");
        }
    }
}
