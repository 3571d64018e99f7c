//! A comparison from the request to the outcome.

use super::catalogs::forgiven;
use super::error::Error;
use super::ignored::Ignored;
use super::loading::{self, Described, Prepared};
use super::outcome::{FailedSide, LackingPlatform, Outcome};
use super::proof::Scene;
use super::rebuilt::{creating, rebuilt};
use super::request::Request;
use super::servers::{OtherMajor, check_servers};
use super::sql;
use super::written::{SqlRequest, WrittenSql};
use crate::catalog::{Identity, Kind};
use crate::diagnostic::Diagnostic;
use crate::diff::Change;
use crate::jobs::check::check_script;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, LoadedSideOutcome, SideInputs, Wanted, load_sides};
use crate::migration::Platform;
use crate::postgres;
use crate::progress::Progress;
use crate::replay::{CauseFinder, LoadedSide, SideKind, compare_sides, forgive_reprinted, reprintable};
use crate::text::words;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

/// Loads and compares both sides.
pub fn run(source: &SettingsSource<'_>, request: &Request, progress: &mut dyn Progress) -> Result<Outcome, Error> {
    let (from, to) = loading::prepare(source, request)?;
    let setting = Setting { source, server: &request.server, sql: request.sql.as_ref() };
    let loaded = setting.load(&from, &to, progress)?;
    setting.compare((&from, &to), &loaded, progress)
}

/// The place of a comparison, and its wish for SQL.
pub(super) struct Setting<'a> {
    pub(super) source: &'a SettingsSource<'a>,
    pub(super) server: &'a verify::Request,
    pub(super) sql: Option<&'a SqlRequest>,
}

