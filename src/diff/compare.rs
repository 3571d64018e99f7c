//! The comparison of two catalogs, property by property.

use super::change::{Change, Comparison, PropertyChange, Uncompared};
use super::class;
use super::side::Side;
use crate::catalog::{Aspect, Dependents, Identity, Kind, Object, aspect_of, properties};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Compares two catalogs of one server in the aspects that both sides carry.
pub fn compare(expected: &Side<'_>, actual: &Side<'_>) -> Result<Comparison, serde_json::Error> {
    let aspects: BTreeSet<Aspect> = expected.aspects.intersection(&actual.aspects).copied().collect();
    let (expected, actual) = (expected.catalog, actual.catalog);
    let mut comparison = Comparison::default();
    let identities: BTreeSet<&Identity> = expected.objects.keys().chain(actual.objects.keys()).collect();
    for identity in identities {
        let (before, after) = (actual.objects.get(identity), expected.objects.get(identity));
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

fn compare_object(
    identity: &Identity,
    before: Option<&Object>,
    after: Option<&Object>,
    aspects: &BTreeSet<Aspect>,
    comparison: &mut Comparison,
) -> Result<(), serde_json::Error> {
    let (mut before, mut after) = (before.map(properties).transpose()?, after.map(properties).transpose()?);
    if identity.kind == Kind::Column {
        before = before.or_else(|| after.as_ref().and_then(bare));
        after = after.or_else(|| before.as_ref().and_then(bare));
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

/// Returns the column of a view or a composite type as its definition makes it: the catalog has it only where something
/// was set for it. `None` for a column of a table.
fn bare(column: &Map<String, Value>) -> Option<Map<String, Value>> {
    let is_kept = |name: &String| ["schema", "table", "name", "local", "inherited"].contains(&name.as_str());
    let kept = column.iter().filter(|(name, _)| is_kept(name));
    (!column.contains_key("type")).then(|| kept.map(|(name, value)| (name.clone(), value.clone())).collect())
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
