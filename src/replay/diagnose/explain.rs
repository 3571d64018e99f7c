//! The cause of a failure, by the error's SQLSTATE.

use super::super::failure::{Failure, StatementError, not_sql};
use super::super::plan::Plan;
use super::cause::{Cause, LONGEST_READ};
use super::lookup::{Event, occurrences};
use super::{duplicate, extension, foreign, foreign_key, forms, known, message, missing, rows, server, syntax};
use crate::postgres::sqlstate;
use crate::sql::{self, TransactionKind, transaction_kind};
use crate::text::words::sentence;

/// Returns the failure of the file at `at`, with its likely cause.
pub(in super::super) fn failure(plan: &Plan<'_>, at: usize, failed: StatementError, major: u32) -> Failure {
    if failed.within.is_some() {
        return Failure::in_file(&plan.migrations[at], failed);
    }
    let known = || failed.cause.clone();
    let cause =
        not_sql(&plan.migrations[at]).or_else(known).or_else(|| explain(plan, at, &failed, major)).unwrap_or_default();
    Failure { cause: sentence(&cause.why), help: cause.help, ..Failure::in_file(&plan.migrations[at], failed) }
}

fn explain(plan: &Plan<'_>, at: usize, failed: &StatementError, major: u32) -> Option<Cause> {
    let error = &failed.error;
    let content = &plan.migrations[at].content;
    let statement = &content[failed.statement.clone()];
    let by_version = || server::explain_version(plan, at, failed, major);
    let cause = match error.sqlstate.as_str() {
        code if sqlstate::is_undefined(code) => message::object(&error.message).and_then(|object| {
            server::explain_lookup(statement, failed, major)
                .or_else(|| foreign::explain(&object).filter(|_| !is_created(plan, &object)))
                .or_else(|| server::explain_function(&object, major).filter(|_| !is_created(plan, &object)))
                .or_else(|| extension::explain(plan, at, failed, &object))
                .or_else(|| missing::explain(plan, at, failed, &object))
        }),
        code if sqlstate::is_duplicate(code) => duplicate::explain(plan, at, failed),
        sqlstate::FEATURE_NOT_SUPPORTED | sqlstate::UNDEFINED_FILE => {
            server::explain_extension(&error.message).or_else(|| server::explain_library(statement, failed))
        }
        sqlstate::ACTIVE_SQL_TRANSACTION | sqlstate::INVALID_TRANSACTION_TERMINATION => {
            in_transaction(plan, at, failed)
        }
        sqlstate::UNSAFE_NEW_ENUM_VALUE_USAGE if plan.shares_transaction() => Cause::new(
            format!(
                "A replay of the whole history is one transaction, because {} runs all pending migrations in one. A value \
                 added by `ALTER TYPE ... ADD VALUE` cannot be used in it, not even in a later file.",
                plan.layout.tool
            ),
            "replace the type in place of `ADD VALUE`: rename it, create it with all values, and change each column \
             with `ALTER TABLE t ALTER COLUMN c TYPE new_type USING c::text::new_type`",
        ),
        sqlstate::UNSAFE_NEW_ENUM_VALUE_USAGE => Cause::new(
            "A value added by `ALTER TYPE ... ADD VALUE` can be used only after its transaction has committed.",
            "use the new value in the next migration",
        ),
        sqlstate::FOREIGN_KEY_VIOLATION
        | sqlstate::NOT_NULL_VIOLATION
        | sqlstate::UNIQUE_VIOLATION
        | sqlstate::RAISE_EXCEPTION => rows::explain(error, statement),
        sqlstate::INVALID_FOREIGN_KEY => foreign_key::explain(plan, at, failed),
        // A refusal of the tool has a hint, which says what to do.
        sqlstate::SYNTAX_ERROR if error.hint.is_none() => {
            let rest = error.position.and_then(|_| content.get(failed.at..failed.statement.end));
            let rest = rest.filter(|_| statement.len() <= LONGEST_READ);
            let form = || forms::explain(content[failed.statement.start..failed.at].trim_ascii_end(), rest?);
            form().or_else(by_version).or_else(|| syntax::explain(content, failed))
        }
        sqlstate::CHARACTER_NOT_IN_REPERTOIRE if error.message.ends_with("0x00") => {
            Cause::new("The file contains a NUL byte, which PostgreSQL allows in no text.", "remove the NUL byte")
        }
        sqlstate::CHARACTER_NOT_IN_REPERTOIRE => {
            Cause::new("The file is not encoded in UTF-8.", "save the file as UTF-8")
        }
        _ => None,
    };
    cause.or_else(by_version).or_else(|| known::explain(error, statement))
}

/// Whether a migration creates the object, before or after.
fn is_created(plan: &Plan<'_>, object: &message::NamedObject) -> bool {
    occurrences(plan.migrations, object).iter().any(|one| one.event == Event::Created)
}

fn in_transaction(plan: &Plan<'_>, at: usize, failed: &StatementError) -> Option<Cause> {
    let file = &plan.migrations[at];
    if !file.section.transaction.is_of_tool() && is_in_own(&file.content[..failed.statement.start]) {
        return Cause::new(
            "It needs to run outside a transaction, and the script opens one before it.",
            "move the statement after the COMMIT, or into a migration of its own",
        );
    }
    let tool = plan.layout.tool;
    let help = match (plan.layout.no_transaction_hint, plan.layout.statement_break) {
        (Some(hint), _) => format!("put the statement {hint}"),
        (None, Some(mark)) => {
            format!("write `COMMIT;{mark}` on a line above it, and nothing else before the next `{mark}`")
        }
        (None, None) => format!("run the statement with psql, because {tool} would run it in a transaction"),
    };
    Cause::new(format!("It needs to run outside a transaction, and {tool} runs this migration in one."), help)
}

/// Whether a text begins a transaction and does not end it.
fn is_in_own(before: &[u8]) -> bool {
    let kinds =
        sql::statements(before).into_iter().map(|span| transaction_kind(&String::from_utf8_lossy(&before[span])));
    kinds.fold(false, |is_open, kind| match kind {
        TransactionKind::Begin => true,
        TransactionKind::End => false,
        _ => is_open,
    })
}
