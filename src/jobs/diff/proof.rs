//! The proof of a script: it runs on a copy of FROM, and what it reached is compared with TO twice, by the catalog
//! and by the dump.
//!
//! A live database is never written to: its copy is a temporary database that is made from its catalog.

use super::catalogs::aligned;
use super::error::Error;
use super::ignored::Ignored;
use super::loading::{Described, Prepared};
use super::rebuilt::{rebuilt, roles};
use super::written::{Differing, Proof};
use crate::alter::{Refused, Script};
use crate::catalog::{Catalog, Identity, Kind};
use crate::diff::{Change, Comparison};
use crate::git::Repository;
use crate::jobs::verify::{self, LoadedSideOutcome, SideInputs, Wanted, load_sides};
use crate::postgres;
use crate::progress::Progress;
use crate::replay::{
    BrokenStatement, ComparedSides, LoadedSide, ProofTask, compare_sides, forgive_reprinted, reprintable, unseen,
};
use crate::sql::words;
use std::collections::BTreeSet;

/// Both sides after they were compared.
pub(super) struct Scene<'a> {
    pub(super) repository: &'a dyn Repository,
    pub(super) server: &'a verify::Request,
    pub(super) from: &'a Described,
    pub(super) to: &'a Described,
    pub(super) actual: &'a LoadedSide,
    pub(super) expected: &'a LoadedSide,
    pub(super) managed: &'a [&'static str],
    pub(super) covered: Option<&'a [String]>,
    pub(super) ignored: &'a Ignored,
    pub(super) compared: &'a ComparedSides,
    /// Objects that differ only in how the server prints them.
    pub(super) forgiven: BTreeSet<Identity>,
}

impl Scene<'_> {
    /// The actual catalog without differences of printing.
    pub(super) fn aligned(&self) -> Catalog {
        aligned(self.compared, &self.forgiven)
    }

    /// Compares what a script reached with the expected side.
    fn compare(&self, reached: &LoadedSide) -> Result<(Comparison, Catalog), Error> {
        // It is a copy of FROM, whatever it was made from.
        let LoadedSide { kind, aspects, provided, sets_owners, .. } = self.actual.clone();
        let reached = LoadedSide { kind, aspects, provided, sets_owners, ..reached.clone() };
        let reached = self.ignored.without(&reached, &mut Vec::new());
        let compared = compare_sides(self.expected, &reached, self.managed, self.covered);
        let ComparedSides { mut comparison, actual, .. } = compared.map_err(verify::Error::Postgres)?;
        let is_untouched = |object: &Identity| {
            self.forgiven.contains(object)
                && reached.catalog.objects.get(object) == self.actual.catalog.objects.get(object)
        };
        comparison.changes.retain(|change| !is_untouched(&change.object));
        Ok((comparison, actual))
    }
}

/// The inputs of a side that is made from the catalog of a live database, and the objects that it cannot have.
type Made = Option<(SideInputs, Vec<Refused>)>;

/// Returns the inputs of a side that can be loaded: a live database is made from its catalog.
fn loadable<'a>(
    scene: &Scene<'_>,
    side: &'a Described,
    catalog: &Catalog,
    other: &Described,
    made: &'a mut Made,
) -> Result<(&'a SideInputs, &'a [Refused]), Error> {
    let beside = match &side.side {
        Prepared::Inputs(inputs) if !side.is_made_from_catalog() => return Ok((inputs, &[])),
        Prepared::Inputs(inputs) => Some(&**inputs),
        Prepared::Live { .. } => other.inputs(),
    };
    let has_roles = scene.server.address.is_none();
    let (mut inputs, lacks) = rebuilt(catalog, &scene.compared.aspects, beside, has_roles)?;
    match (side.live_major(), beside) {
        (Some(major), _) => inputs.on_major(major),
        (None, Some(beside)) => inputs.on_server_of(beside),
        (None, None) => {}
    }
    let (inputs, lacks) = made.insert((inputs, lacks));
    Ok((inputs, lacks))
}

