//! The statements of a script, and the errors of each.

use super::failure::{RunError, StatementError};
use super::psql;
use super::runner::Runner;
use crate::postgres::{Error, SqlError, sqlstate};
use crate::sql::{self, Kind, TransactionKind, transaction_kind};
use crate::text::Span;
use std::borrow::Cow;

/// The statements of a file. Only their places are kept: a large file has millions of them.
pub(super) struct Statements<'c> {
    pub(super) content: &'c [u8],
    pub(super) spans: Vec<Span>,
    /// Whether each runs in any transaction.
    pub(super) are_simple: bool,
    /// Whether one cannot run in a transaction.
    pub(super) have_outside: bool,
}

impl<'c> Statements<'c> {
    pub(super) fn of(content: &'c [u8], pieces: &[Span]) -> Self {
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

    pub(super) fn iter(&self) -> impl Iterator<Item = Statement<'c>> {
        self.spans.iter().map(|span| Statement::read(self.content, span))
    }

    /// Whether one rolls a transaction back, which shows that a script runs without one around it.
    pub(super) fn have_rollback(&self) -> bool {
        !self.are_simple && self.iter().any(|statement| statement.rolls_back())
    }

    pub(super) fn last(&self) -> Option<Statement<'c>> {
        self.spans.last().map(|span| Statement::read(self.content, span))
    }
}

/// A statement of a file.
pub(super) struct Statement<'c> {
    pub(super) span: Span,
    pub(super) text: Cow<'c, str>,
    pub(super) kind: TransactionKind,
    /// The offset of the first byte that is not UTF-8.
    pub(super) invalid: Option<usize>,
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
    /// Whether it ends a transaction without its work.
    pub(super) fn rolls_back(&self) -> bool {
        let is_end = matches!(self.kind, TransactionKind::End | TransactionKind::Inside);
        let mut words = sql::words(&self.text);
        is_end
            && words.next().is_some_and(|first| first.is("rollback") || first.is("abort"))
            && !words.any(|word| word.is("to"))
    }

    pub(super) fn run(&self, runner: &mut Runner, content: &[u8]) -> Result<(), RunError> {
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
pub(super) fn run_error(error: Error, statement: &Statement<'_>) -> RunError {
    match error {
        Error::Sql(error) => {
            let at = (statement.span.start + error.position.unwrap_or(0)).min(statement.span.end);
            RunError::Statement(StatementError {
                at,
                statement: statement.span.clone(),
                error,
                within: None,
                cause: None,
            })
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

/// Whether a text that is a message of its own ends inside a string or a quoted name: another one after it would close
/// it.
pub(super) fn may_end_open(content: &[u8], piece: &Span) -> bool {
    let text = &content[piece.clone()];
    let Some(last) = sql::tokens(text).filter(|token| token.kind != Kind::Whitespace).last() else { return false };
    let text = &text[last.span];
    let is_odd = |quote: u8| memchr::memchr_iter(quote, text).count() % 2 == 1;
    match last.kind {
        Kind::String => is_odd(b'\''),
        Kind::QuotedName => is_odd(b'"'),
        Kind::DollarString => {
            let tag = memchr::memchr(b'$', &text[1..]).map_or(text, |end| &text[..end + 2]);
            text.len() < 2 * tag.len() || !text.ends_with(tag)
        }
        _ => false,
    }
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
    Err(StatementError { at: comment.start, statement: comment, error: Box::new(error), within: None, cause: None })
}
