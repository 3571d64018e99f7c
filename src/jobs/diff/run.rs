//! A comparison from the request to the outcome.

use super::error::Error;
use super::loading::{self, Described, Prepared};
use super::outcome::{FailedSide, Outcome};
use super::request::Request;
use crate::diff::Change;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::verify::{self, LoadedSideOutcome, SideInputs, load_sides};
use crate::postgres;
use crate::progress::Progress;
use crate::replay::{CauseFinder, LoadedSide, SideKind, compare_sides, forgive_reprinted, reprintable};
use std::collections::BTreeSet;

/// Loads and compares both sides.
pub fn run(source: &SettingsSource<'_>, request: &Request, progress: &mut dyn Progress) -> Result<Outcome, Error> {
    let (from, to) = loading::prepare(source, request)?;
    let repository = source.repository();
    let mut outcome = Outcome { from: from.summary.clone(), to: to.summary.clone(), ..Outcome::default() };
    let inputs = inputs_of(&from, &to);
    let loaded = load_sides(repository, &request.server, &inputs, None, progress)?;
    note_server(&loaded, &inputs, &mut outcome);
    outcome.failed = failed(&loaded, [&from, &to])?;
    if outcome.failed.is_some() {
        return Ok(outcome);
    }
    check_servers(&loaded, [&from, &to])?;
    let (actual, expected) = pick(&loaded, &from, &to)?;
    let managed = inputs.iter().map(|side| side.managed()).max_by_key(|managed| managed.len()).unwrap_or_default();
    let covered = inputs.iter().find_map(|side| side.covered());
    let compared = compare_sides(expected, actual, managed, covered).map_err(verify::Error::Postgres)?;
    outcome.compared = compared;
    let changes = &mut outcome.compared.comparison.changes;
    let suspects = reprintable(changes);
    if !suspects.is_empty() && (actual.kind, expected.kind) != (SideKind::History, SideKind::History) {
        match load_sides(repository, &request.server, &inputs, Some(&suspects), progress) {
            Ok(reloaded) => forgive(changes, &reloaded, &from, (&to, expected))?,
            Err(verify::Error::Postgres(error @ postgres::Error::NoDump { .. })) => {
                outcome.remarks.push(format!("some differences may be those of printing alone: {error}"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    explain(&mut outcome, &from, &to);
    note_gaps(&loaded, [actual, expected], &mut outcome);
    Ok(outcome)
}

/// The sides that are loaded, in the order in which they are.
fn inputs_of<'a>(from: &'a Described, to: &'a Described) -> Vec<&'a SideInputs> {
    [from, to].into_iter().filter_map(Described::inputs).collect()
}

fn note_server(loaded: &[LoadedSideOutcome], inputs: &[&SideInputs], outcome: &mut Outcome) {
    let mut remarks = Vec::new();
    for (one, side) in loaded.iter().zip(inputs) {
        (outcome.engine, outcome.server) = (Some(one.engine), Some(one.server.clone()));
        remarks.extend(side.remark().cloned());
        remarks.extend(one.remarks.iter().chain(&one.replay.remarks).cloned());
        remarks.extend(one.replay.platform_gaps.iter().map(|gap| format!("not created in the platform: {gap}")));
    }
    for remark in remarks {
        if !outcome.remarks.contains(&remark) {
            outcome.remarks.push(remark);
        }
    }
}

/// The side that could not be loaded, which is the last one.
fn failed(loaded: &[LoadedSideOutcome], sides: [&Described; 2]) -> Result<Option<FailedSide>, Error> {
    let Some(last) = loaded.last().filter(|last| last.replay.side.is_none()) else { return Ok(None) };
    let mut loadable = sides.into_iter().filter(|side| side.inputs().is_some());
    let label = loadable.nth(loaded.len() - 1).map(|side| side.summary.label.clone()).unwrap_or_default();
    match last.replay.failures().next() {
        Some(failure) => Ok(Some(FailedSide { label, replayed: last.replay.replayed, failure: failure.clone() })),
        None => Err(Error::NotLoaded(label)),
    }
}

/// Fails unless both sides were read by servers that print definitions in one way.
fn check_servers(loaded: &[LoadedSideOutcome], sides: [&Described; 2]) -> Result<(), Error> {
    if let [one, other] = loaded
        && one.server != other.server
    {
        return Err(Error::OtherServer(one.server.clone(), other.server.clone()));
    }
    let majors = loaded.iter().map(|one| one.replay.major).chain(sides.iter().filter_map(|side| side.live_major()));
    let majors: BTreeSet<u32> = majors.collect();
    for side in sides {
        if let Some(live) = side.live_major()
            && let Some(other) = majors.iter().find(|major| **major != live)
        {
            return Err(Error::OtherMajor { database: side.summary.label.clone(), live, other: *other });
        }
    }
    Ok(())
}

/// The loaded sides: that of `from`, and that of `to`.
fn pick<'a>(
    loaded: &'a [LoadedSideOutcome],
    from: &'a Described,
    to: &'a Described,
) -> Result<(&'a LoadedSide, &'a LoadedSide), Error> {
    let mut rest = loaded.iter().filter_map(|one| one.replay.side.as_ref());
    let mut one = |described: &'a Described| match &described.side {
        Prepared::Live { side, .. } => Ok(&**side),
        Prepared::Inputs(_) => rest.next().ok_or_else(|| Error::NotLoaded(described.summary.label.clone())),
    };
    Ok((one(from)?, one(to)?))
}

/// Removes differences that are gone once a side, or both, were dumped and loaded again.
fn forgive(
    changes: &mut Vec<Change>,
    reloaded: &[LoadedSideOutcome],
    from: &Described,
    (to, expected): (&Described, &LoadedSide),
) -> Result<(), Error> {
    if failed(reloaded, [from, to])?.is_some() {
        return Ok(());
    }
    let (actual_again, expected_again) = pick(reloaded, from, to)?;
    let of_actual = actual_again.reloaded.as_ref();
    let of_expected = expected_again.reloaded.as_ref().unwrap_or(&expected.catalog);
    forgive_reprinted(changes, of_expected, None);
    forgive_reprinted(changes, &expected.catalog, of_actual);
    forgive_reprinted(changes, of_expected, of_actual);
    Ok(())
}

/// Names the migration that made each difference.
fn explain(outcome: &mut Outcome, from: &Described, to: &Described) {
    let comparison = &mut outcome.compared.comparison;
    let migrations = |side: &Described| side.inputs().map(SideInputs::migrations).unwrap_or_default().to_vec();
    let (of_from, of_to) = (migrations(from), migrations(to));
    if comparison.changes.is_empty() || of_from.is_empty() && of_to.is_empty() {
        return;
    }
    let finder = CauseFinder::read(&of_to, &of_from);
    if of_to.is_empty() {
        // Nothing says which objects of the other side are managed.
        for change in &mut comparison.changes {
            change.cause = finder.of(&change.object);
        }
    } else {
        comparison.explain(|object| finder.of(object));
    }
}

/// Notes everything that exists and was not compared.
fn note_gaps(loaded: &[LoadedSideOutcome], sides: [&LoadedSide; 2], outcome: &mut Outcome) {
    let compared = &outcome.compared;
    let mut gaps: Vec<String> = Vec::new();
    for object in &compared.comparison.not_modelled {
        gaps.push(format!("{object}: its properties are not known to tidegate"));
    }
    for object in &compared.in_platform_schemas {
        gaps.push(format!("{object}: in a schema of the platform, which a side does not have"));
    }
    gaps.extend(sides.iter().flat_map(|side| &side.not_run).map(|statement| format!("not run: {statement}")));
    if sides.iter().any(|side| side.kind == SideKind::Database) {
        let stubs: BTreeSet<&String> = loaded.iter().flat_map(|one| &one.replay.stubs).collect();
        gaps.extend(stubs.iter().map(|stub| {
            format!("extension {stub}: the server on which the other side was loaded has only a stub of it")
        }));
    }
    gaps.dedup();
    if !compared.schemas_not_covered.is_empty() {
        let schemas: Vec<&str> = compared.schemas_not_covered.iter().map(String::as_str).collect();
        outcome.remarks.push(format!("not compared, by `schemas` under `[verify]`: schema {}", schemas.join(", ")));
    }
    outcome.not_compared = gaps;
}