/// Runs a script on a copy of FROM, and compares what it reached with TO.
pub(super) fn prove(scene: &Scene<'_>, script: &Script, progress: &mut dyn Progress) -> Result<Proof, Error> {
    if scene.actual.is_beside {
        let reason = format!("{} cannot be loaded without the migrations", scene.from.summary.label);
        return Ok(Proof::NotPossible(reason));
    }
    let (mut of_from, mut of_to) = (None, None);
    let (from, lacks) = loadable(scene, scene.from, &scene.compared.actual, scene.to, &mut of_from)?;
    let (to, lacks_too) = loadable(scene, scene.to, &scene.compared.expected, scene.from, &mut of_to)?;
    let lacks = lacks.iter().chain(lacks_too).filter(|one| one.object.kind != Kind::Database);
    let lacks: Vec<String> = lacks.map(|one| format!("{}: {}", one.object, one.reason)).collect();
    let whole = script.whole();
    let missing: BTreeSet<String> =
        roles(&scene.compared.expected).difference(&roles(&scene.compared.actual)).cloned().collect();
    let run = |script| Wanted { proof: ProofTask::Run { script, roles: &missing }, ..Wanted::plain(from) };
    let mut wanted = vec![Wanted { proof: ProofTask::Dump, ..Wanted::plain(to) }, run(&whole)];
    if *script != whole {
        wanted.push(run(script));
    }
    let loaded = load_sides(scene.repository, scene.server, &wanted, progress)?;
    let sides = match sides(&loaded, wanted.len()) {
        Ok(sides) => sides,
        Err(reason) => return Ok(Proof::NotPossible(reason)),
    };
    let is_named = |role: &&String| script.statements().any(|statement| names(&statement.sql, role));
    let of_role = |role: &String| format!("the SQL names role `{role}`, which has to exist before it runs");
    let mut notes: Vec<String> = missing.iter().filter(is_named).map(of_role).collect();
    for (side, described) in [(sides[0], scene.to), (sides[1], scene.from)] {
        if described.is_made_from_catalog() {
            notes.extend(side.not_run.iter().map(|statement| format!("not part of the copy: {statement}")));
        }
    }
    let left = left(scene, script, (to, &sides), progress)?;
    let Left { objects, of_superuser, reached } = match left {
        Ok(left) => left,
        Err(broken) => return Ok(Proof::Broken(broken)),
    };
    if !objects.is_empty() {
        return Ok(Proof::Differs(objects));
    }
    notes.extend(lacks.iter().map(|object| format!("not part of the copy: {object}")));
    let by_dump = !scene.expected.is_beside;
    let server = loaded.last().map(|one| one.server.clone()).unwrap_or_default();
    Ok(Proof::Proven { server, by_dump, notes, unproven: of_superuser, reached: Box::new(reached) })
}

/// The objects that differ after a script ran, and the catalog that it leads to.
#[derive(Default)]
struct Left {
    objects: Vec<Differing>,
    /// Those that only a superuser can make equal.
    of_superuser: Vec<String>,
    reached: Catalog,
}

/// The objects that differ from TO, the first of these sides, after the script ran: as a whole, and without the steps
/// that are withheld. The inner error is a statement that failed.
fn left(
    scene: &Scene<'_>,
    script: &Script,
    (to, sides): (&SideInputs, &[&LoadedSide]),
    progress: &mut dyn Progress,
) -> Result<Result<Left, Box<BrokenStatement>>, Error> {
    let mut left = Left::default();
    for (number, reached) in sides[1..].iter().enumerate() {
        if let Some(broken) = &reached.broken {
            return Ok(Err(broken.clone()));
        }
        let (all, catalog) = scene.compare(reached)?;
        left.reached = catalog;
        let mut changes = all.changes.clone();
        forgive(scene, &mut changes, (to, sides[0]), progress)?;
        let open = held(script, number == 1);
        for change in changes.iter().filter(|change| !is_held(change, &open)) {
            if needs_superuser(change) {
                left.of_superuser.push(named(change));
            } else {
                left.objects.push(Differing { object: Some(change.object.clone()), text: named(change) });
            }
        }
        if let (0, false, Some(expected), Some(dump)) =
            (number, scene.expected.is_beside, &sides[0].dump, &reached.dump)
        {
            let is_ignored = |schema: &str, name: &str| scene.ignored.has(schema, name);
            let unseen = unseen(expected, dump, &all, (scene.covered, &is_ignored)).into_iter();
            left.objects.extend(unseen.map(|text| Differing { object: None, text }));
        }
    }
    left.objects.dedup();
    left.of_superuser.dedup();
    Ok(Ok(left))
}

/// Whether only a superuser can make the objects equal: event triggers have other owners in a copy, and nothing is granted
/// on members of an extension that belongs to another role.
pub(in crate::jobs) fn needs_superuser(change: &Change) -> bool {
    let is_owner = !change.properties.is_empty() && change.properties.iter().all(|property| property.name == "owner");
    change.object.kind == Kind::Altered || change.object.kind == Kind::EventTrigger && is_owner
}

