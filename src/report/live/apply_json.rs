//! `apply` as JSON: one object with the plan and what was done, described in `docs/output.md`.

use super::new_migration::{blocked, part_of};
use crate::jobs::live::{Plan, SchemaFile, SchemaState};
use crate::live::{Applied, Failure};
use crate::report::style::json;
use serde_json::{Value, json as object};
use std::io::{self, Write};

/// Writes a plan, and what was done if anything was.
pub fn write_apply_json(
    plan: &Plan,
    done: Option<(&Applied, Option<&SchemaFile>)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let step = |step: &crate::jobs::live::Step| {
        object!({
            "file": step.path.to_string(),
            "version": step.version,
            "continued": step.is_continued,
            "parts": step.parts.iter().map(part_of).collect::<Vec<_>>(),
        })
    };
    let (applied, schema) = done.map_or((None, None), |(applied, schema)| (Some(applied), schema));
    let report = object!({
        "version": json::VERSION,
        "database": plan.database,
        "server": plan.server,
        "tool": plan.tool,
        "table": plan.table,
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "blocked": plan.blocked.iter().map(blocked).collect::<Vec<_>>(),
        "applied": applied.map(|applied| applied.done.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "failure": applied.and_then(|applied| applied.failure.as_ref()).map(failure),
        "notes": applied.map_or_else(Vec::new, |applied| applied.notes.clone()),
        "schemaFile": schema.map(schema_file),
    });
    json::write(&report, out)
}

fn failure(failure: &Failure) -> Value {
    object!({
        "file": failure.path.to_string(),
        "line": failure.place.as_ref().map(|place| place.line),
        "statement": failure.place.as_ref().map(|place| &place.statement),
        "message": failure.message,
        "notes": failure.notes,
        "state": failure.state,
        "help": failure.help,
    })
}

fn schema_file(schema: &SchemaFile) -> Value {
    let (state, path, reason) = match &schema.state {
        SchemaState::Written(path) => ("written", Some(path.to_string()), None),
        SchemaState::Unchanged => ("unchanged", None, None),
        SchemaState::None => ("none", None, None),
        SchemaState::NotTouched => ("not-touched", None, None),
        SchemaState::Outdated(reason) => ("outdated", None, Some(reason)),
    };
    object!({ "state": state, "path": path, "reason": reason, "notes": schema.notes })
}
