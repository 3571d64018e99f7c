//! The proof of a reconciliation: the history with its new migrations, and a copy of the database after the repair, are
//! the same schema but for what is out of scope.
//!
//! The history is replayed with the files as they are written, on a fresh database, so a repair that is a migration has to
//! run there without an effect. The copy is a temporary database that is made from the catalog of the live one.

use super::error::Error;
use super::request::{Choices, PlanRequest};
use crate::alter::Script;
use crate::catalog::{Aspect, Catalog, Identity, Kind, properties};
use crate::diff::Change;
use crate::jobs::diff::{named, needs_superuser, rebuilt, roles};
use crate::jobs::new::NewFile;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::verify::{LoadedSideOutcome, SideInputs, Wanted, load_sides};
use crate::postgres;
use crate::progress::Progress;
use crate::replay::{LoadedSide, ProofTask, SideKind, compare_sides, forgive_reprinted, reprintable};
use std::collections::BTreeSet;

/// The result of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing differs but what is out of scope.
    Proven {
        /// The server, in words.
        server: String,
        /// Reasons why the proof says less than it could.
        notes: Vec<String>,
    },
    /// It could not be made, for this reason.
    NotPossible(String),
    /// A new migration fails on a fresh database.
    Replay { file: String, statement: String, message: String },
    /// A statement of the repair fails on a copy of the database.
    Repair { statement: String, message: String },
    /// These objects would differ.
    Differs(Vec<String>),
}

/// Everything that a proof needs.
pub(super) struct Scene<'a> {
    pub(super) request: &'a PlanRequest<'a>,
    pub(super) expected: &'a Catalog,
    pub(super) actual: &'a Catalog,
    pub(super) aspects: &'a BTreeSet<Aspect>,
    pub(super) forgiven: &'a BTreeSet<Identity>,
    pub(super) choices: &'a Choices,
}

/// Replays the history with these files, runs the repair on a copy of the database, and compares both.
pub(super) fn prove(
    source: &SettingsSource<'_>,
    scene: &Scene<'_>,
    (files, repair): (&[&NewFile], &Script),
    progress: &mut dyn Progress,
) -> Result<Proof, Error> {
    let (repository, server) = (source.repository(), &scene.request.server);
    let mut history = scene.request.history(source)?;
    history.on_major(scene.actual.server);
    for file in files {
        history.add_migration(file.path.clone(), file.content.clone().into_bytes());
    }
    let (mut copy, lacks) = rebuilt(scene.actual, scene.aspects, Some(&history), server.address.is_none())?;
    if let Some(lacking) = lacks.iter().find(|one| one.object.kind != Kind::Database) {
        return Ok(Proof::NotPossible(format!("{}: {}", lacking.object, lacking.reason)));
    }
    copy.on_major(scene.actual.server);
    let missing: BTreeSet<String> = roles(scene.expected).difference(&roles(scene.actual)).cloned().collect();
    let run = ProofTask::Run { script: repair, roles: &missing };
    let wanted = [Wanted::plain(&history), Wanted { proof: run, ..Wanted::plain(&copy) }];
    let loaded = load_sides(repository, server, &wanted, progress)?;
    let (replayed, reached) = match both(&loaded) {
        Ok(sides) => sides,
        Err(proof) => return Ok(proof),
    };
    if let Some(broken) = &reached.broken {
        return Ok(Proof::Repair { statement: broken.sql.clone(), message: broken.error.message.clone() });
    }
    if reached.is_beside {
        return Ok(Proof::NotPossible("a copy of the database cannot be loaded without the migrations".to_owned()));
    }
    // It is a copy of a live database.
    let copied = LoadedSide { kind: SideKind::Database, aspects: Aspect::ALL.into(), ..reached.clone() };
    let compared = compare_sides(replayed, &copied, history.managed(), None).map_err(postgres_error)?;
    let mut changes = compared.comparison.changes;
    let is_untouched = |object: &Identity| {
        scene.forgiven.contains(object) && compared.actual.objects.get(object) == scene.actual.objects.get(object)
    };
    for change in &mut changes {
        remove_given(change, scene.actual);
    }
    changes.retain(|change| change.before.is_none() || change.after.is_none() || !change.properties.is_empty());
    let is_compared = |change: &Change| {
        if change.properties.is_empty() {
            scene.aspects.contains(&Aspect::of_kind(change.object.kind))
        } else {
            change.properties.iter().any(|one| scene.aspects.contains(&one.aspect))
        }
    };
    changes.retain(|change| {
        is_compared(change) && !is_untouched(&change.object) && !scene.choices.ignored.contains(&change.object)
    });
    forgive(source, scene, (&mut changes, &history), progress)?;
    Ok(verdict(&changes, reached, loaded.last().map(|one| one.server.clone()).unwrap_or_default()))
}

