//! The definition of an object as text that resembles its statement.

use super::entry::word;
use super::value::{Properties, is_set, items, name, property, qualified, string, text, value};
use crate::catalog::{Identity, Kind};
use crate::object::quoted;
use serde_json::Value;
use std::fmt::Write as _;

/// Returns the lines of a definition, without owner, privileges and comment.
pub(super) fn definition(object: &Identity, properties: &Properties) -> Vec<String> {
    let own = qualified(object.schema.as_deref(), &object.name);
    let on = qualified(object.schema.as_deref(), object.on.as_deref().unwrap_or_default());
    match object.kind {
        Kind::Table | Kind::ForeignTable => table(object, properties),
        Kind::Column => vec![column(object, properties)],
        Kind::Constraint if is_check(properties) => vec![constraint(object, properties)],
        Kind::DomainConstraint => vec![constraint(object, properties)],
        Kind::Constraint => vec![format!("ALTER TABLE ONLY {on} ADD {}", constraint(object, properties))],
        Kind::Index => vec![index(&name(&object.name), properties)],
        Kind::View | Kind::MaterializedView => {
            let materialized = if object.kind == Kind::View { "" } else { "MATERIALIZED " };
            let mut lines = vec![format!("CREATE {materialized}VIEW {own} AS")];
            lines.extend(
                text(properties, "definition").unwrap_or_default().trim_end_matches(';').lines().map(str::to_owned),
            );
            lines
        }
        Kind::Function | Kind::Procedure => routine(object, properties),
        Kind::Policy => vec![policy(object, &on, properties)],
        Kind::Trigger | Kind::Rule | Kind::Statistics => {
            let defined = text(properties, "definition").map(|text| text.lines().map(str::to_owned).collect());
            defined.unwrap_or_else(|| generic(object, properties))
        }
        Kind::Type if text(properties, "form") == Some("enum") => {
            let values: Vec<&str> = items(properties, "values").iter().filter_map(Value::as_str).collect();
            listed(&format!("CREATE TYPE {own} AS ENUM ("), values.into_iter().map(string).collect())
        }
        Kind::Type if text(properties, "form") == Some("composite") => {
            let attribute = |one: &Value| match (one.get("name"), one.get("type"), one.get("collation")) {
                (Some(attribute), Some(of), None | Some(Value::Null)) => {
                    format!("{} {}", name(&value(attribute)), value(of))
                }
                _ => value(one),
            };
            listed(&format!("CREATE TYPE {own} AS ("), items(properties, "attributes").iter().map(attribute).collect())
        }
        Kind::Sequence => vec![sequence(&own, properties)],
        Kind::Schema => vec![format!("CREATE SCHEMA {own}")],
        Kind::Extension => {
            let schema = text(properties, "schema").map(|schema| format!(" WITH SCHEMA {}", name(schema)));
            vec![format!("CREATE EXTENSION {own}{}", schema.unwrap_or_default())]
        }
        // Its properties are all that there is to say.
        Kind::Database => Vec::new(),
        _ => generic(object, properties),
    }
}

/// Returns the properties that the definition of an object shows whenever they differ.
pub(super) fn is_shown(kind: Kind, key: &str) -> bool {
    let shown: &[&str] = match kind {
        Kind::Column => &["type", "collation", "default", "generated", "not_null"],
        Kind::Constraint | Kind::DomainConstraint | Kind::Statistics | Kind::Trigger | Kind::Rule => &["definition"],
        Kind::Index => &["table", "method", "unique", "include", "predicate"],
        Kind::View | Kind::MaterializedView => &["definition", "columns"],
        Kind::Function | Kind::Procedure => &ROUTINE,
        Kind::Policy => &["command", "permissive", "roles", "using", "check"],
        Kind::Type => &["values", "attributes"],
        Kind::Sequence => &["type", "start", "increment", "min", "max", "cache", "cycle", "owned_by", "durability"],
        Kind::Extension => &["schema"],
        _ => return true,
    };
    shown.contains(&key)
}

