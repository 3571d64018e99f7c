//! Properties in words.

use crate::object::quoted;
use serde_json::Value;

/// Returns the value of a property in words, several lines only where a text has them.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let text = |key: &str| map.get(key).and_then(Value::as_str);
            if let (Some(schema), Some(name), 2) = (text("schema"), text("name"), map.len()) {
                format!("{}.{}", quoted(schema), quoted(name))
            } else {
                let pairs = map.iter().filter(|(_, value)| !value.is_null());
                let pairs: Vec<String> = pairs.map(|(key, value)| format!("{key} {}", shown(value))).collect();
                format!("({})", pairs.join(", "))
            }
        }
    }
}
