//! The objects that differ, each with everything that is decided with it.

use super::entry::Choice;
use crate::catalog::{Aspect, Identity, Kind, aspect_of};
use crate::diff::{Change, both_ways};
use crate::object::Class;
use crate::text::hex;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// An object that differs, with the parts that come or go with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub object: Identity,
    pub state: State,
    /// The riskiest class of the changes.
    pub class: Option<Class>,
    /// The riskiest class of the steps of a repair, also where no migration made the object, and of a migration.
    pub of_repair: Option<Class>,
    pub of_migration: Option<Class>,
    pub reason: &'static str,
    /// The differences in a few characters.
    pub fingerprint: String,
    /// The objects of all changes.
    pub objects: BTreeSet<Identity>,
    /// Whether only the order of columns differs, which no statement changes.
    pub is_order_only: bool,
}

/// An object of a database beside the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Only the history has it.
    Missing,
    /// Only the database has it.
    Extra,
    Different,
}

impl State {
    /// The word in reports and in the file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Different => "different",
        }
    }

    fn of(change: &Change) -> Self {
        match (&change.before, &change.after) {
            (None, _) => Self::Missing,
            (_, None) => Self::Extra,
            _ => Self::Different,
        }
    }
}

impl Item {
    /// Whether a decision needs the sign-off of a reviewer: for class B, and where what follows from it is of that class.
    pub fn needs_approval(&self, choice: Choice) -> bool {
        let step = match choice {
            Choice::Migrations => self.of_repair,
            Choice::Database => self.of_migration,
            Choice::OutOfScope => None,
        };
        self.class == Some(Class::B) || step == Some(Class::B)
    }

    /// The letter of the class; `-` for none.
    pub fn letter(&self) -> &'static str {
        match self.class {
            Some(Class::A) => "A",
            Some(Class::B) => "B",
            Some(Class::C) => "C",
            None => "-",
        }
    }
}

/// Returns the items of changes, in order of kinds and names. Only these aspects are part of a fingerprint.
pub fn items(changes: &[Change], aspects: &BTreeSet<Aspect>) -> Vec<Item> {
    let whole: BTreeMap<&Identity, State> = changes
        .iter()
        .filter(|change| change.before.is_none() || change.after.is_none())
        .map(|change| (&change.object, State::of(change)))
        .collect();
    let mut groups: BTreeMap<Identity, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        groups.entry(root(change, &whole)).or_default().push(change);
    }
    groups.into_iter().map(|(object, changes)| item(object, &changes, aspects)).collect()
}

fn item(object: Identity, changes: &[&Change], aspects: &BTreeSet<Aspect>) -> Item {
    let own = changes.iter().find(|change| change.object == object).or(changes.first());
    let riskiest = changes.iter().max_by_key(|change| rank(change.class));
    let is_order = |change: &&&Change| {
        !change.properties.is_empty() && change.properties.iter().all(|one| one.aspect == Aspect::ColumnOrder)
    };
    let [of_repair, of_migration] = [0, 1].map(|way| {
        let classes = changes.iter().map(|change| both_ways(change)[way]);
        classes.max_by_key(|class| rank(*class)).flatten()
    });
    Item {
        of_repair,
        of_migration,
        state: own.map_or(State::Different, |change| State::of(change)),
        class: riskiest.and_then(|change| change.class),
        reason: riskiest.map_or("", |change| change.reason),
        fingerprint: fingerprint(changes, aspects),
        objects: changes.iter().map(|change| change.object.clone()).collect(),
        is_order_only: changes.iter().filter(is_order).count() == changes.len(),
        object,
    }
}

/// B before C before A before none.
fn rank(class: Option<Class>) -> u8 {
    match class {
        None => 0,
        Some(Class::A) => 1,
        Some(Class::C) => 2,
        Some(Class::B) => 3,
    }
}

/// The object with which a part comes or goes; otherwise the object itself.
fn root(change: &Change, whole: &BTreeMap<&Identity, State>) -> Identity {
    let state = State::of(change);
    let goes_along = |identity: &Identity| whole.get(identity) == Some(&state);
    let Some(schema) = &change.object.schema else { return change.object.clone() };
    let properties = change.after.as_ref().or(change.before.as_ref());
    let text = |of: &str, key: &str| properties?.get(of)?.get(key)?.as_str().map(str::to_owned);
    let named = |kind: Kind, schema: &str, name: &str| Identity {
        kind,
        schema: Some(schema.to_owned()),
        on: None,
        name: name.to_owned(),
        arguments: None,
    };
    let owner = change.object.on.clone().map(|on| (schema.clone(), on));
    let table = || Some((text("table", "schema")?, text("table", "name")?));
    let sequence = || Some((text("owned_by", "schema")?, text("owned_by", "table")?));
    if let Some((schema, name)) = owner.or_else(table).or_else(sequence) {
        let kinds = [Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Type, Kind::Domain];
        let of = kinds.into_iter().map(|kind| named(kind, &schema, &name)).find(|one| goes_along(one));
        if let Some(found) = of.filter(|found| *found != change.object) {
            return found;
        }
        if let Some(column) = text("owned_by", "column") {
            let column = Identity { on: Some(name.clone()), ..named(Kind::Column, &schema, &column) };
            if goes_along(&column) {
                return column;
            }
        }
    }
    change.object.clone()
}

/// The differences in twelve hexadecimal digits.
fn fingerprint(changes: &[&Change], aspects: &BTreeSet<Aspect>) -> String {
    let mut hasher = Sha256::new();
    for change in changes {
        let kind = change.object.kind;
        let is_compared = |name: &str| aspects.contains(&aspect_of(kind, name));
        let side = |side: &Option<Map<String, Value>>| -> Value {
            let Some(map) = side else { return Value::Null };
            map.iter()
                .filter(|(name, _)| is_compared(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        };
        let content = if change.properties.is_empty() {
            serde_json::json!([side(&change.before), side(&change.after)])
        } else {
            change.properties.iter().map(|one| serde_json::json!([one.name, one.before, one.after])).collect()
        };
        let text = format!("{}\n{content}\n", change.object);
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hex(&hasher.finalize()[..6])
}
