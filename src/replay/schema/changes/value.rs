//! Values of properties as text.

use crate::catalog::shown;
use serde_json::{Map, Value};

/// The properties of an object.
pub(super) type Properties = Map<String, Value>;

/// Writes a name as SQL, always in quotes: reports match lines by them.
pub(super) fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Writes a name with its schema, if it has one.
pub(super) fn qualified(schema: Option<&str>, object: &str) -> String {
    schema.map_or_else(|| name(object), |schema| format!("{}.{}", name(schema), name(object)))
}

/// Writes a string as SQL.
pub(super) fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Returns a property that is text.
pub(super) fn text<'a>(properties: &'a Properties, key: &str) -> Option<&'a str> {
    properties.get(key).and_then(Value::as_str)
}

/// Whether a property is `true`.
pub(super) fn is_set(properties: &Properties, key: &str) -> bool {
    properties.get(key) == Some(&Value::Bool(true))
}

/// Returns the items of a property that is a list.
pub(super) fn items<'a>(properties: &'a Properties, key: &str) -> &'a [Value] {
    properties.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Writes a value in one line.
pub(super) fn value(value: &Value) -> String {
    shown(value)
}

/// Writes a property in one line: `replica identity: full`.
pub(super) fn property(key: &str, value: &Value) -> String {
    format!("{}: {}", key.replace('_', " "), self::value(value))
}