/// An object with the properties that differ.
pub(in crate::jobs) fn named(change: &Change) -> String {
    let properties: Vec<&str> = change.properties.iter().map(|property| property.name.as_str()).collect();
    if properties.is_empty() {
        change.object.to_string()
    } else {
        format!("{}: {}", change.object, properties.join(", "))
    }
}

/// Whether a statement names a role.
fn names(statements: &[String], role: &str) -> bool {
    let has = |sql: &String| words(sql).any(|word| word.is_name() && word.text == role);
    statements.iter().any(has)
}

/// Returns the catalog that a script leads to on a copy of FROM, or the reason why there is none.
pub(super) fn reached(
    scene: &Scene<'_>,
    script: &Script,
    progress: &mut dyn Progress,
) -> Result<Result<Catalog, String>, Error> {
    let mut of_from = None;
    let (from, _) = loadable(scene, scene.from, &scene.compared.actual, scene.to, &mut of_from)?;
    let none = BTreeSet::new();
    let wanted = [Wanted { proof: ProofTask::Run { script, roles: &none }, ..Wanted::plain(from) }];
    let loaded = load_sides(scene.repository, scene.server, &wanted, progress)?;
    let side = match sides(&loaded, 1) {
        Ok(sides) => sides[0],
        Err(reason) => return Ok(Err(reason)),
    };
    if let Some(broken) = &side.broken {
        return Ok(Err(broken.error.message.clone()));
    }
    if side.is_beside {
        return Ok(Err(format!("{} cannot be loaded without the migrations", scene.from.summary.label)));
    }
    Ok(Ok(scene.compare(side)?.1))
}

/// The sides that were loaded, or why one was not.
fn sides(loaded: &[LoadedSideOutcome], wanted: usize) -> Result<Vec<&LoadedSide>, String> {
    let failure = loaded.iter().flat_map(|one| one.replay.failures()).next();
    if let Some(failure) = failure {
        return Err(format!("a copy of a side cannot be loaded: {}: {}", failure.error.message, failure.statement));
    }
    let sides: Vec<&LoadedSide> = loaded.iter().filter_map(|one| one.replay.side.as_ref()).collect();
    if sides.len() == wanted { Ok(sides) } else { Err("a copy of a side was not loaded".to_owned()) }
}

/// Removes differences of printing: the definitions of the script were printed once and loaded.
fn forgive(
    scene: &Scene<'_>,
    changes: &mut Vec<Change>,
    (to, loaded): (&SideInputs, &LoadedSide),
    progress: &mut dyn Progress,
) -> Result<(), Error> {
    let suspects = reprintable(changes);
    if suspects.is_empty() {
        return Ok(());
    }
    if scene.to.is_made_from_catalog() {
        forgive_reprinted(changes, &loaded.catalog, None);
        return Ok(());
    }
    let wanted = [Wanted { reloaded: Some(&suspects), ..Wanted::plain(to) }];
    match load_sides(scene.repository, scene.server, &wanted, progress) {
        Ok(again) => {
            let again = again.first().and_then(|one| one.replay.side.as_ref()).and_then(|side| side.reloaded.as_ref());
            if let Some(expected) = again {
                forgive_reprinted(changes, expected, None);
            }
            Ok(())
        }
        Err(verify::Error::Postgres(postgres::Error::NoDump { .. })) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Objects of which something cannot be written, or is withheld.
fn held(script: &Script, withholds: bool) -> BTreeSet<&Identity> {
    let withheld = script.statements().filter(|statement| withholds && statement.is_withheld);
    let refused = script.refused.iter().map(|refused| &refused.object);
    refused.chain(withheld.map(|statement| &statement.object)).collect()
}

/// Whether a change is that of such an object, or of a part that comes or goes with it.
fn is_held(change: &Change, held: &BTreeSet<&Identity>) -> bool {
    let object = &change.object;
    let of = |key: &str, name: &str| {
        let properties = change.after.as_ref().or(change.before.as_ref())?.get(key)?;
        let text = |key: &str| properties.get(key).and_then(serde_json::Value::as_str);
        Some((text("schema")?, text(name)?))
    };
    let table = of("table", "name").or_else(|| of("owned_by", "table"));
    held.contains(object)
        || held.iter().any(|other| {
            let is_of_table =
                || table.is_some_and(|(schema, name)| other.schema.as_deref() == Some(schema) && other.name == name);
            object.is_part_of(other) || other.kind.has_parts() && is_of_table()
        })
}
