//! What a message of the server is about (its English texts; in another language there is
//! no cause to tell).

use crate::object::{Name, Object, ObjectKind};
use regex::Regex;
use std::sync::LazyLock;

/// An object that is missing, or there twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) kind: ObjectKind,
    pub(super) name: Name,
    /// The table that it is a part of, where the message says so.
    pub(super) on: Option<Name>,
}

impl Missing {
    /// As a sentence says it.
    pub(super) fn shown(&self) -> String {
        let (kind, name) = (self.kind, self.name.clone());
        match &self.on {
            Some(table) => Object::part(kind, name.name, table).to_string(),
            None => Object::new(kind, name).to_string(),
        }
    }
}

const PATTERN: &str = concat!(
    r#"^(?P<kind>relation|schema|table|view|type|role|index|sequence|column|function|procedure|constraint|policy|trigger|operator class|publication|extension) "#,
    r#"(?:"(?P<quoted>[^"]+)"|(?P<bare>[^ ("]+)(?:\([^)]*\))?)"#,
    r#"(?: (?:of|for|on) (?:relation|table) "(?P<table>[^"]+)")?.*(?:does not exist|already exists)"#,
);

#[expect(clippy::expect_used, reason = "a pattern of our own, which a test compiles")]
static MESSAGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(PATTERN).expect("our own pattern"));

/// What is missing, or there already.
pub(super) fn missing(message: &str) -> Option<Missing> {
    let found = MESSAGE.captures(message)?;
    let kind = match found.name("kind")?.as_str() {
        "relation" | "table" => ObjectKind::Table,
        "view" => ObjectKind::View,
        "schema" => ObjectKind::Schema,
        "type" => ObjectKind::Type,
        "role" => ObjectKind::Role,
        "index" => ObjectKind::Index,
        "sequence" => ObjectKind::Sequence,
        "column" => ObjectKind::Column,
        "function" => ObjectKind::Function,
        "procedure" => ObjectKind::Procedure,
        "constraint" => ObjectKind::Constraint,
        "policy" => ObjectKind::Policy,
        "trigger" => ObjectKind::Trigger,
        "publication" => ObjectKind::Publication,
        "extension" => ObjectKind::Extension,
        _ => ObjectKind::OperatorClass,
    };
    let table = found.name("table").map(|table| name(table.as_str()));
    let text = found.name("quoted").or_else(|| found.name("bare"))?.as_str().trim_end_matches("[]");
    if kind == ObjectKind::Column && table.is_none() {
        // `column p.email does not exist`: what `p` is only the query knows.
        let column = text.rsplit('.').next().unwrap_or(text);
        return Some(Missing { kind, name: Name { schema: None, name: column.to_owned() }, on: None });
    }
    let is_whole = matches!(kind, ObjectKind::Schema | ObjectKind::Role | ObjectKind::Policy);
    let name = if is_whole { Name { schema: None, name: text.to_owned() } } else { name(text) };
    Some(Missing { kind, name, on: table })
}

/// The server writes `schema.name` into one pair of quotes.
fn name(text: &str) -> Name {
    match text.split_once('.') {
        Some((schema, name)) => Name { schema: Some(schema.to_owned()), name: name.to_owned() },
        None => Name { schema: None, name: text.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_tell_what_they_are_about() {
        for (message, expected) in [
            ("relation \"tenants\" does not exist", Some("table `tenants`")),
            ("relation \"public.users\" does not exist", Some("table `public.users`")),
            ("schema \"app\" does not exist", Some("schema `app`")),
            ("column \"a\" of relation \"t\" does not exist", Some("column `a` of `t`")),
            ("column p.email does not exist", Some("column `email`")),
            ("function public.is_admin(uuid, text) does not exist", Some("function `public.is_admin`")),
            ("type \"geometry\" does not exist", Some("type `geometry`")),
            ("type \"public.mode[]\" does not exist", Some("type `public.mode`")),
            ("policy \"Read it\" for table \"t\" already exists", Some("policy `\"Read it\"` on `t`")),
            ("relation \"t\" already exists", Some("table `t`")),
            (
                "operator class \"gin_trgm_ops\" does not exist for access method \"gin\"",
                Some("operator class `gin_trgm_ops`"),
            ),
            ("missing FROM-clause entry for table \"t\"", None),
        ] {
            assert_eq!(missing(message).map(|missing| missing.shown()).as_deref(), expected, "{message}");
        }
    }
}
