//! The JSON schema of `tidegate.toml`, for editors.

use super::keys::{self, Key, MAJORS, Type};
use super::{Engine, Level, VerifyAt};
use crate::diagnostic::Preset;
use crate::migration::layout;
use serde_json::{Map, Value, json};

/// The schema, generated from the same tables that reading uses.
pub fn json_schema() -> Value {
    let mut schema = object(keys::TOP.iter());
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("tidegate.toml");
    schema
}

fn object<'a>(keys: impl Iterator<Item = &'a Key>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for key in keys {
        let mut property = holds(key.holds);
        property["description"] = json!(key.about);
        properties.insert(key.name.to_owned(), property);
        if key.required {
            required.push(key.name);
        }
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn holds(value: Type) -> Value {
    match value {
        // A TOML date reaches a JSON schema as a string.
        Type::Text | Type::Path | Type::Moment => json!({ "type": "string" }),
        Type::Texts | Type::Paths => json!({ "type": "array", "items": { "type": "string" } }),
        Type::Names => json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
        Type::Engine => json!({ "enum": Engine::names().collect::<Vec<_>>() }),
        Type::VerifyAt => json!({ "enum": VerifyAt::NAMES }),
        Type::PathOrFalse => json!({ "anyOf": [{ "type": "string" }, { "const": false }] }),
        Type::Layout => json!({ "enum": layout::ALL.iter().map(|layout| layout.id).collect::<Vec<_>>() }),
        Type::Pattern => json!({ "type": "string", "format": "regex" }),
        Type::Duration => json!({ "type": "string", "pattern": "^[0-9]+[smhdw]$" }),
        Type::RuleId => json!({ "enum": keys::rule_ids().collect::<Vec<_>>() }),
        Type::Level => json!({ "enum": Level::NAMES }),
        Type::Preset => json!({ "enum": Preset::NAMES }),
        Type::Major => json!({ "type": "integer", "minimum": MAJORS.start(), "maximum": MAJORS.end() }),
        Type::Table(keys) => object(keys.iter()),
        Type::Tables(keys) => json!({ "type": "array", "items": object(keys.iter()) }),
        Type::Rules => rules(),
    }
}

fn rules() -> Value {
    let mut properties = Map::new();
    for id in keys::rule_ids() {
        let options = object(keys::rule_options(id).iter().chain([&keys::SEVERITY]));
        let level = holds(Type::Level);
        let about = crate::rules::named(id).map(|rule| rule.info.summary);
        properties.insert(id.to_owned(), json!({ "description": about, "anyOf": [level, options] }));
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}
