//! The class of a change, with its reason.

use super::change::{Change, PropertyChange};
use crate::catalog::Kind;
use crate::object::{Class, Effect, class_of};
use crate::sql::Type;
use serde_json::Value;

/// Returns the class of a change as such, and that of its opposite: what the actual side has becomes the expected one.
pub fn both_ways(change: &Change) -> [Option<Class>; 2] {
    let kind = change.object.kind;
    match (&change.before, &change.after) {
        (None, _) => [created(kind).0, dropped(kind).0],
        (_, None) => [dropped(kind).0, created(kind).0],
        _ => {
            let swapped: Vec<PropertyChange> = change.properties.iter().map(swapped).collect();
            [changed(kind, &change.properties).0, changed(kind, &swapped).0]
        }
    }
}

fn swapped(change: &PropertyChange) -> PropertyChange {
    PropertyChange { before: change.after.clone(), after: change.before.clone(), ..change.clone() }
}

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

/// Returns the class of changes to properties: that of a destructive one, if there is any.
pub(super) fn changed(kind: Kind, properties: &[PropertyChange]) -> (Option<Class>, &'static str) {
    let found = reasons(kind, properties);
    let destructive = found.iter().find(|(class, _)| *class == Some(Class::B));
    destructive
        .or(found.first())
        .copied()
        .unwrap_or_else(|| (class_of(Effect::Adjust, kind.of_statement()), "a property changes"))
}

fn reasons(kind: Kind, properties: &[PropertyChange]) -> Vec<(Option<Class>, &'static str)> {
    let of = |effect| class_of(effect, kind.of_statement());
    let has = |name: &str| properties.iter().find(|property| property.name == name);
    let is_removed = |property: &PropertyChange| property.before == Value::Bool(true);
    let mut found = Vec::new();
    if let Some(types) = has("type").filter(|_| kind == Kind::Column) {
        found.push(if widens(types) {
            (of(Effect::Widen), "the type of the column changes to one that holds all of its values")
        } else {
            (of(Effect::Coerce), "the type of the column changes")
        });
    }
    if ["row_security", "force_row_security"].into_iter().filter_map(has).any(is_removed) {
        found.push((of(Effect::Unprotect), "row-level security no longer protects the rows"));
    }
    if let Some(values) = has("values") {
        found.push(if keeps_all(values) {
            (of(Effect::Create), "the enum gets another value")
        } else {
            (of(Effect::Drop), "a value of the enum is removed or moved")
        });
    }
    let mut filling = ["default", "identity"].into_iter().filter_map(has).peekable();
    if kind == Kind::Column && filling.peek().is_some() && filling.all(|property| property.after.is_null()) {
        found.push((of(Effect::Drop), "the column no longer fills in its own values"));
    }
    if has("attributes").is_some() {
        found.push((of(Effect::Coerce), "the attributes of the type change"));
    }
    if ["form", "partition_by", "partition"].into_iter().any(|name| has(name).is_some()) {
        found.push((of(Effect::Coerce), "the object becomes another kind of object"));
    }
    found
}

/// Whether every value of a column keeps its meaning when its type changes.
fn widens(change: &PropertyChange) -> bool {
    let read = |value: &Value| value.as_str().map(Type::of_server);
    let (Some(before), Some(after)) = (read(&change.before), read(&change.after)) else { return false };
    let is_kept = before.name == after.name
        || matches!(
            (before.name.as_str(), after.name.as_str()),
            ("smallint", "integer" | "bigint" | "numeric" | "real" | "double precision")
                | ("integer", "bigint" | "numeric" | "double precision")
                | ("bigint", "numeric")
                | ("real", "double precision")
                | ("character varying", "text")
                | ("text", "character varying")
                | ("cidr", "inet")
        );
    // A numeric type without digits after the point holds whole numbers of its precision only.
    let is_bounded = after.name == "numeric" && before.name != "numeric" && !after.modifiers.is_empty();
    is_kept && !is_bounded && before.array == after.array && !before.narrows_to(&after)
}

/// Whether a list keeps all its items in their order.
fn keeps_all(change: &PropertyChange) -> bool {
    let (Some(before), Some(after)) = (change.before.as_array(), change.after.as_array()) else { return false };
    let mut rest = after.iter();
    before.iter().all(|value| rest.any(|other| other == value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Aspect;
    use crate::object::Class;
    use serde_json::json;

    /// The class of a change of one property.
    fn check(kind: Kind, name: &str, before: Value, after: Value, expected: Option<Class>) {
        let change = PropertyChange { name: name.to_owned(), aspect: Aspect::Structure, before, after };
        let text = format!("{change:?}");
        assert_eq!(changed(kind, &[change]).0, expected, "{text}");
    }

    #[test]
    fn a_type_that_holds_all_values_is_additive_and_any_other_is_a_coercion() {
        for (before, after, is_safe) in [
            ("integer", "bigint", true),
            ("bigint", "integer", false),
            ("integer", "numeric", true),
            ("integer", "numeric(3,0)", false),
            ("integer", "text", false),
            ("text", "integer", false),
            ("character varying(10)", "character varying(20)", true),
            ("character varying(20)", "character varying(10)", false),
            ("character varying(20)", "text", true),
            ("character(3)", "text", false),
            ("text", "character varying(9)", false),
            ("numeric(10,2)", "numeric(12,2)", true),
            ("numeric(10,2)", "numeric(12,1)", false),
            ("timestamp(3) without time zone", "timestamp without time zone", true),
            ("timestamp without time zone", "timestamp(0) without time zone", false),
            ("timestamp without time zone", "timestamp with time zone", false),
            ("integer[]", "bigint[]", true),
            ("integer", "integer[]", false),
            ("app.kind", "app.other", false),
        ] {
            let expected = if is_safe { Class::A } else { Class::B };
            check(Kind::Column, "type", json!(before), json!(after), Some(expected));
        }
    }

    #[test]
    fn values_of_an_enum_are_added_or_lost() {
        check(Kind::Type, "values", json!(["a"]), json!(["a", "b"]), Some(Class::A));
        check(Kind::Type, "values", json!(["a", "b"]), json!(["b", "a"]), Some(Class::B));
        check(Kind::Type, "values", json!(["a", "b"]), json!(["b"]), Some(Class::B));
    }

    #[test]
    fn lost_protection_and_lost_defaults_are_destructive() {
        check(Kind::Table, "row_security", json!(true), json!(false), Some(Class::B));
        check(Kind::Table, "row_security", json!(false), json!(true), None);
        check(Kind::Column, "default", json!("1"), Value::Null, Some(Class::B));
        check(Kind::Column, "default", Value::Null, json!("1"), None);
        check(Kind::Function, "source", json!("1"), json!("2"), None);
    }

    #[test]
    fn a_destructive_property_decides() {
        let change = |name: &str, before: Value, after: Value| PropertyChange {
            name: name.to_owned(),
            aspect: Aspect::Structure,
            before,
            after,
        };
        let widened = change("type", json!("integer"), json!("bigint"));
        let dropped = change("default", json!("1"), Value::Null);
        let gained = change("identity", Value::Null, json!({}));
        let class = |changes: &[PropertyChange]| changed(Kind::Column, changes).0;
        assert_eq!(class(&[dropped.clone(), widened.clone()]), Some(Class::B));
        assert_eq!(class(&[dropped, gained, widened]), Some(Class::A));
    }
}
