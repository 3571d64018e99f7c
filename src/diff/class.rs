//! The class of a change, with its reason.

use super::change::PropertyChange;
use crate::catalog::Kind;
use crate::object::{Class, Effect, class_of};
use serde_json::Value;

/// Returns the class of creating an object.
pub(super) fn created(kind: Kind) -> (Option<Class>, &'static str) {
    (class_of(Effect::Create, kind.of_statement()), "the object is created")
}

/// Returns the class of dropping an object.
pub(super) fn dropped(kind: Kind) -> (Option<Class>, &'static str) {
    match class_of(Effect::Drop, kind.of_statement()) {
        Some(class) => (Some(class), "the object is dropped"),
        None => (None, "the object is dropped and can be created again from the remaining data"),
    }
}

/// Returns the class of changes to properties: that of the most dangerous one.
pub(super) fn changed(kind: Kind, properties: &[PropertyChange]) -> (Option<Class>, &'static str) {
    let of = |effect| class_of(effect, kind.of_statement());
    let has = |name: &str| properties.iter().find(|property| property.name == name);
    let is_removed = |property: &PropertyChange| property.before == Value::Bool(true);
    if has("type").is_some() && kind == Kind::Column {
        return (of(Effect::Coerce), "the type of the column changes");
    }
    if has("row_security").or(has("force_row_security")).is_some_and(is_removed) {
        return (of(Effect::Unprotect), "row-level security no longer protects the rows");
    }
    if has("values").is_some_and(|values| !keeps_all(values)) {
        return (of(Effect::Drop), "a value of the enum is removed or moved");
    }
    if has("attributes").is_some() {
        return (of(Effect::Coerce), "the attributes of the type change");
    }
    if has("form").is_some() || has("partition_by").is_some() || has("partition").is_some() {
        return (of(Effect::Coerce), "the object becomes another kind of object");
    }
    (of(Effect::Adjust), "a property changes")
}

/// Whether a list keeps all its items in their order.
fn keeps_all(change: &PropertyChange) -> bool {
    let (Some(before), Some(after)) = (change.before.as_array(), change.after.as_array()) else { return false };
    let mut rest = after.iter();
    before.iter().all(|value| rest.any(|other| other == value))
}