impl Setting<'_> {
    /// Loads the sides that are not live databases.
    pub(super) fn load(
        &self,
        from: &Described,
        to: &Described,
        progress: &mut dyn Progress,
    ) -> Result<Vec<LoadedSideOutcome>, Error> {
        Ok(load_sides(self.source.repository(), self.server, &plain(&inputs_of(from, to), None), progress)?)
    }

    /// Compares both sides.
    pub(super) fn compare(
        &self,
        (from, to): (&Described, &Described),
        loaded: &[LoadedSideOutcome],
        progress: &mut dyn Progress,
    ) -> Result<Outcome, Error> {
        let mut outcome = Outcome { from: from.summary.clone(), to: to.summary.clone(), ..Outcome::default() };
        outcome.remarks.extend([from, to].into_iter().flat_map(Described::remarks).cloned());
        outcome.lacks_platform = lacking_platform(from, to).or_else(|| lacking_platform(to, from));
        outcome.remarks.extend(outcome.lacks_platform.iter().map(|lacking| {
            format!("{lacking}, so what the platform sets, such as privileges, differs; {}", lacking.remedy())
        }));
        note_server(loaded, &inputs_of(from, to), &mut outcome);
        outcome.failed = failed(loaded, [from, to])?;
        if outcome.failed.is_some() {
            return Ok(outcome);
        }
        let other_major = check_servers(loaded, [from, to])?;
        let copy = match other_major {
            None => None,
            Some(error) => Some(self.copied((from, to), loaded, error, &mut outcome, progress)?),
        };
        self.fill(&mut outcome, (from, to), (loaded, copy.as_ref()), progress)?;
        Ok(outcome)
    }

    /// A live database of another major version, as the server of the other side prints it.
    fn copied(
        &self,
        (from, to): (&Described, &Described),
        loaded: &[LoadedSideOutcome],
        other: OtherMajor,
        outcome: &mut Outcome,
        progress: &mut dyn Progress,
    ) -> Result<LoadedSide, Error> {
        let (Prepared::Live { side, .. }, Some(beside), None) = (&from.side, to.inputs(), self.sql) else {
            return Err(other.into_error(None));
        };
        let (actual, expected) = pick(loaded, from, to)?;
        let compared = compare_sides(expected, actual, beside.managed(), beside.covered());
        let compared = compared.map_err(verify::Error::Postgres)?;
        let has_roles = self.server.address.is_none();
        let (mut inputs, lacks) = rebuilt(&compared.actual, &compared.aspects, Some(beside), has_roles)?;
        if let Some(lacking) = lacks.iter().find(|one| one.object.kind != Kind::Database) {
            return Err(other.into_error(Some(format!("{}: {}", lacking.object, lacking.reason))));
        }
        inputs.on_server_of(beside);
        let again = load_sides(self.source.repository(), self.server, &[Wanted::plain(&inputs)], progress)?;
        let failure = again.iter().flat_map(|one| one.replay.failures()).next();
        if let Some(failure) = failure {
            let reason = format!("{}: {}", failure.error.message, failure.statement);
            return Err(other.into_error(Some(reason)));
        }
        let Some(copy) = again.into_iter().find_map(|one| one.replay.side) else {
            return Err(Error::NotLoaded(from.summary.label.clone()));
        };
        outcome.remarks.push(other.remark());
        // It stands for the live database, whatever it was made from.
        let LoadedSide { kind, aspects, provided, sets_owners, .. } = (**side).clone();
        Ok(LoadedSide { kind, aspects, provided, sets_owners, ..copy })
    }

    /// Compares loaded sides; `copy` takes the place of a live database.
    fn fill(
        &self,
        outcome: &mut Outcome,
        (from, to): (&Described, &Described),
        (loaded, copy): (&[LoadedSideOutcome], Option<&LoadedSide>),
        progress: &mut dyn Progress,
    ) -> Result<(), Error> {
        let repository = self.source.repository();
        let inputs = inputs_of(from, to);
        let (actual, expected) = pick(loaded, from, to)?;
        let actual = copy.unwrap_or(actual);
        let whole = whole((from, actual), (to, expected), outcome);
        let is_from = from.models.is_some();
        let actual = whole.as_ref().filter(|_| is_from).unwrap_or(actual);
        let expected = whole.as_ref().filter(|_| !is_from).unwrap_or(expected);
        let ignored = Ignored::new(&loading::settings(self.source, &Selection::WorkTree)?.ignored_objects);
        let mut left_out = Vec::new();
        let (actual, expected) = (&*ignored.without(actual, &mut left_out), &*ignored.without(expected, &mut left_out));
        outcome.remarks.extend(ignored_remark(&left_out));
        let managed = inputs.iter().map(|side| side.managed()).max_by_key(|managed| managed.len()).unwrap_or_default();
        let covered = inputs.iter().find_map(|side| side.covered());
        let compared = compare_sides(expected, actual, managed, covered).map_err(verify::Error::Postgres)?;
        outcome.compared = compared;
        let changes = &mut outcome.compared.comparison.changes;
        let suspects = reprintable(changes);
        let found: BTreeSet<Identity> = changes.iter().map(|change| change.object.clone()).collect();
        if !suspects.is_empty() && (actual.kind, expected.kind) != (SideKind::History, SideKind::History) {
            match load_sides(repository, self.server, &plain(&inputs, Some(&suspects)), progress) {
                Ok(reloaded) => forgive(changes, &reloaded, from, (to, expected))?,
                Err(verify::Error::Postgres(error @ postgres::Error::NoDump { .. })) => {
                    outcome.remarks.push(format!("some differences may be those of printing alone: {error}"));
                }
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(wanted) = self.sql {
            let scene = Scene {
                repository,
                server: self.server,
                from,
                to,
                actual,
                expected,
                managed,
                covered,
                ignored: &ignored,
                compared: &outcome.compared,
                forgiven: forgiven(&found, &outcome.compared.comparison.changes),
            };
            let mut written = sql::write(&scene, wanted, progress)?;
            if let Some(now) = wanted.checked_at {
                written.problems = problems(self.source, &written, &inputs, now)?;
            }
            outcome.written = Some(written);
        }
        explain(outcome, from, to);
        note_gaps(loaded, [actual, expected], outcome);
        Ok(())
    }
}

/// The models of Prisma as a whole schema, if one of the sides has them.
fn whole(
    (from, actual): (&Described, &LoadedSide),
    (to, expected): (&Described, &LoadedSide),
    outcome: &mut Outcome,
) -> Option<LoadedSide> {
    let (whole, note) = match (&from.models, &to.models) {
        (Some(models), None) => models.whole(actual, expected),
        (None, Some(models)) => models.whole(expected, actual),
        _ => return None,
    };
    outcome.remarks.extend(note);
    Some(whole)
}

/// Whether a live database lacks the platform on which the other side is loaded.
fn lacking_platform(live: &Described, other: &Described) -> Option<LackingPlatform> {
    let (Prepared::Live { side, .. }, Prepared::Inputs(inputs)) = (&live.side, &other.side) else { return None };
    let platform = inputs.platform();
    let schema = platform.sign()?;
    let has_schema = side.catalog.objects.keys().any(|object| object.kind == Kind::Schema && object.name == schema);
    let database = live.summary.label.clone();
    (!has_schema).then(|| LackingPlatform { database, platform: platform.title(), schema })
}

/// The note on objects that the configuration leaves out.
fn ignored_remark(left_out: &[Identity]) -> Option<String> {
    let names: BTreeSet<String> = left_out.iter().map(ToString::to_string).collect();
    let names: Vec<String> = names.into_iter().collect();
    (!names.is_empty()).then(|| format!("not compared, by `ignore` under `[diff]`: {}", words::list(&names, 5)))
}

/// Returns the reports of the rules about a script, on the platform of a side and with the settings of the working tree.
fn problems(
    source: &SettingsSource<'_>,
    written: &WrittenSql,
    inputs: &[&SideInputs],
    now: DateTime<Utc>,
) -> Result<Vec<Diagnostic>, Error> {
    let settings = loading::settings(source, &Selection::WorkTree)?;
    let is_on = |side: &&SideInputs| side.platform() == Platform::Supabase;
    let platform = if inputs.iter().any(is_on) { Platform::Supabase } else { Platform::Plain };
    let major = u16::try_from(written.begin.server).ok().filter(|major| *major > 0);
    let before = || creating(&written.begin, &written.options.aspects).map(|(sql, _)| sql);
    check_script(&settings, &written.script.checked_text(), before, (platform, major), now)
}

/// The sides as they are loaded to be compared.
fn plain<'a>(inputs: &[&'a SideInputs], reloaded: Option<&'a BTreeSet<String>>) -> Vec<Wanted<'a>> {
    inputs.iter().map(|side| Wanted { reloaded, ..Wanted::plain(side) }).collect()
}

/// The sides that are loaded, in the order in which they are.
fn inputs_of<'a>(from: &'a Described, to: &'a Described) -> Vec<&'a SideInputs> {
    [from, to].into_iter().filter_map(Described::inputs).collect()
}

fn note_server(loaded: &[LoadedSideOutcome], inputs: &[&SideInputs], outcome: &mut Outcome) {
    let mut remarks: Vec<String> = std::mem::take(&mut outcome.remarks);
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
    let side = loadable.nth(loaded.len() - 1);
    let label = side.map(|side| side.summary.label.clone()).unwrap_or_default();
    match last.replay.failures().next().cloned() {
        Some(mut failure) => {
            if let Some(models) = side.and_then(|side| side.models.as_ref()) {
                models.place(&mut failure);
            }
            Ok(Some(FailedSide { label, replayed: last.replay.replayed, failure }))
        }
        None => Err(Error::NotLoaded(label)),
    }
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
