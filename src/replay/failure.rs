//! Statements that fail, with their place in the file.

use super::diagnose::cause::Cause;
use super::source::Source;
use crate::diagnostic::Place;
use crate::postgres::{Error, SqlError, sqlstate};
use crate::text::Span;
use crate::text::words::{sentence, shortened};
use crate::{rules, sql};
use serde::{Deserialize, Serialize};

/// A statement that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub place: Place,
    /// The text of the statement, the beginning of a long one.
    pub statement: String,
    pub error: SqlError,
    /// The likely cause, one or two sentences; may be empty.
    pub cause: String,
    /// The fix, an imperative; may be empty.
    pub help: String,
}

impl Failure {
    /// Returns a failure in a file, with the cause that is known without the history.
    pub(super) fn in_file(source: &Source, failed: StatementError) -> Self {
        let source = failed.within.as_deref().unwrap_or(source);
        let span = marked(&source.content, &failed);
        let Cause { why, help } = not_sql(source).or(failed.cause).unwrap_or_default();
        Self {
            place: Place::content(&source.path, &source.content, &span),
            statement: excerpt(&source.content[failed.statement.clone()]),
            error: *failed.error,
            cause: sentence(&why),
            help,
        }
    }
}

/// The most bytes of a statement that are kept.
const MOST_BYTES: usize = 64 << 10;

fn excerpt(statement: &[u8]) -> String {
    // A character that is cut is replaced, and cut off with the rest.
    let kept = &statement[..statement.len().min(MOST_BYTES + 4)];
    shortened(&String::from_utf8_lossy(kept), MOST_BYTES)
}

/// The cause of an error in a file that is a pointer or encrypted: the server's error says nothing.
pub(super) fn not_sql(source: &Source) -> Option<Cause> {
    let stored = rules::stored(&source.content)?;
    let why = format!("Git stores other text than the SQL of {}: the file is {}.", source.path, stored.what);
    Cause::new(why, stored.remedy(&source.path))
}

/// Reason why a file did not run to its end.
#[derive(Debug)]
pub(super) enum RunError {
    Statement(StatementError),
    Server(Error),
}

impl RunError {
    /// The error in a file that the tool runs around the migration.
    pub(super) fn within(self, callback: &Source) -> Self {
        match self {
            Self::Statement(failed) => {
                Self::Statement(StatementError { within: Some(Box::new(callback.clone())), ..failed })
            }
            server @ Self::Server(_) => server,
        }
    }

    /// Returns the error without its place in the file.
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::Statement(failed) => Error::Sql(failed.error),
            Self::Server(error) => error,
        }
    }
}

/// An error of a statement, with byte offsets in the file.
#[derive(Debug)]
pub(super) struct StatementError {
    pub(super) statement: Span,
    /// The position that the server reports, or the start of the statement.
    pub(super) at: usize,
    pub(super) error: Box<SqlError>,
    /// The file, if it is another one than the migration that runs: a callback of the tool.
    pub(super) within: Option<Box<Source>>,
    /// The cause, if it is known without the history.
    pub(super) cause: Option<Cause>,
}

/// Whether a role cannot be dropped because it owns something, or has privileges, in another
/// database. Roles belong to the whole server, and copies of a database grant them the same
/// privileges.
pub(super) fn is_role_used_elsewhere(error: &SqlError) -> bool {
    error.sqlstate == sqlstate::DEPENDENT_OBJECTS_STILL_EXIST
        && error.detail.as_ref().is_some_and(|detail| detail.contains(" in database "))
}

/// Returns the token at the position of the error, or the whole statement without a position.
fn marked(content: &[u8], failed: &StatementError) -> Span {
    let StatementError { statement, at, .. } = failed;
    if failed.error.position.is_none() {
        return statement.clone();
    }
    let rest = &content[*at..statement.end];
    let token = sql::tokens(rest).next();
    // A placeholder is marked as a whole.
    let closing = if rest.starts_with(b"${") { memchr::memchr(b'}', rest).map(|end| end + 1) } else { None };
    let length = closing.unwrap_or_else(|| token.map_or(0, |token| token.span.end));
    // At the end of a statement something is missing: its last byte is marked.
    let start = if length == 0 { at.saturating_sub(1) } else { *at };
    start..(at + length).max(start + 1).min(content.len())
}
