//! Reads the object of a server message (in English; for other languages no cause is found).

use crate::object::{Name, Object, ObjectKind};
use regex::Regex;
use std::sync::LazyLock;

/// An object that does not exist, or already exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamedObject {
    pub(super) kind: ObjectKind,
    pub(super) name: Name,
    /// The table that it belongs to, where the message names it.
    pub(super) on: Option<Name>,
    /// The types of the arguments of a function.
    pub(super) arguments: Option<String>,
}

impl NamedObject {
    /// Returns the object as it appears in a sentence.
    pub(super) fn shown(&self) -> String {
        let (kind, name) = (self.kind, self.name.clone());
        match &self.on {
            Some(table) => Object::part(kind, name.name, table).to_string(),
            None => Object::new(kind, name).to_string(),
        }
    }
}

const PATTERN: &str = concat!(
    r#"^(?P<kind>relation|schema|table|materialized view|view|type|role|index|sequence|column|function|procedure|aggregate|constraint|policy|event trigger|trigger|operator class|publication|extension) "#,
    r#"(?:"(?P<quoted>[^"]+)"|(?P<bare>(?:"[^"]*"|[^ ("])+)(?:\((?P<arguments>[^)]*)\))?)"#,
    r#"(?: (?:of|for|on) (?:relation|table) "(?P<table>[^"]+)")?.*(?:does not exist|already exists)"#,
);

#[expect(clippy::expect_used, reason = "a constant pattern, which a test compiles")]
static MESSAGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(PATTERN).expect("a valid pattern"));

/// Returns the object that a message says does not exist or already exists.
pub(super) fn object(message: &str) -> Option<NamedObject> {
    let found = MESSAGE.captures(message)?;
    let kind = match found.name("kind")?.as_str() {
        "relation" | "table" => ObjectKind::Table,
        "view" => ObjectKind::View,
        "materialized view" => ObjectKind::MaterializedView,
        "schema" => ObjectKind::Schema,
        "type" => ObjectKind::Type,
        "role" => ObjectKind::Role,
        "index" => ObjectKind::Index,
        "sequence" => ObjectKind::Sequence,
        "column" => ObjectKind::Column,
        "function" => ObjectKind::Function,
        "procedure" => ObjectKind::Procedure,
        "aggregate" => ObjectKind::Aggregate,
        "event trigger" => ObjectKind::EventTrigger,
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
        // `column p.email does not exist`: only the query says what `p` is.
        let column = text.rsplit('.').next().unwrap_or(text);
        return Some(NamedObject {
            kind,
            name: Name { schema: None, name: column.to_owned() },
            on: None,
            arguments: None,
        });
    }
    let is_routine = matches!(kind, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate);
    let signature = text.strip_suffix(')').and_then(|text| text.split_once('(')).filter(|_| is_routine);
    let text = signature.map_or(text, |(name, _)| name);
    let arguments = found.name("arguments").map(|found| found.as_str());
    let arguments = arguments.or(signature.map(|(_, arguments)| arguments)).map(str::to_owned);
    let is_whole = matches!(kind, ObjectKind::Schema | ObjectKind::Role | ObjectKind::Policy);
    let name = if is_whole { Name { schema: None, name: text.to_owned() } } else { name(text) };
    Some(NamedObject { kind, name, on: table, arguments })
}

/// The server puts `schema.name` into one pair of quotes, or quotes each part that needs it.
fn name(text: &str) -> Name {
    let part = |part: &str| {
        let inner = part.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
        inner.map_or(part.to_owned(), |inner| inner.replace("\"\"", "\""))
    };
    let schema = match text.strip_prefix('"').and_then(|inner| inner.find('"')) {
        Some(end) if text[end + 2..].starts_with('.') => Some(end + 2),
        Some(_) => None,
        None => text.find('.'),
    };
    match schema {
        Some(at) => Name { schema: Some(part(&text[..at])), name: part(&text[at + 1..]) },
        None => Name { schema: None, name: part(text) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_object_of_a_message_is_read() {
        for (message, expected) in [
            ("relation \"tenants\" does not exist", Some("table `tenants`")),
            ("relation \"public.users\" does not exist", Some("table `public.users`")),
            ("schema \"app\" does not exist", Some("schema `app`")),
            ("column \"a\" of relation \"t\" does not exist", Some("column `a` of `t`")),
            ("column p.email does not exist", Some("column `email`")),
            ("function public.is_admin(uuid, text) does not exist", Some("function `public.is_admin`")),
            ("function public.\"isAdmin\"(uuid) does not exist", Some("function `public.\"isAdmin\"`")),
            ("function \"is_admin(uuid)\" does not exist", Some("function `is_admin`")),
            ("function f(timestamp with time zone) does not exist", Some("function `f`")),
            ("aggregate total(integer) does not exist", Some("aggregate `total`")),
            ("materialized view \"m\" does not exist", Some("materialized view `m`")),
            ("event trigger \"e\" already exists", Some("event trigger `e`")),
            ("trigger \"a\" for relation \"t\" already exists", Some("trigger `a` on `t`")),
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
            assert_eq!(object(message).map(|object| object.shown()).as_deref(), expected, "{message}");
        }
    }
}
