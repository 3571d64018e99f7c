//! The comparison of two catalogs, property by property.

use super::change::{Change, Comparison, PropertyChange, Uncompared};
use super::class;
use super::side::Side;
use crate::catalog::{Aspect, Dependents, Identity, Kind, Object, aspect_of, properties};
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Compares two catalogs of one server in the aspects that both sides carry.
pub fn compare(expected: &Side<'_>, actual: &Side<'_>) -> Result<Comparison, serde_json::Error> {
    let aspects: BTreeSet<Aspect> = expected.aspects.intersection(&actual.aspects).copied().collect();
    let (expected, actual) = (expected.catalog, actual.catalog);
    let mut comparison = Comparison::default();
    for (identity, before, after) in pairs(&actual.objects, &expected.objects) {
        if before != after {
            compare_object(identity, before, after, &aspects, &mut comparison)?;
        }
    }
    if !comparison.changes.is_empty() {
        let dependents = Dependents::new(actual);
        for change in &mut comparison.changes {
            change.dependents = dependents.of(&change.object).into_iter().cloned().collect();
        }
    }
    let not_modelled: BTreeSet<&String> = expected.not_modelled.iter().chain(&actual.not_modelled).collect();
    comparison.not_modelled = not_modelled.into_iter().cloned().collect();
    Ok(comparison)
}

/// An object of either side or of both, by its identity.
type Pair<'a> = (&'a Identity, Option<&'a Object>, Option<&'a Object>);

/// Returns the objects of both sides in their order: a large schema has a hundred thousand.
fn pairs<'a>(
    before: &'a BTreeMap<Identity, Object>,
    after: &'a BTreeMap<Identity, Object>,
) -> impl Iterator<Item = Pair<'a>> {
    let (mut before, mut after) = (before.iter().peekable(), after.iter().peekable());
    std::iter::from_fn(move || {
        let order = match (before.peek(), after.peek()) {
            (Some((one, _)), Some((other, _))) => one.cmp(other),
            (Some(_), None) => Ordering::Less,
            (None, _) => Ordering::Greater,
        };
        let old = if order == Ordering::Greater { None } else { before.next() };
        let new = if order == Ordering::Less { None } else { after.next() };
        let identity = old.or(new)?.0;
        Some((identity, old.map(|(_, object)| object), new.map(|(_, object)| object)))
    })
}

fn compare_object(
    identity: &Identity,
    before: Option<&Object>,
    after: Option<&Object>,
    aspects: &BTreeSet<Aspect>,
    comparison: &mut Comparison,
) -> Result<(), serde_json::Error> {
    let (mut before, mut after) = (before.map(properties).transpose()?, after.map(properties).transpose()?);
    if matches!(identity.kind, Kind::Column | Kind::Constraint | Kind::Trigger) {
        before = before.or_else(|| after.as_ref().and_then(|after| bare(after, identity.kind)));
        after = after.or_else(|| before.as_ref().and_then(|before| bare(before, identity.kind)));
    }
    let mut changed = Vec::new();
    let (class, reason) = match (&before, &after) {
        (Some(before), Some(after)) => {
            let differing = changed_properties(identity.kind, before, after).into_iter();
            let (compared, others): (Vec<_>, Vec<_>) =
                differing.partition(|property| aspects.contains(&property.aspect));
            changed = compared;
            let others: BTreeSet<Aspect> = others.into_iter().map(|property| property.aspect).collect();
            let uncompared = others.into_iter().map(|aspect| Uncompared { aspect, object: identity.clone() });
            comparison.not_compared.extend(uncompared);
            if changed.is_empty() {
                return Ok(());
            }
            class::changed(identity.kind, &changed)
        }
        (before, _) => {
            let aspect = Aspect::of_kind(identity.kind);
            if !aspects.contains(&aspect) {
                comparison.not_compared.push(Uncompared { aspect, object: identity.clone() });
                return Ok(());
            }
            if before.is_none() { class::created(identity.kind) } else { class::dropped(identity.kind) }
        }
    };
    let object = identity.clone();
    let (dependents, cause) = (Vec::new(), None);
    let change = Change { object, before, after, properties: changed, class, reason, dependents, cause };
    comparison.changes.push(change);
    Ok(())
}

/// Properties that an object without a definition of its own may have.
const OWN: [&str; 14] = [
    "comment",
    "compression",
    "default",
    "depends_on_extensions",
    "enabled",
    "foreign_options",
    "grants",
    "index_comment",
    "labels",
    "options",
    "statistics",
    "storage",
    "triggers",
    "validated",
];

/// Returns an object as another definition makes it, if it has none of its own: the column of a view or composite type,
/// the constraint or trigger that follows from that of a parent. The catalog has it only where something was set for it.
fn bare(properties: &Map<String, Value>, kind: Kind) -> Option<Map<String, Value>> {
    let has_definition = match kind {
        Kind::Column => properties.contains_key("type"),
        Kind::Constraint => !properties.contains_key("local"),
        _ => properties.contains_key("definition"),
    };
    let kept = properties.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    (!has_definition).then(|| kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// Returns the properties that differ.
fn changed_properties(kind: Kind, before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<PropertyChange> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut changed = Vec::new();
    for name in names {
        let value = |side: &Map<String, Value>| side.get(name).cloned().unwrap_or_default();
        let (mut before, mut after) = (value(before), value(after));
        if name == "column_order" {
            // Columns that only one side has are changes of their own.
            let (old, new) = (common(&before, &after), common(&after, &before));
            (before, after) = (old, new);
        }
        if before != after {
            changed.push(PropertyChange { name: name.clone(), aspect: aspect_of(kind, name), before, after });
        }
    }
    changed
}

/// Returns the items of a list that another list has, too.
fn common(list: &Value, other: &Value) -> Value {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let other = items(other);
    Value::Array(items(list).into_iter().filter(|item| other.contains(item)).collect())
}