const ROUTINE: [&str; 9] =
    ["arguments", "returns", "language", "volatility", "strict", "security_definer", "leakproof", "source", "body"];

/// Whether a constraint is a check, which is a part of the text of its table.
pub(super) fn is_check(properties: &Properties) -> bool {
    text(properties, "form") == Some("check")
}

fn table(object: &Identity, properties: &Properties) -> Vec<String> {
    /// Values that a table has unless a statement gives it others.
    const USUAL: [(&str, &str); 3] =
        [("access_method", "heap"), ("replica_identity", "default"), ("durability", "permanent")];
    let foreign = if object.kind == Kind::ForeignTable { "FOREIGN " } else { "" };
    let mut lines = vec![format!("CREATE {foreign}TABLE {}", qualified(object.schema.as_deref(), &object.name))];
    let is_apart = |key: &str| matches!(key, "form" | "column_order" | "row_security") || is_of_all(key);
    let is_usual = |key: &str, value: &Value| {
        USUAL.iter().any(|(usual, text)| key == *usual && value == text) || value == &Value::Bool(false)
    };
    let lasting = properties.iter().filter(|(key, value)| !is_apart(key) && !is_usual(key, value));
    lines.extend(lasting.map(|(key, value)| property(key, value)));
    lines
}

fn column(object: &Identity, properties: &Properties) -> String {
    let mut line = format!("{} {}", name(&object.name), text(properties, "type").unwrap_or_default());
    if let Some(collation) = properties.get("collation") {
        let _ = write!(line, " COLLATE {}", value(collation));
    }
    let default = text(properties, "default").unwrap_or_default();
    match text(properties, "generated") {
        Some(form) => drop(write!(line, " GENERATED ALWAYS AS ({default}) {}", form.to_uppercase())),
        None if !default.is_empty() => drop(write!(line, " DEFAULT {default}")),
        None => {}
    }
    match properties.get("identity").and_then(|identity| identity.get("form")).and_then(Value::as_str) {
        Some("always") => line += " GENERATED ALWAYS AS IDENTITY",
        Some(_) => line += " GENERATED BY DEFAULT AS IDENTITY",
        None => {}
    }
    if properties.contains_key("not_null") {
        line += " NOT NULL";
    }
    line.trim_end().to_owned()
}

fn constraint(object: &Identity, properties: &Properties) -> String {
    format!("CONSTRAINT {} {}", name(&object.name), text(properties, "definition").unwrap_or_default())
}

fn index(own: &str, properties: &Properties) -> String {
    let column = |column: &Value| {
        let direction = if column.get("descending") == Some(&Value::Bool(true)) { " DESC" } else { "" };
        format!("{}{direction}", column.get("expression").map(value).unwrap_or_default())
    };
    let columns: Vec<String> = items(properties, "columns").iter().map(column).collect();
    let unique = if is_set(properties, "unique") { "UNIQUE " } else { "" };
    let table = properties.get("table").and_then(Value::as_object);
    let table = table.map(|table| qualified(text(table, "schema"), text(table, "name").unwrap_or_default()));
    let method = text(properties, "method").unwrap_or_default();
    let mut line =
        format!("CREATE {unique}INDEX {own} ON {} USING {method} ({})", table.unwrap_or_default(), columns.join(", "));
    if let Some(include) = properties.get("include") {
        let _ = write!(line, " INCLUDE ({})", value(include));
    }
    if let Some(predicate) = text(properties, "predicate") {
        let _ = write!(line, " WHERE {predicate}");
    }
    line
}

