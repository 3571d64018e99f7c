//! `--format json`: one object for each project, described in `docs/output.md`.

use super::extra_checks::{not_checked, slowest_first};
use super::json_observed::{Assessed, ObservedStatement, assessed_all, observed};
use super::mirrors;
use super::wording::{changes_of, is_of_schema_file, notes, notes_on_all};
use crate::catalog::Aspect;
use crate::diagnostic::Place;
use crate::jobs::verify::{ObservedDiagnostic, Outcome, VerifiedProject};
use crate::object::Class;
use crate::replay::{self, Difference, DownResult};
use crate::report::check;
use crate::report::style::{json, wording};
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};
use std::time::Duration;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    /// The project's folder, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    replay: Option<Replay<'a>>,
    schema: Option<Schema<'a>>,
    /// Other descriptions of the schema, if there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mirrors: Vec<Mirror<'a>>,
    /// Problems of the replayed schema, if there are any: objects as in `diagnostics` of a check.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Value>,
    /// The notes of the text for people, and the extra checks that were not made.
    notes: Vec<String>,
    seconds: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replay<'a> {
    total: usize,
    replayed: usize,
    engine: &'a str,
    server: &'a str,
    stubs: &'a [String],
    failure: Option<Failure<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timings: Option<Vec<Timing>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotent: Option<Idempotency<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<Seed<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    round_trip: Option<Vec<RoundTrip<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<Vec<ObservedStatement<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<Vec<Assessed<'a>>>,
}

/// A statement that failed.
#[derive(Serialize)]
pub(in crate::report) struct Failure<'a> {
    file: Option<String>,
    /// From 1.
    line: Option<usize>,
    /// From 1, in characters.
    column: Option<usize>,
    statement: &'a str,
    sqlstate: &'a str,
    message: &'a str,
    /// `null` if unknown.
    cause: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    file: String,
    equal: bool,
    changes: Vec<Changed<'a>>,
    /// Differences in aspects that were not compared.
    not_compared: Vec<NotCompared<'a>>,
    /// Objects of which not every property was compared.
    not_modelled: &'a [String],
}

/// Objects that differ in an aspect that was not compared.
#[derive(Serialize)]
struct NotCompared<'a> {
    aspect: Aspect,
    objects: &'a [String],
}

/// Another description of the schema.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mirror<'a> {
    /// `declared-schema`, `diesel-schema` or `sqlx-queries`.
    kind: &'a str,
    name: &'a str,
    equal: bool,
    failure: Option<Failure<'a>>,
    changes: Vec<Changed<'a>>,
    /// Differences in aspects that were not compared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_compared: Vec<NotCompared<'a>>,
    /// Objects of which not every property was compared.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    not_modelled: &'a [String],
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    file: Option<String>,
    /// From 1.
    line: Option<usize>,
    message: &'a str,
}

#[derive(Serialize)]
struct Changed<'a> {
    /// `missing`, `extra` or `changed`.
    change: &'a str,
    kind: &'a str,
    schema: &'a str,
    name: &'a str,
    expected: &'a str,
    actual: &'a str,
    /// The last migration that names the object, if it is known.
    migration: Option<String>,
    /// `A`, `B` or `C`; `null` for a neutral change.
    class: Option<Class>,
    /// `null` if it is not known.
    reason: Option<&'a str>,
    /// Everything that depends on the actual object.
    dependents: &'a [String],
}

#[derive(Serialize)]
struct Timing {
    file: String,
    seconds: f64,
}

/// The seed files that ran, and the statement that failed.
#[derive(Serialize)]
struct Seed<'a> {
    files: Vec<String>,
    failure: Option<Failure<'a>>,
}

/// A second run of the last migration.
#[derive(Serialize)]
struct Idempotency<'a> {
    file: String,
    idempotent: bool,
    failure: Option<Failure<'a>>,
    changes: Vec<Changed<'a>>,
    rows: Vec<RowCount<'a>>,
}

#[derive(Serialize)]
struct RowCount<'a> {
    schema: &'a str,
    table: &'a str,
    before: u64,
    after: u64,
}

/// A migration with its down migration.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoundTrip<'a> {
    file: String,
    down_migration: Option<String>,
    /// `none`, `restores`, `differs`, `empty`, `declined`, `fails` or `fails-afterwards`.
    result: &'a str,
    changes: Vec<Changed<'a>>,
    failure: Option<Failure<'a>>,
}

/// Writes one object for each project; one with nulls if there is none.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let is_one = outcome.projects.len() == 1;
    let mut reports: Vec<Report> =
        outcome.projects.iter().map(|project| report(project, &outcome.diagnostics, is_one)).collect();
    if reports.is_empty() {
        let version = json::VERSION;
        reports.push(Report {
            version,
            project: None,
            replay: None,
            schema: None,
            mirrors: Vec::new(),
            problems: Vec::new(),
            notes: Vec::new(),
            seconds: 0.0,
        });
    }
    // In the text for people these follow the last project.
    if let Some(last) = reports.last_mut() {
        last.notes.extend(notes_on_all(outcome));
    }
    for report in &mut reports {
        report.notes.iter_mut().for_each(|note| *note = wording::safe(note));
        json::write(&report, out)?;
    }
    Ok(())
}

