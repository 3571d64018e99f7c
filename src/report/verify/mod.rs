//! What `tidegate verify` found: for people, and as JSON.

mod difference;
mod extra_checks;
mod github;
mod lines;
mod observations;

use crate::diagnostic::Place;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{Finding, Outcome, VerifiedProject, Written};
use crate::replay::{Change, Difference, Failure};
use crate::report::style::{snippet, wording};
use crate::text::path::printable;
use crate::text::words;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use difference::{Extent, Sides};
pub use github::{github, job_summary};
use owo_colors::OwoColorize as _;
use serde::Serialize;
use std::io::{self, Write};
use std::time::Duration;

/// Writes it for people, of many differences the head.
pub fn human(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    write(outcome, width, Extent::Head { width }, out)
}

/// Writes it for people, every difference with every line.
pub fn full(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    write(outcome, width, Extent::Full, out)
}

fn write(outcome: &Outcome, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    if outcome.projects.is_empty() {
        writeln!(out, "{} no migrations in {}.", "tidegate:".green().bold(), outcome.target)?;
    }
    for project in &outcome.projects {
        write_differences(project, extent, out)?;
        if let Some(failure) = project.failure() {
            write_failure(failure, width, out)?;
            writeln!(out)?;
        }
        extra_checks::write_above(&project.replay, width, extent, out)?;
        observations::write_above(project, &outcome.findings, (width, extent), out)?;
        write_project(project, outcome, width, out)?;
    }
    for note in notes_on_all(outcome) {
        snippet::write_note("note", &note, width, out)?;
    }
    Ok(())
}

/// Writes one that found nothing wrong in one line for each project: its verdict, and the
/// stand-ins that were used. What weakens the verdict still follows as a note.
pub fn short(outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    for project in &outcome.projects {
        let verdict = verdict(project, &outcome.target);
        let stubs = &project.replay.stubs;
        let used = if stubs.is_empty() {
            String::new()
        } else {
            format!(" (with stand-ins for {})", words::list(stubs, stubs.len()))
        };
        writeln!(out, "{} {}{used}.", "tidegate:".green().bold(), verdict.trim_end_matches('.'))?;
        for note in weaknesses(project) {
            snippet::write_note("note", &note, width, out)?;
        }
    }
    Ok(())
}

fn write_differences(project: &VerifiedProject, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    match (&project.replay.comparison, &project.schema) {
        (Some(comparison), Some(schema)) => {
            difference::write(&comparison.changes, &Sides::of_schema(&schema.to_string()), extent, out)
        }
        _ => Ok(()),
    }
}

fn write_project(project: &VerifiedProject, outcome: &Outcome, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let name = if project.is_in_order() {
        "tidegate:".green().bold().to_string()
    } else {
        "tidegate:".red().bold().to_string()
    };
    writeln!(out, "{name} {}", verdict(project, &outcome.target))?;
    let changes = changes_of(project);
    if let (false, Some(schema)) = (changes.is_empty(), &project.schema) {
        snippet::write_note("note", &difference::legend(changes, &schema.to_string()), width, out)?;
        for help in ways_out(changes, &schema.to_string(), &outcome.selection) {
            snippet::write_note("help", &help, width, out)?;
        }
    }
    extra_checks::write_below(project, width, out)?;
    observations::write_below(project, &outcome.findings, width, out)?;
    for note in notes(project) {
        snippet::write_note("note", &note, width, out)?;
    }
    Ok(())
}

fn changes_of(project: &VerifiedProject) -> &[Change] {
    project.replay.comparison.as_ref().map_or(&[], |comparison| &comparison.changes)
}

/// What mends a schema file that differs, the command for most cases last.
fn ways_out(changes: &[Change], schema: &str, selection: &Selection) -> Vec<String> {
    let mut ways = Vec::new();
    if changes.iter().any(|change| change.difference != Difference::Added) {
        ways.push(format!("what only {schema} has and is to stay belongs into a migration: `tidegate new NAME`"));
    }
    ways.push(match selection {
        Selection::Staged => format!("write {schema} anew from the migrations, and stage it: `tidegate verify --write --stage`"),
        Selection::WorkTree => format!("write {schema} anew from the migrations: `tidegate verify --all --write`"),
        Selection::Range { to: name, .. } | Selection::Revision { name, .. } | Selection::Commit { name, .. } => {
            format!("check out {name}, write {schema} anew from the migrations, and commit it: `tidegate verify --write --stage`")
        }
    });
    ways
}