fn routine(object: &Identity, properties: &Properties) -> Vec<String> {
    let own = qualified(object.schema.as_deref(), &object.name);
    let of = |key: &str| text(properties, key).unwrap_or_default();
    let returns = text(properties, "returns").map(|returns| format!(" RETURNS {returns}")).unwrap_or_default();
    let kind = word(object.kind).to_uppercase();
    let mut lines = vec![format!("CREATE {kind} {own}({}){returns}", of("arguments"))];
    let mut facts = format!("    LANGUAGE {}", of("language"));
    if of("volatility") != "volatile" {
        let _ = write!(facts, " {}", of("volatility").to_uppercase());
    }
    for (key, word) in [("strict", " STRICT"), ("security_definer", " SECURITY DEFINER"), ("leakproof", " LEAKPROOF")] {
        facts += if is_set(properties, key) { word } else { "" };
    }
    lines.push(facts);
    if let Some(body) = text(properties, "body") {
        lines.extend(body.lines().map(str::to_owned));
    } else if let Some(source) = text(properties, "source") {
        lines.extend(format!("    AS $${source}$$").lines().map(str::to_owned));
    }
    lines
}

fn policy(object: &Identity, on: &str, properties: &Properties) -> String {
    let mut line = format!("CREATE POLICY {} ON {on}", name(&object.name));
    if !is_set(properties, "permissive") {
        line += " AS RESTRICTIVE";
    }
    if let Some(command) = text(properties, "command").filter(|command| *command != "all") {
        let _ = write!(line, " FOR {}", command.to_uppercase());
    }
    let role = |role: &Value| match role.get("role").and_then(Value::as_str) {
        Some(role) => quoted(role),
        None => value(role).to_uppercase(),
    };
    let roles: Vec<String> = items(properties, "roles").iter().map(role).collect();
    if roles != ["PUBLIC"] {
        let _ = write!(line, " TO {}", roles.join(", "));
    }
    for (key, word) in [("using", "USING"), ("check", "WITH CHECK")] {
        if let Some(condition) = text(properties, key) {
            let _ = write!(line, " {word} ({condition})");
        }
    }
    line
}

fn sequence(own: &str, properties: &Properties) -> String {
    let of = |key: &str| properties.get(key).map(value).unwrap_or_default();
    let unlogged = if text(properties, "durability") == Some("unlogged") { "UNLOGGED " } else { "" };
    let mut line = format!(
        "CREATE {unlogged}SEQUENCE {own} AS {} START WITH {} INCREMENT BY {} MINVALUE {} MAXVALUE {} CACHE {}",
        of("type"),
        of("start"),
        of("increment"),
        of("min"),
        of("max"),
        of("cache")
    );
    if is_set(properties, "cycle") {
        line += " CYCLE";
    }
    if let Some(owner) = properties.get("owned_by").and_then(Value::as_object) {
        let of = |key: &str| text(owner, key).unwrap_or_default();
        let _ = write!(line, " OWNED BY {}.{}", qualified(text(owner, "schema"), of("table")), name(of("column")));
    }
    line
}

/// Items between a head and a bracket, each in a line of its own.
fn listed(head: &str, items: Vec<String>) -> Vec<String> {
    let count = items.len();
    let item = |(at, item): (usize, String)| format!("    {item}{}", if at + 1 < count { "," } else { "" });
    std::iter::once(head.to_owned()).chain(items.into_iter().enumerate().map(item)).chain([")".to_owned()]).collect()
}

/// Every property in a line of its own.
fn generic(object: &Identity, properties: &Properties) -> Vec<String> {
    let mut lines = vec![format!("{} {}", word(object.kind), qualified(object.schema.as_deref(), &object.name))];
    let own = properties.iter().filter(|(key, value)| !is_of_all(key) && *value != &Value::Bool(false));
    for (key, value) in own {
        let mut text = property(key, value).lines().map(str::to_owned).collect::<Vec<_>>();
        lines.append(&mut text);
    }
    lines
}

/// Whether a property belongs to the name, or is reported apart.
fn is_of_all(key: &str) -> bool {
    matches!(key, "schema" | "name" | "table" | "on" | "owner" | "grants" | "comment" | "labels")
}
