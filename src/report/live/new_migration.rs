//! A new migration for a live database, as JSON: its plan, and what was done. `docs/mcp.md` describes the keys.
//!
//! Nothing here has values of rows, which an agent has no need of: the details of the server, which quote them, are left
//! out, and so are values in messages.

use crate::jobs::live::{Blocked, FileState, MigrationDone, MigrationPlan, Part, SchemaFile, SchemaState, Step};
use crate::jobs::verify::VerifiedProject;
use crate::live::Failure;
use crate::object::Lock;
use crate::report::check;
use crate::report::style::json;
use crate::report::verify::json_failure;
use serde_json::{Value, json as object};
use std::io::{self, Write};

/// Writes the plan.
pub fn write_migration_plan(plan: &MigrationPlan, out: &mut dyn Write) -> io::Result<()> {
    let (apply, can_apply) = (&plan.apply, plan.can_apply());
    let failures = plan.replay.projects.iter().filter_map(VerifiedProject::failure);
    let problems = plan.diagnostics.iter().chain(plan.replay.projects.iter().flat_map(|project| &project.problems));
    let problems: Result<Vec<Value>, _> =
        problems.map(|diagnostic| serde_json::to_value(check::problem(diagnostic))).collect();
    let failure = failures.map(|failure| serde_json::to_value(json_failure(failure))).next().transpose()?;
    let report = object!({
        "version": json::VERSION,
        "canApply": can_apply,
        "planHash": can_apply.then_some(&plan.hash),
        "database": apply.database,
        "server": apply.server,
        "tool": apply.tool,
        "table": apply.table,
        "migration": migration(plan),
        "steps": apply.steps.iter().map(|step| step_of(plan, step)).collect::<Vec<_>>(),
        "blocked": apply.blocked.iter().map(blocked).collect::<Vec<_>>(),
        "diagnostics": problems?,
        "replayFailure": failure,
    });
    json::write(&report, out)
}

/// Writes what was done.
pub fn write_migration_done(plan: &MigrationPlan, done: &MigrationDone, out: &mut dyn Write) -> io::Result<()> {
    let report = object!({
        "version": json::VERSION,
        "database": plan.apply.database,
        "migration": migration(plan),
        "applied": done.applied.done.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "failure": done.applied.failure.as_ref().map(failure),
        "state": { "file": file_state(done.file), "database": database_state(plan, done), "schemaFile": schema_state(&done.schema) },
        "next": next(plan, done),
    });
    json::write(&report, out)
}

fn migration(plan: &MigrationPlan) -> Value {
    let files: Vec<Value> =
        plan.files.iter().map(|file| object!({ "path": file.path.to_string(), "content": file.content })).collect();
    object!({ "version": plan.version, "files": files })
}

fn step_of(plan: &MigrationPlan, step: &Step) -> Value {
    let parts = step.parts.iter();
    let parts = parts.map(part_of);
    object!({
        "file": step.path.to_string(),
        "version": step.version,
        "new": plan.is_new(&step.path),
        "continued": step.is_continued,
        "parts": parts.collect::<Vec<_>>(),
    })
}

/// A part of a migration of a plan.
pub(super) fn part_of(part: &Part) -> Value {
    let lock = |(table, lock): &(String, Lock)| object!({ "table": table, "lock": lock.to_string() });
    object!({
        "transaction": part.is_transaction,
        "statements": part.statements,
        "locks": part.locks.tables.iter().map(lock).collect::<Vec<_>>(),
        "unknownLocks": part.locks.unknown,
        "locksRehearsed": part.locks.is_observed,
    })
}

pub(super) fn blocked(blocked: &Blocked) -> Value {
    let line = blocked.place.as_ref().map(|place| place.line);
    object!({ "name": blocked.name, "line": line, "reason": blocked.reason, "help": blocked.help })
}

fn failure(failure: &Failure) -> Value {
    object!({
        "file": failure.path.to_string(),
        "line": failure.place.as_ref().map(|place| place.line),
        "statement": failure.place.as_ref().map(|place| &place.statement),
        "message": without_values(&failure.message),
    })
}

/// The message of a server without the value that it quotes: `invalid input syntax for type integer: "x" (22P02)`.
fn without_values(message: &str) -> String {
    match message.split_once(": \"") {
        Some((start, rest)) => {
            let code = rest.rsplit_once(" (").map(|(_, code)| format!(" ({code}")).unwrap_or_default();
            format!("{start}: [value not shown]{code}")
        }
        None => message.to_owned(),
    }
}

fn file_state(state: FileState) -> &'static str {
    match state {
        FileState::Written => "written",
        FileState::Removed => "removed, because no part of the migration is applied",
    }
}

fn database_state(plan: &MigrationPlan, done: &MigrationDone) -> String {
    match &done.applied.failure {
        None => format!("migration {} is applied and recorded", plan.version),
        Some(failure) => failure.state.clone(),
    }
}

fn schema_state(schema: &SchemaFile) -> String {
    let state = match &schema.state {
        SchemaState::Written(path) => format!("{path} is regenerated"),
        SchemaState::Unchanged => "up to date".to_owned(),
        SchemaState::None => "tidegate writes none in this project".to_owned(),
        SchemaState::NotTouched => "not changed".to_owned(),
        SchemaState::Outdated(reason) => format!("not up to date: {reason}"),
    };
    schema.notes.iter().fold(state, |state, note| format!("{state}; {note}"))
}

fn next(plan: &MigrationPlan, done: &MigrationDone) -> String {
    match (&done.applied.failure, &done.schema.state) {
        (Some(_), _) if done.file == FileState::Removed => {
            "correct the SQL, then plan the migration again with `plan_migration`".to_owned()
        }
        (Some(failure), _) => failure.help.clone(),
        (None, SchemaState::Outdated(_)) => "regenerate the schema file: `tidegate verify --write`".to_owned(),
        (None, _) => {
            let files: Vec<String> = plan.files.iter().map(|file| file.path.to_string()).collect();
            format!("commit the migration and the schema file: {}", files.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_rows_are_not_shown() {
        let check = |message: &str, expected: &str| assert_eq!(without_values(message), expected);
        check(
            "invalid input syntax for type integer: \"a (b) c\" (22P02)",
            "invalid input syntax for type integer: [value not shown] (22P02)",
        );
        check("relation \"a\" already exists (42P07)", "relation \"a\" already exists (42P07)");
    }
}