/// The verdict on a project in one sentence.
fn verdict(project: &VerifiedProject, target: &str) -> String {
    let place = if project.root.is_top() { String::new() } else { format!("{}: ", project.root) };
    let of = format!("of {target}");
    let (total, server) = (words::count(project.total, "migration"), &project.server);
    let runs = if project.total == 1 { "replays" } else { "replay" };
    if let Some(failure) = project.failure() {
        let path = failure.place.path().map_or_else(|| format!("`{}`", failure.statement), ToString::to_string);
        if is_of_schema_file(project, failure) {
            return format!("{place}{total} {of} {runs} on {server}, and {path} cannot be compared.");
        }
        return format!("{place}{} of {total} {of} {runs} on {server}, then {path} fails.", project.replay.replayed);
    }
    let compared = match (&project.schema, &project.replay.comparison) {
        _ if project.written == Some(Written::Disabled) => {
            "; the configuration says that there is no schema file to write".to_owned()
        }
        (Some(schema), None) if project.written == Some(Written::AsItWas) => format!("; {schema} is as it was"),
        (Some(schema), None) if project.written.is_some() => format!("; {schema} is written"),
        (Some(schema), Some(comparison)) if comparison.changes.is_empty() => {
            format!(", and {schema} is what they give")
        }
        (Some(schema), Some(comparison)) => {
            let counted = difference::counted(&comparison.changes);
            format!(", and {schema} is not what they give: {counted}")
        }
        _ => "; there is no schema file to compare with".to_owned(),
    };
    format!("{place}{total} {of} {runs} on {server}{compared}.")
}

/// True when everything ran, and the schema file could not be loaded.
fn is_of_schema_file(project: &VerifiedProject, failure: &Failure) -> bool {
    project.schema.is_some() && project.schema.as_ref() == failure.place.path()
}

/// What a reader has to know beside the verdict.
fn notes(project: &VerifiedProject) -> Vec<String> {
    let mut notes = weaknesses(project);
    let stubs = &project.replay.stubs;
    if !stubs.is_empty() {
        let names = words::list(stubs, stubs.len());
        notes.push(format!("stand-ins took the place of extensions that this server lacks: {names}"));
    }
    notes
}

/// What a reader has to know that is of no project.
fn notes_on_all(outcome: &Outcome) -> Vec<String> {
    if outcome.projects.is_empty() && outcome.ignored.is_empty() {
        return vec!["nothing was proved; where there are some, `tidegate init --layout` names their tool".to_owned()];
    }
    outcome.ignored.iter().map(|left| format!("{} was left alone: {}", left.folder, left.reason)).collect()
}

/// What makes the verdict less than it may seem.
fn weaknesses(project: &VerifiedProject) -> Vec<String> {
    let mut notes = project.remarks.clone();
    let replay = &project.replay;
    if !project.ignored_files.is_empty() {
        let names: Vec<String> = project.ignored_files.iter().map(|path| printable(path.file_name())).collect();
        let (count, tool) = (words::count(names.len(), "file"), project.tool);
        notes.push(format!("{count} did not run, as {tool} steps over them: {}", words::list(&names, 3)));
    }
    if let Some(first) = replay.platform_gaps.first() {
        let count = words::count(replay.platform_gaps.len(), "part");
        notes.push(format!("{count} of the environment could not be made on this server, the first: {first}"));
    }
    if !replay.absent_schemas.is_empty() {
        let names: Vec<String> = replay.absent_schemas.iter().map(|schema| format!("`{schema}`")).collect();
        let (noun, verb) = if names.len() == 1 { ("schema", "is") } else { ("schemas", "are") };
        notes.push(format!(
            "{noun} {} of `verify.schemas` {verb} not there after the last migration",
            words::list(&names, names.len())
        ));
    }
    let comparison = replay.comparison.as_ref();
    notes.extend(not_compared(comparison.map(|all| &all.schemas_not_in_file), "the schema file has nothing of it"));
    notes.extend(not_compared(comparison.map(|all| &all.schemas_not_covered), "not named in `verify.schemas`"));
    let schemaless_kinds = comparison.map_or(&[][..], |comparison| &comparison.schemaless_kinds);
    if !schemaless_kinds.is_empty() {
        let kinds: Vec<String> = schemaless_kinds.iter().map(|kind| format!("each {kind}")).collect();
        let kinds = words::list(&kinds, kinds.len());
        notes.push(format!("what lies in no schema was not compared: {kinds} in the schema file"));
    }
    if !replay.in_platform_schemas.is_empty() {
        let objects: Vec<String> = replay.in_platform_schemas.iter().map(|object| wording::safe(object)).collect();
        let (count, verb) = (words::count(objects.len(), "object"), if objects.len() == 1 { "is" } else { "are" });
        let objects = words::list(&objects, 6);
        notes.push(format!("{count} in schemas of the platform {verb} neither written nor compared: {objects}"));
    }
    notes
}

fn not_compared<'a>(schemas: Option<impl IntoIterator<Item = &'a String>>, why: &str) -> Option<String> {
    let names: Vec<String> = schemas?.into_iter().map(|schema| format!("`{schema}`")).collect();
    let (noun, verb) = if names.len() == 1 { ("schema", "was") } else { ("schemas", "were") };
    (!names.is_empty()).then(|| format!("{noun} {} {verb} not compared: {why}", words::list(&names, 6)))
}

