//! The extra checks for people: how long each migration took, what a second run of the last one
//! does, and whether the down migrations restore the schema.

use super::difference::{self, Sides};
use super::extent::Extent;
use super::failure;
use crate::jobs::verify::VerifiedProject;
use crate::replay::{DownResult, Idempotency, Outcome, RoundTrip, RowCountChange, Seeding, Timing};
use crate::report::style::paint::Paint as _;
use crate::report::style::{snippet, wording};
use crate::text::{RelPath, words};
use std::cmp::Reverse;
use std::io::{self, Write};

/// Migrations whose time is shown.
const SLOWEST: usize = 10;

/// Down migrations that fail and are shown; the rest is named.
const FAILED: usize = 5;

/// Number of names that a sentence lists.
const NAMED: usize = 5;

/// Writes what comes before the verdict.
pub(super) fn write_above(replay: &Outcome, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    if let Some(failure) = replay.seeding.as_ref().and_then(|seeding| seeding.failure.as_ref()) {
        failure::write(failure, width, out)?;
        writeln!(out)?;
    }
    if let Some(idempotency) = &replay.idempotency {
        write_idempotency(idempotency, width, extent, out)?;
    }
    let failed: Vec<&RoundTrip> = replay.round_trip.iter().flatten().filter(|trip| trip.is_failed()).collect();
    let shown = if extent == Extent::Full { failed.len() } else { failed.len().min(FAILED) };
    for trip in &failed[..shown] {
        write_trip(trip, width, extent, out)?;
    }
    if let Some(timings) = &replay.timings {
        write_timings(timings, extent, out)?;
    }
    Ok(())
}

/// Writes what comes after the verdict.
pub(super) fn write_below(project: &VerifiedProject, width: usize, out: &mut dyn Write) -> io::Result<()> {
    if let Some(seeding) = &project.replay.seeding {
        snippet::write_note("seed", &of_seeding(seeding), width, out)?;
    }
    if let Some(idempotency) = &project.replay.idempotency {
        snippet::write_note("idempotent", &of_idempotency(idempotency), width, out)?;
    }
    for note in project.replay.round_trip.as_deref().map(of_round_trips).unwrap_or_default() {
        snippet::write_note("round trip", &note, width, out)?;
    }
    not_checked(project).into_iter().try_for_each(|(check, why)| snippet::write_note(check, &why, width, out))
}

/// The extra checks that were requested and not made, each with the reason.
pub(super) fn not_checked(project: &VerifiedProject) -> Vec<(&'static str, String)> {
    let (checks, replay) = (project.checks, &project.replay);
    let why = if replay.failure.is_some() { "the replay failed" } else { "the project has no migrations" };
    let missing = [
        ("idempotent", checks.idempotency && replay.idempotency.is_none()),
        ("round trip", checks.round_trip && replay.round_trip.is_none()),
    ];
    let seed = (checks.seed && replay.seeding.is_none()).then(|| {
        let why = if replay.failure.is_some() { why } else { "the project has no seed file" };
        ("seed", format!("not run: {why}"))
    });
    let missing = missing.into_iter().filter(|(_, is_missing)| *is_missing);
    seed.into_iter().chain(missing.map(|(check, _)| (check, format!("not checked: {why}")))).collect()
}

/// The extra checks that failed: the file, and a sentence; statements that failed are reported
/// separately.
pub(super) fn failed(replay: &Outcome) -> Vec<(&RelPath, String)> {
    let idempotency =
        replay.idempotency.iter().filter(|idempotency| idempotency.failure.is_none() && !idempotency.is_idempotent());
    let idempotency = idempotency.map(|idempotency| (&idempotency.file, of_idempotency(idempotency)));
    let is_checked = |trip: &&RoundTrip| !matches!(trip.result, DownResult::Failed(_) | DownResult::ReapplyFailed(_));
    let trips = replay.round_trip.iter().flatten().filter(|trip| trip.is_failed()).filter(is_checked);
    let trips = trips.filter_map(|trip| Some((trip.down_migration.as_ref().unwrap_or(&trip.file), of_trip(trip)?)));
    idempotency.chain(trips).collect()
}

fn write_timings(timings: &[Timing], extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    let total: f64 = timings.iter().map(|timing| timing.took.as_secs_f64()).sum();
    let room = if extent == Extent::Full { timings.len() } else { SLOWEST };
    writeln!(out, "{}", "  seconds  migration".bold())?;
    for timing in slowest_first(timings).into_iter().take(room) {
        writeln!(out, "{:>9.3}  {}", timing.took.as_secs_f64(), timing.file)?;
    }
    if timings.len() > room {
        let rest = format!("({} faster ones; `--full` shows all)", timings.len() - room);
        writeln!(out, "           {}", rest.dimmed())?;
    }
    writeln!(out, "{total:>9.3}  {}\n", "total".bold())
}

pub(super) fn slowest_first(timings: &[Timing]) -> Vec<&Timing> {
    let mut sorted: Vec<&Timing> = timings.iter().collect();
    sorted.sort_by_key(|timing| Reverse(timing.took));
    sorted
}

