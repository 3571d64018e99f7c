//! What is told of a replay beyond pass or fail: how long each migration took, what a second
//! run of the last one does, and where the ways back lead.

use super::difference::{self, Extent, Sides};
use super::{Changed, Failed, changed, failed, write_failure};
use crate::jobs::verify::VerifiedProject;
use crate::replay::{DownResult, Idempotency, Outcome, RoundTrip, RowCountChange, Timing};
use crate::report::style::{snippet, wording};
use crate::text::{RelPath, words};
use owo_colors::OwoColorize as _;
use serde::Serialize;
use std::cmp::Reverse;
use std::io::{self, Write};

/// Migrations whose time is shown.
const SLOWEST: usize = 10;

/// Ways back that lead astray and are drawn; the rest is named.
const ASTRAY: usize = 5;

/// How many names a sentence lists.
const NAMED: usize = 5;

/// Draws what comes before the verdict.
pub(super) fn write_above(replay: &Outcome, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    if let Some(idempotency) = &replay.idempotency {
        write_twice(idempotency, width, extent, out)?;
    }
    let astray: Vec<&RoundTrip> = replay.round_trip.iter().flatten().filter(|trip| trip.is_failed()).collect();
    let shown = if extent == Extent::Full { astray.len() } else { astray.len().min(ASTRAY) };
    for trip in &astray[..shown] {
        write_trip(trip, width, extent, out)?;
    }
    if let Some(timings) = &replay.timings {
        write_timings(timings, extent, out)?;
    }
    Ok(())
}

/// Tells what comes below the verdict.
pub(super) fn write_below(project: &VerifiedProject, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if let Some(idempotency) = &project.replay.idempotency {
        snippet::write_note("idempotent", &of_twice(idempotency), width, out)?;
    }
    for note in project.replay.round_trip.as_deref().map(of_each).unwrap_or_default() {
        snippet::write_note("round trip", &note, width, out)?;
    }
    Ok(())
}

/// What does not hold of what was asked for: the file, and a sentence; failures of statements are
/// told by themselves.
pub(super) fn refuted(replay: &Outcome) -> Vec<(&RelPath, String)> {
    let idempotency =
        replay.idempotency.iter().filter(|idempotency| idempotency.failure.is_none() && !idempotency.is_idempotent());
    let idempotency = idempotency.map(|idempotency| (&idempotency.file, of_twice(idempotency)));
    let is_told = |trip: &&RoundTrip| !matches!(trip.result, DownResult::Failed(_) | DownResult::ReapplyFailed(_));
    let astray = replay.round_trip.iter().flatten().filter(|trip| trip.is_failed()).filter(is_told);
    let astray = astray.filter_map(|trip| Some((trip.down_migration.as_ref().unwrap_or(&trip.file), of_trip(trip)?)));
    idempotency.chain(astray).collect()
}

fn write_timings(timings: &[Timing], extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    let total: f64 = timings.iter().map(|timing| timing.took.as_secs_f64()).sum();
    let room = if extent == Extent::Full { timings.len() } else { SLOWEST };
    writeln!(out, "{}", "  seconds  migration".bold())?;
    for timing in slowest_first(timings).into_iter().take(room) {
        writeln!(out, "{:>9.3}  {}", timing.took.as_secs_f64(), timing.file)?;
    }
    if timings.len() > room {
        let told = format!("({} that took less; `--full` shows all)", timings.len() - room);
        writeln!(out, "           {}", told.dimmed())?;
    }
    writeln!(out, "{total:>9.3}  {}\n", "all".bold())
}

fn slowest_first(timings: &[Timing]) -> Vec<&Timing> {
    let mut sorted: Vec<&Timing> = timings.iter().collect();
    sorted.sort_by_key(|timing| Reverse(timing.took));
    sorted
}

