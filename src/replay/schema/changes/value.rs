//! Values of properties as text.

use crate::object::quoted;
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
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => items.iter().map(self::value).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            if let (Some(schema), Some(name), 2) = (text(map, "schema"), text(map, "name"), map.len()) {
                format!("{}.{}", quoted(schema), quoted(name))
            } else {
                let pairs = map.iter().filter(|(_, value)| !value.is_null());
                let pairs: Vec<String> = pairs.map(|(key, value)| format!("{key} {}", self::value(value))).collect();
                format!("({})", pairs.join(", "))
            }
        }
    }
}

/// Writes a property in one line: `replica identity: full`.
pub(super) fn property(key: &str, value: &Value) -> String {
    format!("{}: {}", key.replace('_', " "), self::value(value))
}
