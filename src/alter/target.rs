//! The schema that the script leads to: the expected one, with everything of the actual one that is not compared.

use super::script::Options;
use crate::catalog::{Aspect, Catalog, Object, aspect_of, properties};
use serde_json::{Map, Value};

/// Returns the expected catalog, in which each aspect that is not compared is as on the actual side.
pub(super) fn target(expected: &Catalog, actual: &Catalog, options: &Options) -> Result<Catalog, serde_json::Error> {
    if Aspect::ALL.iter().all(|aspect| options.aspects.contains(aspect)) {
        return Ok(expected.clone());
    }
    let mut target = Catalog { server: expected.server, ..Catalog::default() };
    let carries = |aspect| options.aspects.contains(&aspect);
    for (identity, object) in &expected.objects {
        let known = actual.objects.get(identity);
        if known.is_none() && !carries(Aspect::of_kind(identity.kind)) {
            continue;
        }
        let object = if known == Some(object) { object.clone() } else { merged(object, known, options)? };
        target.objects.insert(identity.clone(), object);
    }
    let kept = actual
        .objects
        .iter()
        .filter(|(identity, _)| !expected.objects.contains_key(*identity) && !carries(Aspect::of_kind(identity.kind)));
    let kept: Vec<_> = kept.map(|(identity, object)| (identity.clone(), object.clone())).collect();
    for (from, to) in expected.dependencies.iter() {
        target.dependencies.insert(from, to);
    }
    for (from, to) in actual.dependencies.iter().filter(|(from, _)| kept.iter().any(|(identity, _)| identity == *from))
    {
        target.dependencies.insert(from, to);
    }
    target.objects.extend(kept);
    Ok(target)
}

/// Returns an object with the properties of another one in the aspects that are not compared.
fn merged(object: &Object, known: Option<&Object>, options: &Options) -> Result<Object, serde_json::Error> {
    let identity = object.identity();
    let mut map = properties(object)?;
    let known = known.map(properties).transpose()?;
    let is_other = |name: &str| {
        let aspect = aspect_of(identity.kind, name);
        aspect != Aspect::Structure && !options.aspects.contains(&aspect)
    };
    match &known {
        Some(known) => {
            let order = columns(&map, known);
            map.retain(|name, _| !is_other(name));
            map.extend(
                known.iter().filter(|(name, _)| is_other(name)).map(|(name, value)| (name.clone(), value.clone())),
            );
            if let Some(order) = order.filter(|_| !options.aspects.contains(&Aspect::ColumnOrder)) {
                map.insert("column_order".to_owned(), order);
            }
        }
        // A new object has an owner; its other properties in these aspects are those that the server chooses.
        None => map.retain(|name, _| {
            let aspect = aspect_of(identity.kind, name);
            !is_other(name) || !matches!(aspect, Aspect::Comments | Aspect::SecurityLabels | Aspect::NotNullNames)
        }),
    }
    let Value::Object(mut whole) = serde_json::to_value(object)? else { return Ok(object.clone()) };
    map.insert("noun".to_owned(), whole.remove("noun").unwrap_or_default());
    serde_json::from_value(Value::Object(map))
}

/// The columns of the expected side in the order of the actual one, new ones at the end.
fn columns(expected: &Map<String, Value>, actual: &Map<String, Value>) -> Option<Value> {
    let list = |map: &Map<String, Value>| map.get("column_order").and_then(Value::as_array).cloned();
    let (wanted, known) = (list(expected)?, list(actual).unwrap_or_default());
    let mut order: Vec<Value> = known.iter().filter(|name| wanted.contains(name)).cloned().collect();
    order.extend(wanted.into_iter().filter(|name| !known.contains(name)));
    Some(Value::Array(order))
}
