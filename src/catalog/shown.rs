//! Properties in words.

use crate::object::quoted;
use serde_json::Value;

/// Returns the lines of a property: one for each object of a list, such as its privileges, and otherwise one text.
pub fn shown_in_lines(value: &Value) -> String {
    match value {
        Value::Array(items) if items.iter().all(Value::is_object) => {
            items.iter().map(shown).collect::<Vec<_>>().join("\n")
        }
        _ => shown(value),
    }
}

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
            } else if map.get("set") == Some(&Value::Bool(true))
                && map.values().filter(|value| !value.is_null()).count() == 1
            {
                // A not-null constraint without further properties.
                "yes".to_owned()
            } else if let (Some(to), Some(privileges)) = (map.get("to"), map.get("privileges")) {
                grant(to, privileges, map)
            } else {
                let pairs = map.iter().filter(|(_, value)| !value.is_null());
                let pairs: Vec<String> = pairs.map(|(key, value)| format!("{key} {}", shown(value))).collect();
                format!("({})", pairs.join(", "))
            }
        }
    }
}

/// ``SELECT, UPDATE to `anon` ``
fn grant(to: &Value, privileges: &Value, map: &serde_json::Map<String, Value>) -> String {
    let role = to.get("role").and_then(Value::as_str);
    let to = role.map_or_else(|| shown(to), |role| format!("`{}`", quoted(role)));
    let option = if map.get("grantable") == Some(&Value::Bool(true)) { " with grant option" } else { "" };
    let by = map.get("by").and_then(Value::as_str).map(|by| format!(", granted by `{}`", quoted(by)));
    format!("{} to {to}{option}{}", shown(privileges), by.unwrap_or_default())
}