/// The statement that failed, drawn as a problem is drawn.
fn write_failure(failure: &Failure, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let title = Level::ERROR.primary_title(wording::safe(&failure.error.message)).id(&failure.error.sqlstate);
    let path = failure.place.path().map(ToString::to_string).unwrap_or_default();
    let group = match &failure.place {
        Place::Content { excerpt, .. } => {
            let (text, span) = snippet::without_c1(excerpt);
            let annotation = AnnotationKind::Primary.span(span);
            title.element(Snippet::source(text).line_start(excerpt.first_line).path(&path).annotation(annotation))
        }
        _ => Group::with_title(title),
    };
    for line in Renderer::styled().term_width(width).render(&[group]).lines() {
        writeln!(out, "{}", snippet::in_file(line, &failure.place))?;
    }
    let error = &failure.error;
    for (label, text) in [("detail", &error.detail), ("hint", &error.hint), ("where", &error.context)] {
        // A call stack has a line for every call; the innermost is enough here.
        let text = text.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
        snippet::write_note(label, text, width, out)?;
    }
    snippet::write_note("why", &failure.cause, width, out)?;
    snippet::write_note("help", &failure.help, width, out)
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    /// The project's folder, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    replay: Option<Replay<'a>>,
    schema: Option<Schema<'a>>,
    /// As the text has them.
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
    failure: Option<Failed<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timings: Option<Vec<extra_checks::Timed>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotent: Option<extra_checks::Again<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    round_trip: Option<Vec<extra_checks::Trip<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<Vec<observations::Seen<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<observations::Told<'a>>>,
}

#[derive(Serialize)]
struct Failed<'a> {
    file: Option<String>,
    /// From 1.
    line: Option<usize>,
    /// From 1, in characters.
    column: Option<usize>,
    statement: &'a str,
    sqlstate: &'a str,
    message: &'a str,
    /// `null` where none can be told.
    cause: Option<&'a str>,
}

#[derive(Serialize)]
struct Schema<'a> {
    file: String,
    equal: bool,
    changes: Vec<Changed<'a>>,
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
}

/// Writes one JSON object for each project; one of nothing where there is none.
pub fn json(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let is_one = outcome.projects.len() == 1;
    let mut reports: Vec<Report> =
        outcome.projects.iter().map(|project| report(project, &outcome.findings, is_one)).collect();
    if reports.is_empty() {
        let version = crate::report::check::json::VERSION;
        reports.push(Report { version, project: None, replay: None, schema: None, notes: Vec::new(), seconds: 0.0 });
    }
    // Where the text has them: behind the last project.
    if let Some(last) = reports.last_mut() {
        last.notes.extend(notes_on_all(outcome));
    }
    for report in &mut reports {
        report.notes.iter_mut().for_each(|note| *note = wording::safe(note));
        serde_json::to_writer_pretty(&mut *out, &report)?;
        writeln!(out)?;
    }
    Ok(())
}

fn report<'a>(project: &'a VerifiedProject, findings: &'a [Finding], is_one: bool) -> Report<'a> {
    let replay = &project.replay;
    let was_reached = project.failure().is_none_or(|failure| is_of_schema_file(project, failure));
    let schema = project.schema.as_ref().filter(|_| was_reached).map(|schema| Schema {
        file: schema.to_string(),
        equal: project.is_equal() && replay.failure.is_none(),
        changes: changes_of(project).iter().map(changed).collect(),
    });
    Report {
        version: crate::report::check::json::VERSION,
        project: (!is_one).then(|| project.root.to_string()),
        replay: Some(Replay {
            total: project.total,
            replayed: replay.replayed,
            engine: project.engine,
            server: &project.server,
            stubs: &replay.stubs,
            failure: project.failure().map(failed),
            timings: replay.timings.as_deref().map(extra_checks::timed),
            idempotent: replay.idempotency.as_ref().map(extra_checks::again),
            round_trip: replay.round_trip.as_ref().map(|trips| trips.iter().map(extra_checks::trip).collect()),
            observed: replay.observed.as_deref().map(observations::statements),
            findings: replay.observed.as_ref().map(|_| observations::findings(project, findings)),
        }),
        schema,
        notes: notes(project),
        seconds: seconds(project.took),
    }
}

fn failed(failure: &Failure) -> Failed<'_> {
    let start = match &failure.place {
        Place::Content { excerpt, .. } => Some(excerpt.start),
        _ => None,
    };
    Failed {
        file: failure.place.path().map(ToString::to_string),
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
        statement: &failure.statement,
        sqlstate: &failure.error.sqlstate,
        message: &failure.error.message,
        cause: Some(failure.cause.as_str()).filter(|cause| !cause.is_empty()),
    }
}

/// In thousandths.
fn seconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 1000.0).round() / 1000.0
}

fn changed(change: &Change) -> Changed<'_> {
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
    }
}
