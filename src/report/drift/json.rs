//! JSON: one object, described in `docs/output.md`.

use super::wording::cells;
use crate::jobs::drift::{Decided, Outcome, Row};
use crate::report::Output;
use crate::report::diff;
use crate::report::style::json;
use serde_json::{Value, json as object};
use std::io;

/// A difference with a decision.
fn decision(decided: &Decided) -> Value {
    object!({
        "object": decided.object.to_string(),
        "class": decided.class,
        "difference": decided.state.word(),
        "decision": decided.choice.word(),
        "reason": decided.reason,
    })
}

/// Writes the object.
pub(super) fn write(outcome: &Outcome, output: &mut Output) -> io::Result<()> {
    let mut databases = Vec::new();
    for one in &outcome.databases {
        let (comparison, error) = match &one.result {
            Ok(compared) => {
                let mut text = Vec::new();
                let mut inner = Output { out: &mut text, width: 0, is_below_top: false, job_summary: &mut io::sink() };
                diff::write(diff::Format::Json, compared, true, &mut inner)?;
                (serde_json::from_slice::<Value>(&text)?, None)
            }
            Err(error) => (Value::Null, Some(error.to_string())),
        };
        let decided: Vec<Value> = one.decided.iter().map(decision).collect();
        databases
            .push(object!({ "database": one.label, "error": error, "comparison": comparison, "decided": decided }));
    }
    let beside: Vec<Value> = outcome
        .beside
        .iter()
        .map(|side| object!({ "side": side.label, "findings": side.findings, "notes": side.notes }))
        .collect();
    let changed = |row: &Row| {
        let mut states: Vec<Option<&str>> = cells(row).into_iter().map(|cell| (cell != "?").then_some(cell)).collect();
        let beside = states.split_off(outcome.databases.len());
        object!({ "object": row.object.to_string(), "class": row.class, "states": states, "besideStates": beside })
    };
    let objects: Vec<Value> = outcome.rows().iter().map(changed).collect();
    let report = object!({
        "version": json::VERSION,
        "expected": outcome.expected,
        "inStep": outcome.is_in_step(),
        "databases": databases,
        "beside": beside,
        "objects": objects,
    });
    json::write(&report, output.out)
}