fn write_twice(idempotency: &Idempotency, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    if let Some(failure) = &idempotency.failure {
        write_failure(failure, width, out)?;
        writeln!(out)?;
    }
    let minus = format!("after {} has run", idempotency.file);
    let plus = format!("after {} has run twice", idempotency.file);
    let sides = Sides { minus: &minus, plus: &plus, missing: "made", extra: "dropped" };
    difference::write(&idempotency.changes, &sides, extent, out)
}

fn of_twice(idempotency: &Idempotency) -> String {
    let file = &idempotency.file;
    if idempotency.failure.is_some() {
        return format!("{file} is not idempotent: its second run fails");
    }
    let mut changed = Vec::new();
    if !idempotency.changes.is_empty() {
        changed.push("changes the schema".to_owned());
    }
    changed.extend(idempotency.rows.iter().take(NAMED).map(of_rows));
    if idempotency.rows.len() > NAMED {
        changed.push(format!("changes the rows of {}", words::count(idempotency.rows.len() - NAMED, "more table")));
    }
    if changed.is_empty() {
        return format!(
            "{file} is idempotent: its second run fails nowhere, and changes neither the schema nor how many rows there are"
        );
    }
    format!("{file} is not idempotent: its second run {}", words::list(&changed, changed.len()))
}

/// `adds 2 rows to public.colours`
fn of_rows(rows: &RowCountChange) -> String {
    let number = usize::try_from(rows.before.abs_diff(rows.after)).unwrap_or(usize::MAX);
    let count = words::count(number, "row");
    let (verb, preposition) = if rows.after > rows.before { ("adds", "to") } else { ("takes", "from") };
    format!("{verb} {count} {preposition} {}.{}", rows.schema, rows.table)
}

fn write_trip(trip: &RoundTrip, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    match &trip.result {
        DownResult::Failed(failure) | DownResult::ReapplyFailed(failure) => {
            write_failure(failure, width, out)?;
            writeln!(out)
        }
        DownResult::Differs(changes) | DownResult::Empty(changes) => {
            let minus = format!("before {}", trip.file);
            let plus = format!("after {} has run and {}", trip.file, taken_back(trip));
            let sides = Sides { minus: &minus, plus: &plus, missing: "left", extra: "lost" };
            difference::write(changes, &sides, extent, out)
        }
        DownResult::Absent | DownResult::Restored | DownResult::Irreversible(_) => Ok(()),
    }
}

/// `1_a.down.sql has taken it back`
fn taken_back(trip: &RoundTrip) -> String {
    match &trip.down_migration {
        Some(down_migration) if *down_migration != trip.file => format!("{down_migration} has taken it back"),
        _ => "was taken back".to_owned(),
    }
}

/// The verdict on all ways back, and what has to be known of some.
fn of_each(trips: &[RoundTrip]) -> Vec<String> {
    let (with, without): (Vec<&RoundTrip>, Vec<&RoundTrip>) =
        trips.iter().partition(|trip| trip.down_migration.is_some());
    if with.is_empty() {
        return vec![match trips.len() {
            0 => "there is no migration to take back".to_owned(),
            1 => "the migration has no way back, so none was tried".to_owned(),
            number => format!("none of the {number} migrations has a way back, so none was tried"),
        }];
    }
    let restored = with.iter().filter(|trip| trip.result == DownResult::Restored).count();
    let mut told = vec![match (restored, with.len()) {
        (all, tried) if all == tried => {
            format!("{} the schema as it was before", words_of(tried, "way back restores", "ways back restore"))
        }
        (some, tried) => format!(
            "{some} of {} the schema as it was before",
            words_of(tried, "way back restores", "ways back restore")
        ),
    }];
    told.extend(with.iter().filter_map(|trip| of_trip(trip)));
    if !without.is_empty() {
        let names: Vec<String> = without.iter().map(|trip| trip.file.to_string()).collect();
        let verb = if names.len() == 1 { "has" } else { "have" };
        let count = words::count(names.len(), "migration");
        told.push(format!("{count} {verb} no way back: {}", words::list(&names, NAMED)));
    }
    told
}