/// Removes privileges that a copy has by the default privileges of the platform, and the live database does not have.
fn remove_given(change: &mut Change, live: &Catalog) {
    let Some(Ok(live)) = live.objects.get(&change.object).map(properties) else { return };
    let value = |name: &str| live.get(name).cloned().unwrap_or_default();
    change.properties.retain(|one| one.aspect != Aspect::Grants || one.after != value(&one.name));
}

fn postgres_error(error: postgres::Error) -> Error {
    crate::jobs::verify::Error::Postgres(error).into()
}

/// The loaded sides, or the reason why there are none.
fn both(loaded: &[LoadedSideOutcome]) -> Result<(&LoadedSide, &LoadedSide), Proof> {
    for (number, one) in loaded.iter().enumerate() {
        let Some(failure) = one.replay.failures().next() else { continue };
        let message = failure.error.message.clone();
        let file = failure.place.path().map(ToString::to_string).unwrap_or_default();
        return Err(if number == 0 {
            Proof::Replay { file, statement: failure.statement.clone(), message }
        } else {
            Proof::NotPossible(format!("a copy of the database cannot be loaded: {message}: {}", failure.statement))
        });
    }
    let mut sides = loaded.iter().filter_map(|one| one.replay.side.as_ref());
    match (sides.next(), sides.next()) {
        (Some(replayed), Some(reached)) => Ok((replayed, reached)),
        _ => Err(Proof::NotPossible("a side was not loaded".to_owned())),
    }
}

/// Removes differences of printing.
fn forgive(
    source: &SettingsSource<'_>,
    scene: &Scene<'_>,
    (changes, history): (&mut Vec<Change>, &SideInputs),
    progress: &mut dyn Progress,
) -> Result<(), Error> {
    let suspects = reprintable(changes);
    if suspects.is_empty() {
        return Ok(());
    }
    let wanted = [Wanted { reloaded: Some(&suspects), ..Wanted::plain(history) }];
    match load_sides(source.repository(), &scene.request.server, &wanted, progress) {
        Ok(again) => {
            let side = again.first().and_then(|one| one.replay.side.as_ref());
            if let Some(reloaded) = side.and_then(|side| side.reloaded.as_ref()) {
                forgive_reprinted(changes, reloaded, None);
            }
            Ok(())
        }
        Err(crate::jobs::verify::Error::Postgres(postgres::Error::NoDump { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Nothing may be left but the order of columns, which no statement changes, and what only a superuser changes.
fn verdict(changes: &[Change], reached: &LoadedSide, server: String) -> Proof {
    let is_order = |change: &&Change| {
        !change.properties.is_empty() && change.properties.iter().all(|one| one.aspect == Aspect::ColumnOrder)
    };
    let (orders, rest): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(is_order);
    let (of_superuser, left): (Vec<&Change>, Vec<&Change>) =
        rest.into_iter().partition(|change| needs_superuser(change));
    if !left.is_empty() {
        return Proof::Differs(left.into_iter().map(named).collect());
    }
    let mut notes: Vec<String> =
        reached.not_run.iter().map(|statement| format!("not part of the copy: {statement}")).collect();
    notes.extend(orders.iter().map(|change| format!("{}: the order of its columns stays another one", change.object)));
    notes.extend(of_superuser.iter().map(|change| format!("{}: only a superuser can make it equal", change.object)));
    Proof::Proven { server, notes }
}
