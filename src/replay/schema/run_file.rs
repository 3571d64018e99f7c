//! Runs the statements of a schema file.

use super::super::dispatch::{Dispatch, leaves_out};
use super::super::failure::{RunError, StatementError};
use super::super::psql;
use super::super::runner::Runner;
use super::super::script_statements::{self, Statement, Statements};
use super::tolerated::{Existing, Tolerated};
use crate::postgres::{Error, Notice, sqlstate};
use crate::sql::{self, Reach, TransactionKind, words};
use std::collections::BTreeSet;

/// The most statements of one message: each creates a few objects, which stay locked until the message has run, and a
/// server with default settings has room for some thousands.
const STATEMENTS: usize = 200;

/// The most bytes of one message.
const BYTES: usize = 1 << 18;

/// Runs the statements of a file as `psql` does. Returns those that were not run, with the reasons.
///
/// Statements that nothing distinguishes are sent many at a time, since waiting for each answer takes longer than most
/// of them do. If one of them fails, none has run, and they are sent one at a time.
pub(super) fn run_statements(
    runner: &mut Runner,
    content: &[u8],
    existing: &mut Existing<'_>,
) -> Result<Result<Vec<String>, StatementError>, Error> {
    if let Err(failed) = readable(content) {
        return Ok(Err(failed));
    }
    let whole = 0..content.len();
    let statements = Statements::of(content, std::slice::from_ref(&whole));
    let mut run = Run { runner, content, existing, left_out: Vec::new() };
    let mut batch: Vec<Statement<'_>> = Vec::new();
    let mut bytes = 0;
    for statement in statements.iter() {
        // It changes no schema, and every newer dump has it.
        if leaves_out(&statement.text, run.runner.major(), None) {
            continue;
        }
        if run.runner.privileges.is_superuser
            && let Some(failed) = reaches_outside(&statement)
        {
            return Ok(Err(failed));
        }
        let is_plain = statements.are_simple && run.is_plain(&statement);
        if !is_plain || batch.len() == STATEMENTS || bytes + statement.text.len() > BYTES {
            if let Err(failed) = run.all(&std::mem::take(&mut batch))? {
                return Ok(Err(failed));
            }
            bytes = 0;
        }
        bytes += statement.text.len();
        batch.push(statement);
        if !is_plain && let Err(failed) = run.all(&std::mem::take(&mut batch))? {
            return Ok(Err(failed));
        }
    }
    if let Err(failed) = run.all(&batch)? {
        return Ok(Err(failed));
    }
    let Run { runner, mut left_out, .. } = run;
    left_out.extend(without_effect(&runner.notices()));
    Ok(Ok(left_out))
}

/// Grants that ran and changed nothing, as the server says: the role that loads the file may not grant privileges on the
/// object, which is a member of an extension or belongs to the platform.
fn without_effect(notices: &[Notice]) -> BTreeSet<String> {
    let codes = [sqlstate::PRIVILEGE_NOT_GRANTED, sqlstate::PRIVILEGE_NOT_REVOKED];
    let found = notices.iter().map(|notice| &notice.fields).filter(|fields| codes.contains(&fields.sqlstate.as_str()));
    found.map(|fields| format!("`GRANT` or `REVOKE` without effect ({})", fields.message)).collect()
}

/// A file that is being loaded.
struct Run<'r, 'e> {
    runner: &'r mut Runner,
    content: &'r [u8],
    existing: &'r mut Existing<'e>,
    left_out: Vec<String>,
}

impl Run<'_, '_> {
    /// Whether a statement may be sent with others.
    fn is_plain(&self, statement: &Statement<'_>) -> bool {
        statement.kind == TransactionKind::Plain
            && statement.invalid.is_none()
            && matches!(self.runner.dispatch(&statement.text), Dispatch::Send)
    }

    /// Runs statements, together if they are several.
    fn all(&mut self, statements: &[Statement<'_>]) -> Result<Result<(), StatementError>, Error> {
        if statements.len() > 1 && self.together(statements)? {
            for statement in statements {
                self.existing.ran(&statement.text);
            }
            return Ok(Ok(()));
        }
        for statement in statements {
            if let Err(failed) = self.one(statement)? {
                return Ok(Err(failed));
            }
        }
        Ok(Ok(()))
    }

    /// Sends statements as one transaction; false if none has run.
    fn together(&mut self, statements: &[Statement<'_>]) -> Result<bool, Error> {
        let texts: Vec<&str> = statements.iter().map(|statement| &*statement.text).collect();
        // A statement may end with a line comment.
        match self.runner.raw(&format!("BEGIN;\n{}\n;\nCOMMIT", texts.join("\n;\n"))) {
            Ok(()) => Ok(true),
            Err(Error::Sql(_)) => self.runner.raw("ROLLBACK").map(|()| false),
            // So many objects may need more locks than the server has room for.
            Err(Error::Unhealthy(error)) if error.sqlstate == sqlstate::OUT_OF_MEMORY => {
                self.runner.raw("ROLLBACK").map(|()| false)
            }
            Err(error) => Err(error),
        }
    }

    fn one(&mut self, statement: &Statement<'_>) -> Result<Result<(), StatementError>, Error> {
        let failed = match statement.run(self.runner, self.content) {
            Ok(()) => {
                self.existing.ran(&statement.text);
                return Ok(Ok(()));
            }
            Err(RunError::Server(error)) => return Err(error),
            Err(RunError::Statement(failed)) => failed,
        };
        match self.existing.tolerated(self.runner, &statement.text, &failed.error)? {
            None => return Ok(Err(failed)),
            Some(Tolerated::Exists) => {}
            Some(Tolerated::NotRun(reason)) => self.left_out.push(left_out(&statement.text, &reason)),
        }
        Ok(Ok(()))
    }
}

/// Whether the whole file can be read as `psql` reads it; otherwise the first part that cannot.
pub(super) fn readable(content: &[u8]) -> Result<(), StatementError> {
    match psql::unsupported_command(content, &(0..content.len())) {
        Some(RunError::Statement(failed)) => Err(failed),
        _ => script_statements::closed(content, &(0..content.len())),
    }
}

/// The error of a statement that a superuser would run outside the database: on a private server it has no right to.
fn reaches_outside(statement: &Statement<'_>) -> Option<StatementError> {
    // What a function does is not done when it is created.
    const DEFINED: [&str; 7] = ["extension", "foreign", "function", "language", "procedure", "server", "wrapper"];
    let first: Vec<_> = words(&statement.text).take(4).collect();
    let is_definition = first.iter().any(|word| DEFINED.iter().any(|defined| word.is(defined)));
    if is_definition && first[0].is("create") {
        return None;
    }
    let reach = |reach: Reach| matches!(reach, Reach::Program | Reach::File | Reach::Settings | Reach::Code);
    let access = sql::outside_accesses(&statement.text).into_iter().find(|access| reach(access.reach))?;
    let message = format!("{} is not run: a schema file may reach nothing outside the database", access.what);
    match psql::not_supported(&statement.span, &message) {
        RunError::Statement(failed) => Some(failed),
        RunError::Server(_) => None,
    }
}

/// A statement that was not run, with the reason.
pub(super) fn left_out(statement: &str, reason: &str) -> String {
    format!("`{}` ({reason})", one_line(statement))
}

/// The start of a statement, in one line.
fn one_line(statement: &str) -> String {
    const LENGTH: usize = 80;
    let line: Vec<&str> = statement.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.trim_end_matches(';').to_owned(),
    }
}