fn write_idempotency(idempotency: &Idempotency, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    if let Some(failure) = &idempotency.failure {
        failure::write(failure, width, out)?;
        writeln!(out)?;
    }
    let minus = format!("after one run of {}", idempotency.file);
    let plus = format!("after two runs of {}", idempotency.file);
    let sides = Sides::of_states([&minus, &plus], ["created", "dropped"]);
    difference::write(&idempotency.changes, &sides, extent, out)
}

fn of_seeding(seeding: &Seeding) -> String {
    let names: Vec<String> = seeding.files.iter().map(ToString::to_string).collect();
    match seeding.failure.as_ref().and_then(|failure| failure.place.path()) {
        Some(path) => format!("{path} fails after the last migration"),
        None => format!(
            "{} ran after the last migration: {}",
            words::count(names.len(), "file"),
            words::list(&names, NAMED)
        ),
    }
}

fn of_idempotency(idempotency: &Idempotency) -> String {
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
            "{file} is idempotent: its second run does not fail, and changes neither the schema nor the number of rows"
        );
    }
    format!("{file} is not idempotent: its second run {}", words::list(&changed, changed.len()))
}

/// `adds 2 rows to public.colours`
fn of_rows(rows: &RowCountChange) -> String {
    let number = usize::try_from(rows.before.abs_diff(rows.after)).unwrap_or(usize::MAX);
    let count = words::count(number, "row");
    let (verb, preposition) = if rows.after > rows.before { ("adds", "to") } else { ("removes", "from") };
    format!("{verb} {count} {preposition} {}.{}", rows.schema, rows.table)
}

fn write_trip(trip: &RoundTrip, width: usize, extent: Extent, out: &mut dyn Write) -> io::Result<()> {
    match &trip.result {
        DownResult::Failed(failure) | DownResult::ReapplyFailed(failure) => {
            failure::write(failure, width, out)?;
            writeln!(out)
        }
        DownResult::Differs(changes) | DownResult::Empty(changes) => {
            let minus = format!("before {}", trip.file);
            let plus = format!("after {} ran and {}", trip.file, rolled_back(trip));
            let sides = Sides::of_states([&minus, &plus], ["remaining", "lost"]);
            difference::write(changes, &sides, extent, out)
        }
        DownResult::Absent | DownResult::Restored | DownResult::Irreversible(_) => Ok(()),
    }
}

/// `1_a.down.sql rolled it back`
fn rolled_back(trip: &RoundTrip) -> String {
    match &trip.down_migration {
        Some(down_migration) if *down_migration != trip.file => format!("{down_migration} rolled it back"),
        _ => "was rolled back".to_owned(),
    }
}

/// The verdict on all down migrations, and what has to be known of some.
fn of_round_trips(trips: &[RoundTrip]) -> Vec<String> {
    let (with, without): (Vec<&RoundTrip>, Vec<&RoundTrip>) =
        trips.iter().partition(|trip| trip.down_migration.is_some());
    if with.is_empty() {
        return vec![match trips.len() {
            0 => "not checked: the project has no migrations".to_owned(),
            1 => "not checked: the migration has no down migration".to_owned(),
            number => format!("not checked: none of the {number} migrations has a down migration"),
        }];
    }
    let restored = with.iter().filter(|trip| trip.result == DownResult::Restored).count();
    let tried = words::count(with.len(), "down migration");
    let verb = if restored == 1 { "restores" } else { "restore" };
    let mut notes = vec![if restored == with.len() {
        format!("{tried} {verb} the schema")
    } else {
        format!("{restored} of {tried} {verb} the schema")
    }];
    notes.extend(with.iter().filter_map(|trip| of_trip(trip)));
    if !without.is_empty() {
        let names: Vec<String> = without.iter().map(|trip| trip.file.to_string()).collect();
        let verb = if names.len() == 1 { "has" } else { "have" };
        let count = words::count(names.len(), "migration");
        notes.push(format!("{count} {verb} no down migration: {}", words::list(&names, NAMED)));
    }
    notes
}

fn of_trip(trip: &RoundTrip) -> Option<String> {
    let down_migration = trip.down_migration.as_ref()?;
    let (file, down_migration) = (
        &trip.file,
        if *down_migration == trip.file {
            format!("the down migration of {down_migration}")
        } else {
            down_migration.to_string()
        },
    );
    Some(match &trip.result {
        DownResult::Absent | DownResult::Restored => return None,
        DownResult::Differs(changes) => {
            format!(
                "{down_migration} does not restore the schema: {}",
                difference::counted_as(changes, ["remaining", "lost"])
            )
        }
        DownResult::Empty(changes) if changes.is_empty() => {
            format!("{down_migration} has no statement, and {file} does not change the schema")
        }
        DownResult::Empty(_) => format!("{down_migration} has no statement, so it does not revert {file}"),
        DownResult::Irreversible(message) => {
            format!("{down_migration} raises an exception of its own: {}", wording::safe(message))
        }
        DownResult::Failed(_) => format!("{down_migration} fails"),
        DownResult::ReapplyFailed(_) => {
            format!("{down_migration} restores the schema, but {file} fails when it runs again")
        }
    })
}
