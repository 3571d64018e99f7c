//! JSON: one object, described in `docs/output.md`.

use super::json_object::{Object, object};
use super::json_sql::{Sql, sql};
use super::wording::Verb;
use crate::catalog::Aspect;
use crate::diff::{Change, PropertyChange, Uncompared};
use crate::jobs::diff::{Outcome, SideSummary, SideWord};
use crate::object::Class;
use crate::report::style::json;
use crate::report::verify::{JsonFailure, json_failure};
use serde::Serialize;
use serde_json::{Map, Value};
use std::io::{self, Write};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    version: u32,
    from: Side<'a>,
    to: Side<'a>,
    engine: Option<&'a str>,
    server: Option<&'a str>,
    equal: bool,
    failure: Option<JsonFailure<'a>>,
    changes: Vec<Changed<'a>>,
    /// Everything that exists and was not compared.
    gaps: &'a [String],
    /// Differences in aspects that a side does not have.
    not_compared: Vec<NotCompared<'a>>,
    notes: &'a [String],
    /// Only where it was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    sql: Option<Sql<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Side<'a> {
    #[serde(rename = "side")]
    word: SideWord,
    name: &'a str,
    taken_for: &'a str,
}

#[derive(Serialize)]
struct Changed<'a> {
    object: Object<'a>,
    /// `created`, `dropped` or `changed`.
    change: &'a str,
    class: Option<Class>,
    reason: &'a str,
    properties: Vec<Property<'a>>,
    before: Option<&'a Map<String, Value>>,
    after: Option<&'a Map<String, Value>>,
    dependents: Vec<Object<'a>>,
    migration: Option<&'a str>,
}

#[derive(Serialize)]
struct Property<'a> {
    name: &'a str,
    aspect: Aspect,
    before: &'a Value,
    after: &'a Value,
}

#[derive(Serialize)]
struct NotCompared<'a> {
    aspect: Aspect,
    object: Object<'a>,
}

/// Writes the outcome.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let comparison = &outcome.compared.comparison;
    let report = Report {
        version: json::VERSION,
        from: side(&outcome.from),
        to: side(&outcome.to),
        engine: outcome.engine,
        server: outcome.server.as_deref(),
        equal: outcome.is_equal(),
        failure: outcome.failed.as_ref().map(|failed| json_failure(&failed.failure)),
        changes: comparison.changes.iter().map(changed).collect(),
        gaps: &outcome.not_compared,
        not_compared: comparison.not_compared.iter().map(not_compared).collect(),
        notes: &outcome.remarks,
        sql: outcome.written.as_ref().map(sql),
    };
    json::write(&report, out)
}

fn side(side: &SideSummary) -> Side<'_> {
    Side { word: side.word, name: &side.label, taken_for: &side.taken_for }
}

fn changed(change: &Change) -> Changed<'_> {
    Changed {
        object: object(&change.object),
        change: Verb::of(change).word(),
        class: change.class,
        reason: change.reason,
        properties: change.properties.iter().map(property).collect(),
        before: change.before.as_ref(),
        after: change.after.as_ref(),
        dependents: change.dependents.iter().map(object).collect(),
        migration: change.cause.as_ref().map(|cause| &*cause.migration),
    }
}

fn property(property: &PropertyChange) -> Property<'_> {
    Property { name: &property.name, aspect: property.aspect, before: &property.before, after: &property.after }
}

fn not_compared(one: &Uncompared) -> NotCompared<'_> {
    NotCompared { aspect: one.aspect, object: object(&one.object) }
}
