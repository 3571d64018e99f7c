//! The differences of two catalogs, one for each object that is reported.

use super::cause::Causes;
use super::definition::{definition, is_check, is_shown};
use super::entry::{entry, word};
use super::parts::Part;
use super::value::{Properties, name, property};
use crate::catalog::{Catalog, Identity, Kind, properties};
use crate::diff::{self, PropertyChange};
use crate::dump::DumpObject;
use crate::object::{Class, quoted};
use crate::replay::Change;
use serde_json::{Error, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The text of an object on both sides.
#[derive(Default)]
struct Texts {
    before: Option<Vec<String>>,
    after: Option<Vec<String>>,
    /// Properties that differ, for a text that does not show that it does.
    differing: Vec<(String, Value, Value)>,
    /// The number of the last migration that names the object.
    cause: Option<usize>,
    class: Option<Class>,
    reason: String,
    dependents: BTreeSet<String>,
}

impl Texts {
    /// Adds what is known about a change of the object or of a part of it; the class that needs most attention counts.
    fn note(&mut self, change: &diff::Change, cause: Option<usize>, is_part: bool) {
        const RANKS: [Option<Class>; 4] = [None, Some(Class::A), Some(Class::C), Some(Class::B)];
        let rank = |class: Option<Class>| RANKS.iter().position(|one| *one == class);
        self.cause = self.cause.max(cause);
        if self.reason.is_empty() || rank(change.class) > rank(self.class) {
            let part = || format!("{} {}: ", word(change.object.kind), quoted(&change.object.name));
            let of = if is_part { part() } else { String::new() };
            (self.class, self.reason) = (change.class, of + change.reason);
        }
        self.dependents.extend(change.dependents.iter().map(ToString::to_string));
    }
}

/// Returns the differences in order of their objects.
pub(in super::super) fn reported(
    changes: &[diff::Change],
    (expected, actual): (&Catalog, &Catalog),
    causes: &Causes,
) -> Result<Vec<Change>, Error> {
    let mut entries: BTreeMap<DumpObject, Texts> = BTreeMap::new();
    for change in changes {
        add(change, (expected, actual), causes.of(&change.object), &mut entries)?;
    }
    let reported = entries.into_iter().filter_map(|(object, mut texts)| {
        if texts.before == texts.after {
            let (before, after) = (texts.before.get_or_insert_default(), texts.after.get_or_insert_default());
            for (key, old, new) in &texts.differing {
                before.push(property(key, old));
                after.push(property(key, new));
            }
        }
        let [before, after] = [&texts.before, &texts.after].map(|lines| lines.as_ref().map(|lines| lines.join("\n")));
        let change = Change::between(object, before.as_deref(), after.as_deref())?;
        let migration = texts.cause.and_then(|at| causes.path(at));
        let dependents = texts.dependents.into_iter().collect();
        Some(Change { migration, class: texts.class, reason: texts.reason, dependents, ..change })
    });
    Ok(reported.collect())
}

fn add(
    change: &diff::Change,
    sides: (&Catalog, &Catalog),
    cause: Option<usize>,
    entries: &mut BTreeMap<DumpObject, Texts>,
) -> Result<(), Error> {
    let object = &change.object;
    let Some(any) = change.after.as_ref().or(change.before.as_ref()) else { return Ok(()) };
    let is_on_both = change.before.is_some() && change.after.is_some();
    for part in Part::ALL.into_iter().filter(|part| is_on_both || part.is_own_of(object.kind)) {
        let text = |side: &Option<Properties>| {
            side.as_ref().and_then(|side| part.text(object, side)).map(|text| text.lines().map(str::to_owned).collect())
        };
        let differs = |one: &PropertyChange| Part::of(object, &one.name) == Some(part);
        if is_on_both && !change.properties.iter().any(differs) {
            continue;
        }
        let (before, after) = (text(&change.before), text(&change.after));
        if before != after {
            let mut texts = Texts { before, after, cause, reason: part.reason().to_owned(), ..Texts::default() };
            if part == Part::RowSecurity {
                texts.note(change, cause, false);
            }
            entries.insert(part.entry(object), texts);
        }
    }
    let own: Vec<&PropertyChange> =
        change.properties.iter().filter(|one| Part::of(object, &one.name).is_none()).collect();
    if is_on_both && own.is_empty() {
        return Ok(());
    }
    let whole = whole(object, any, sides);
    let is_within = whole.is_some();
    let whole = whole.unwrap_or_else(|| object.clone());
    let key = if is_within { entry(&whole, &Properties::new()) } else { entry(object, any) };
    let texts = match entries.entry(key) {
        std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
        std::collections::btree_map::Entry::Vacant(new) => {
            let of = |catalog: &Catalog, own: &Option<Properties>| match own {
                Some(own) if !is_within => text(object, own, catalog).map(Some),
                None if !is_within => Ok(None),
                _ => whole_text(&whole, catalog),
            };
            let (before, after) = (of(sides.1, &change.before)?, of(sides.0, &change.after)?);
            new.insert(Texts { before, after, ..Texts::default() })
        }
    };
    texts.note(change, cause, is_within);
    let label = |key: &str| if is_within { format!("{} {key}", name(&object.name)) } else { key.to_owned() };
    for one in own {
        texts.differing.push((label(&one.name), one.before.clone(), one.after.clone()));
        if is_shown(object.kind, &one.name) {
            continue;
        }
        for (lines, value) in [(&mut texts.before, &one.before), (&mut texts.after, &one.after)] {
            lines.get_or_insert_default().push(property(&label(&one.name), value));
        }
    }
    Ok(())
}

/// Returns the object whose text contains another one.
fn whole(object: &Identity, properties: &Properties, (expected, actual): (&Catalog, &Catalog)) -> Option<Identity> {
    let kinds: &[Kind] = match object.kind {
        Kind::Column => &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Type],
        Kind::Constraint if is_check(properties) => &[Kind::Table, Kind::ForeignTable],
        Kind::DomainConstraint => &[Kind::Domain],
        _ => return None,
    };
    let named = |kind: &Kind| Identity {
        kind: *kind,
        on: None,
        name: object.on.clone().unwrap_or_default(),
        arguments: None,
        schema: object.schema.clone(),
    };
    let exists = |whole: &Identity| expected.objects.contains_key(whole) || actual.objects.contains_key(whole);
    kinds.iter().map(named).find(exists)
}

/// Returns the text of an object with everything that it contains; `None` if the catalog does not have it.
fn whole_text(object: &Identity, catalog: &Catalog) -> Result<Option<Vec<String>>, Error> {
    catalog.objects.get(object).map(|found| text(object, &properties(found)?, catalog)).transpose()
}

fn text(object: &Identity, own: &Properties, catalog: &Catalog) -> Result<Vec<String>, Error> {
    let mut lines = definition(object, own);
    let kinds: &[Kind] = match object.kind {
        Kind::Table | Kind::ForeignTable => &[Kind::Column, Kind::Constraint],
        Kind::Domain => &[Kind::DomainConstraint],
        _ => &[],
    };
    for kind in kinds {
        let start = Identity {
            kind: *kind,
            on: Some(object.name.clone()),
            name: String::new(),
            arguments: None,
            schema: object.schema.clone(),
        };
        let parts = catalog.objects.range(start.clone()..);
        let parts =
            parts.take_while(|(part, _)| part.kind == start.kind && part.schema == start.schema && part.on == start.on);
        for (part, found) in parts {
            let own = properties(found)?;
            if *kind != Kind::Constraint || is_check(&own) {
                lines.append(&mut definition(part, &own));
            }
        }
    }
    Ok(lines)
}
