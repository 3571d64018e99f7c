//! The JSON schema of `tidegate.toml`, for editors.
//!
//! What is used more than once is a definition. Taplo, which most editors use for TOML, ignores
//! everything beside a `$ref` (tamasfe/taplo#729), so a property that has its own description
//! refers to its definition through `allOf`.

use super::keys::{self, Key, MAJORS, Type};
use super::{Engine, Level, VerifyAt};
use crate::diagnostic::Preset;
use crate::migration::Platform;
use crate::migration::layout::{self, Runner};
use crate::tasks::{BuiltIn, Sees, Stdin};
use serde_json::{Map, Value, json};

/// Returns the schema, generated from the same tables that reading uses.
pub fn json_schema() -> Value {
    let mut schema = object(keys::TOP.iter());
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("tidegate.toml");
    schema["$defs"] = definitions();
    schema
}

fn definitions() -> Value {
    let mut definitions = Map::new();
    for (_, group) in keys::GROUPS {
        let mut definition = object(group.keys.iter());
        definition["description"] = json!(group.about);
        definitions.insert(group.name.to_owned(), definition);
    }
    definitions.insert("level".to_owned(), json!({ "enum": Level::NAMES }));
    definitions.insert("ruleId".to_owned(), json!({ "enum": keys::rule_ids().collect::<Vec<_>>() }));
    definitions.insert("rule".to_owned(), rule(&[]));
    definitions.insert("rules".to_owned(), rules());
    Value::Object(definitions)
}

fn definition(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn object<'a>(keys: impl Iterator<Item = &'a Key>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for key in keys {
        properties.insert(key.name.to_owned(), property(key));
        if key.required {
            required.push(key.name);
        }
    }
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn property(key: &Key) -> Value {
    let mut property = match key.holds {
        // The definition has the description.
        Type::Table(group) => return definition(group.name),
        Type::Level | Type::RuleId | Type::Rules => json!({ "allOf": [holds(key.holds)] }),
        holds_in_place => holds(holds_in_place),
    };
    property["description"] = json!(key.about);
    property
}

fn holds(value: Type) -> Value {
    match value {
        // A TOML date reaches a JSON schema as a string.
        Type::Text | Type::Path | Type::Moment => json!({ "type": "string" }),
        Type::Flag => json!({ "type": "boolean" }),
        Type::Texts | Type::Paths | Type::Folders => json!({ "type": "array", "items": { "type": "string" } }),
        Type::Globs => json!({ "type": ["string", "array"], "items": { "type": "string" } }),
        Type::Names => json!({ "type": "array", "items": { "type": "string" }, "minItems": 1 }),
        Type::Values => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        Type::Engine => json!({ "enum": Engine::names().collect::<Vec<_>>() }),
        Type::VerifyAt => json!({ "enum": VerifyAt::NAMES }),
        Type::Sees => json!({ "enum": Sees::NAMES }),
        Type::Stdin => json!({ "enum": Stdin::NAMES }),
        Type::Check => json!({ "enum": BuiltIn::ids().collect::<Vec<_>>() }),
        Type::Size => json!({ "type": "integer", "minimum": 1 }),
        Type::Runner => json!({ "enum": Runner::NAMES }),
        Type::PathOrFalse => json!({ "anyOf": [{ "type": "string" }, { "const": false }] }),
        Type::Layout => json!({ "enum": layout::ALL.iter().map(|layout| layout.id).collect::<Vec<_>>() }),
        Type::Platform => json!({ "enum": Platform::NAMES }),
        Type::Pattern => json!({ "type": "string", "format": "regex" }),
        Type::Duration => json!({ "type": "string", "pattern": "^[0-9]+[smhdw]$" }),
        Type::RuleId => definition("ruleId"),
        Type::Level => definition("level"),
        Type::Preset => json!({ "enum": Preset::NAMES }),
        Type::Major => json!({ "type": "integer", "minimum": MAJORS.start(), "maximum": MAJORS.end() }),
        Type::Table(group) => definition(group.name),
        Type::Tables(group) => json!({ "type": "array", "items": definition(group.name) }),
        Type::NamedTables(group) => json!({ "type": "object", "additionalProperties": definition(group.name) }),
        Type::Rules => definition("rules"),
    }
}

/// Every rule; those with more options than a severity have them in place.
fn rules() -> Value {
    let mut properties = Map::new();
    for id in keys::rule_ids() {
        let mut property = match keys::rule_options(id) {
            [] if keys::is_always_on(id) => json!({ "enum": ["error"] }),
            [] => json!({ "allOf": [definition("rule")] }),
            own => rule(own),
        };
        property["description"] = json!(crate::rules::named(id).map(|rule| rule.info.summary));
        properties.insert(id.to_owned(), property);
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// A level, or a table with these options and the severity.
fn rule(options: &[Key]) -> Value {
    json!({ "anyOf": [definition("level"), object(options.iter().chain([&keys::SEVERITY]))] })
}