fn report<'a>(project: &'a VerifiedProject, diagnostics: &'a [ObservedDiagnostic], is_one: bool) -> Report<'a> {
    let replay = &project.replay;
    let was_reached = project.failure().is_none_or(|failure| is_of_schema_file(project, failure));
    let schema = project.schema.as_ref().filter(|_| was_reached).map(|schema| Schema {
        file: schema.to_string(),
        equal: project.schema_matches() && replay.failure.is_none(),
        changes: changes_of(project).iter().map(change).collect(),
        not_compared: replay.comparison.iter().flat_map(|all| &all.not_compared).map(not_compared).collect(),
        not_modelled: replay.comparison.as_ref().map_or(&[][..], |all| &all.not_modelled),
    });
    let mut notes = notes(project);
    notes.extend(not_checked(project).into_iter().map(|(check, why)| format!("{check}: {why}")));
    Report {
        version: json::VERSION,
        project: (!is_one).then(|| project.root.to_string()),
        replay: Some(Replay {
            total: project.total,
            replayed: replay.replayed,
            engine: project.engine,
            server: &project.server,
            stubs: &replay.stubs,
            failure: project.failure().map(failure),
            timings: replay.timings.as_deref().map(timings),
            idempotent: replay.idempotency.as_ref().map(idempotency),
            seed: replay.seeding.as_ref().map(|seeding| Seed {
                files: seeding.files.iter().map(ToString::to_string).collect(),
                failure: seeding.failure.as_ref().map(failure),
            }),
            round_trip: replay.round_trip.as_ref().map(|trips| trips.iter().map(round_trip).collect()),
            observed: replay.observed.as_deref().map(observed),
            diagnostics: replay.observed.as_ref().map(|_| assessed_all(project, diagnostics)),
        }),
        schema,
        mirrors: replay.mirrors.iter().map(mirror).collect(),
        problems: project
            .problems
            .iter()
            .filter_map(|problem| serde_json::to_value(check::problem(problem)).ok())
            .collect(),
        notes,
        seconds: seconds(project.took),
    }
}

fn not_compared(not_compared: &replay::NotCompared) -> NotCompared<'_> {
    NotCompared { aspect: not_compared.aspect, objects: &not_compared.objects }
}

fn mirror(mirror: &replay::MirrorOutcome) -> Mirror<'_> {
    let problem = |finding: &'_ replay::Finding| (finding.place.path().map(ToString::to_string), line(&finding.place));
    Mirror {
        kind: mirrors::id(mirror.kind),
        name: &mirror.name,
        equal: mirror.matches(),
        failure: mirror.failure.as_ref().map(failure),
        changes: mirror.changes.iter().map(change).collect(),
        not_compared: mirror.not_compared.iter().map(not_compared).collect(),
        not_modelled: &mirror.not_modelled,
        problems: mirror
            .findings
            .iter()
            .map(|finding| {
                let (file, line) = problem(finding);
                Problem { file, line, message: &finding.message }
            })
            .collect(),
    }
}

fn line(place: &Place) -> Option<usize> {
    match place {
        Place::Content { excerpt, .. } => Some(excerpt.start.line),
        _ => None,
    }
}

/// Returns a statement that failed.
pub(in crate::report) fn failure(failure: &replay::Failure) -> Failure<'_> {
    let start = match &failure.place {
        Place::Content { excerpt, .. } => Some(excerpt.start),
        _ => None,
    };
    Failure {
        file: failure.place.path().map(ToString::to_string),
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
        statement: &failure.statement,
        sqlstate: &failure.error.sqlstate,
        message: &failure.error.message,
        cause: Some(failure.cause.as_str()).filter(|cause| !cause.is_empty()),
    }
}

/// Rounded to thousandths.
fn seconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1000.0).round() / 1000.0
}

fn change(change: &replay::Change) -> Changed<'_> {
    Changed {
        change: match change.difference {
            Difference::Added => "missing",
            Difference::Removed => "extra",
            Difference::Changed => "changed",
        },
        kind: &change.object.kind,
        schema: &change.object.schema,
        name: &change.object.name,
        expected: &change.after,
        actual: &change.before,
        migration: change.migration.as_ref().map(ToString::to_string),
        class: change.class,
        reason: Some(change.reason.as_str()).filter(|reason| !reason.is_empty()),
        dependents: &change.dependents,
    }
}

fn timings(timings: &[replay::Timing]) -> Vec<Timing> {
    let timing = |timing: &replay::Timing| Timing { file: timing.file.to_string(), seconds: seconds(timing.took) };
    slowest_first(timings).into_iter().map(timing).collect()
}

fn idempotency(idempotency: &replay::Idempotency) -> Idempotency<'_> {
    Idempotency {
        file: idempotency.file.to_string(),
        idempotent: idempotency.is_idempotent(),
        failure: idempotency.failure.as_ref().map(failure),
        changes: idempotency.changes.iter().map(change).collect(),
        rows: idempotency.rows.iter().map(row_count).collect(),
    }
}

fn row_count(rows: &replay::RowCountChange) -> RowCount<'_> {
    let replay::RowCountChange { schema, table, before, after } = rows;
    RowCount { schema, table, before: *before, after: *after }
}

fn round_trip(trip: &replay::RoundTrip) -> RoundTrip<'_> {
    let (result, changes, failed) = match &trip.result {
        DownResult::Absent => ("none", &[][..], None),
        DownResult::Restored => ("restores", &[][..], None),
        DownResult::Differs(changes) => ("differs", &changes[..], None),
        DownResult::Empty(changes) => ("empty", &changes[..], None),
        DownResult::Irreversible(_) => ("declined", &[][..], None),
        DownResult::Failed(failure) => ("fails", &[][..], Some(failure)),
        DownResult::ReapplyFailed(failure) => ("fails-afterwards", &[][..], Some(failure)),
    };
    RoundTrip {
        file: trip.file.to_string(),
        down_migration: trip.down_migration.as_ref().map(ToString::to_string),
        result,
        changes: changes.iter().map(change).collect(),
        failure: failed.map(failure),
    }
}