fn words_of(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn of_trip(trip: &RoundTrip) -> Option<String> {
    let down_migration = trip.down_migration.as_ref()?;
    let (file, down_migration) = (
        &trip.file,
        if *down_migration == trip.file {
            format!("the way back of {down_migration}")
        } else {
            down_migration.to_string()
        },
    );
    Some(match &trip.result {
        DownResult::Absent | DownResult::Restored => return None,
        DownResult::Differs(changes) => {
            format!(
                "{down_migration} does not restore the schema: {}",
                difference::counted_as(changes, ["left", "lost"])
            )
        }
        DownResult::Empty(changes) if changes.is_empty() => {
            format!("{down_migration} has no statement, and {file} does not change the schema")
        }
        DownResult::Empty(_) => format!("{down_migration} has no statement, so what {file} changes stays"),
        DownResult::Irreversible(message) => {
            format!("{down_migration} says that there is none: {}", wording::safe(message))
        }
        DownResult::Failed(_) => format!("{down_migration} fails"),
        DownResult::ReapplyFailed(_) => {
            format!("{down_migration} restores the schema, and yet {file} fails when it is run again")
        }
    })
}

/// A migration with its time.
#[derive(Serialize)]
pub(super) struct Timed {
    file: String,
    seconds: f64,
}

/// Slowest first.
pub(super) fn timed(timings: &[Timing]) -> Vec<Timed> {
    let timed = |timing: &Timing| Timed { file: timing.file.to_string(), seconds: super::seconds(timing.took) };
    slowest_first(timings).into_iter().map(timed).collect()
}

/// The last migration run twice.
#[derive(Serialize)]
pub(super) struct Again<'a> {
    file: String,
    idempotent: bool,
    failure: Option<Failed<'a>>,
    changes: Vec<Changed<'a>>,
    rows: Vec<Counted<'a>>,
}

#[derive(Serialize)]
struct Counted<'a> {
    schema: &'a str,
    table: &'a str,
    before: u64,
    after: u64,
}

fn counted(rows: &RowCountChange) -> Counted<'_> {
    let RowCountChange { schema, table, before, after } = rows;
    Counted { schema, table, before: *before, after: *after }
}

pub(super) fn again(idempotency: &Idempotency) -> Again<'_> {
    Again {
        file: idempotency.file.to_string(),
        idempotent: idempotency.is_idempotent(),
        failure: idempotency.failure.as_ref().map(failed),
        changes: idempotency.changes.iter().map(changed).collect(),
        rows: idempotency.rows.iter().map(counted).collect(),
    }
}

/// A migration with its way back.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Trip<'a> {
    file: String,
    down_migration: Option<String>,
    /// `none`, `restores`, `differs`, `empty`, `declined`, `fails` or `fails-afterwards`.
    result: &'a str,
    changes: Vec<Changed<'a>>,
    failure: Option<Failed<'a>>,
}

pub(super) fn trip(trip: &RoundTrip) -> Trip<'_> {
    let (result, changes, failure) = match &trip.result {
        DownResult::Absent => ("none", &[][..], None),
        DownResult::Restored => ("restores", &[][..], None),
        DownResult::Differs(changes) => ("differs", &changes[..], None),
        DownResult::Empty(changes) => ("empty", &changes[..], None),
        DownResult::Irreversible(_) => ("declined", &[][..], None),
        DownResult::Failed(failure) => ("fails", &[][..], Some(failure)),
        DownResult::ReapplyFailed(failure) => ("fails-afterwards", &[][..], Some(failure)),
    };
    Trip {
        file: trip.file.to_string(),
        down_migration: trip.down_migration.as_ref().map(ToString::to_string),
        result,
        changes: changes.iter().map(changed).collect(),
        failure: failure.map(failed),
    }
}
