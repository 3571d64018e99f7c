//! The script in the JSON of a comparison.

use super::json_object::{Object, object};
use super::sql::proven;
use crate::alter::{Refused, Script, Statement};
use crate::diagnostic::{Diagnostic, Place};
use crate::jobs::diff::{Proof, WrittenSql};
use crate::object::Class;
use serde::Serialize;

/// The SQL that makes FROM like TO.
#[derive(Serialize)]
pub(super) struct Sql<'a> {
    transactions: Vec<Vec<Step<'a>>>,
    refused: Vec<NotWritten<'a>>,
    /// `proven`, `failed`, `skipped`, `impossible`, or `nothing` for a script without statements.
    proof: &'static str,
    /// The proof in a sentence.
    reason: Option<String>,
    /// Objects that differ after the script ran.
    differs: Vec<&'a str>,
    /// Reports of the rules about the script.
    problems: Vec<Problem<'a>>,
    /// The script as text.
    text: String,
}

#[derive(Serialize)]
struct Problem<'a> {
    rule: &'static str,
    severity: String,
    message: &'a str,
    why: &'a str,
    help: &'a str,
    /// The first line in `text` that it is about.
    line: Option<usize>,
}

#[derive(Serialize)]
struct Step<'a> {
    object: Object<'a>,
    sql: &'a [String],
    class: Option<Class>,
    reason: &'a str,
    withheld: bool,
    /// Whether it runs on its own, outside a transaction block.
    outside: bool,
    precheck: &'a [String],
}

#[derive(Serialize)]
struct NotWritten<'a> {
    object: Object<'a>,
    reason: &'a str,
}

/// Returns the script of a comparison.
pub(super) fn sql(written: &WrittenSql) -> Sql<'_> {
    let Script { transactions, refused } = &written.script;
    Sql {
        transactions: transactions
            .iter()
            .map(|one| one.statements.iter().map(|statement| step(statement, one.is_outside)).collect())
            .collect(),
        refused: refused.iter().map(not_written).collect(),
        proof: match &written.proof {
            Proof::Skipped => "skipped",
            Proof::Nothing => "nothing",
            Proof::Proven { .. } => "proven",
            Proof::NotPossible(_) => "impossible",
            Proof::Broken(_) | Proof::Differs(_) => "failed",
        },
        reason: proven(&written.proof, written),
        differs: match &written.proof {
            Proof::Differs(objects) => objects.iter().map(|object| object.text.as_str()).collect(),
            Proof::Proven { unproven, .. } => unproven.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        },
        problems: written.problems.iter().map(problem).collect(),
        text: written.script.text(),
    }
}

fn problem(problem: &Diagnostic) -> Problem<'_> {
    Problem {
        rule: problem.rule.id,
        severity: problem.severity.to_string(),
        message: &problem.message,
        why: &problem.why,
        help: &problem.help,
        line: match &problem.place {
            Place::Content { excerpt, .. } => Some(excerpt.start.line),
            _ => None,
        },
    }
}

fn step(statement: &Statement, outside: bool) -> Step<'_> {
    Step {
        object: object(&statement.object),
        sql: &statement.sql,
        class: statement.class,
        reason: &statement.reason,
        withheld: statement.is_withheld,
        outside,
        precheck: &statement.precheck,
    }
}

fn not_written(refused: &Refused) -> NotWritten<'_> {
    NotWritten { object: object(&refused.object), reason: &refused.reason }
}
