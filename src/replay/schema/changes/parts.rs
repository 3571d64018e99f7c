//! Properties that are reported apart from their object: the comment, row-level security, the owner and privileges.

use super::entry::{comment, own_name, word};
use super::value::{Properties, is_set, name, qualified, string, text, value};
use crate::catalog::{Identity, Kind};
use crate::dump::DumpObject;
use crate::object::quoted;
use serde_json::Value;

/// A property that is reported apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Comment,
    RowSecurity,
    Owner,
    Grants,
}

impl Part {
    pub(super) const ALL: [Self; 4] = [Self::Comment, Self::RowSecurity, Self::Owner, Self::Grants];

    /// Returns the part that a property is.
    pub(super) fn of(object: &Identity, key: &str) -> Option<Self> {
        match key {
            "comment" => Some(Self::Comment),
            "row_security" if object.kind == Kind::Table => Some(Self::RowSecurity),
            "owner" => Some(Self::Owner),
            "grants" => Some(Self::Grants),
            _ => None,
        }
    }

    /// Whether it is reported for an object of this kind that only one side has. The comment of an extension comes with
    /// it.
    pub(super) fn is_own_of(self, kind: Kind) -> bool {
        self == Self::RowSecurity || self == Self::Comment && kind != Kind::Extension
    }

    /// Returns the reason for the class of its change, which is neutral; empty for one with a class.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Comment => "the comment changes",
            Self::RowSecurity => "",
            Self::Owner => "the owner changes",
            Self::Grants => "privileges change",
        }
    }

    /// Returns the name under which it is reported.
    pub(super) fn entry(self, object: &Identity) -> DumpObject {
        let of =
            |kind: String, name: String| DumpObject { kind, schema: object.schema.clone().unwrap_or_default(), name };
        let name = match &object.on {
            Some(on) => format!("{on}.{}", own_name(object)),
            None => own_name(object),
        };
        match self {
            Self::Comment => comment(object),
            Self::RowSecurity => of("row security".to_owned(), object.name.clone()),
            Self::Owner => of(format!("owner of {}", word(object.kind)), name),
            Self::Grants => of(format!("privileges of {}", word(object.kind)), name),
        }
    }

    /// Returns its text; `None` if the object does not have it.
    pub(super) fn text(self, object: &Identity, properties: &Properties) -> Option<String> {
        match self {
            Self::Comment => {
                let kind = comment_kind(object.kind);
                let on = match &object.on {
                    Some(on) => format!("{}.{}", qualified(object.schema.as_deref(), on), name(&object.name)),
                    None => qualified(object.schema.as_deref(), &object.name),
                };
                text(properties, "comment").map(|text| format!("COMMENT ON {kind} {on} IS {}", string(text)))
            }
            Self::RowSecurity => is_set(properties, "row_security").then(|| {
                let table = qualified(object.schema.as_deref(), &object.name);
                format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            }),
            Self::Owner => text(properties, "owner").map(|owner| format!("OWNER TO {}", quoted(owner))),
            Self::Grants => Some(match properties.get("grants").and_then(Value::as_array) {
                None => "the privileges that the server gives every such object".to_owned(),
                Some(grants) if grants.is_empty() => "no privileges".to_owned(),
                Some(grants) => grants.iter().map(grant).collect::<Vec<_>>().join("\n"),
            }),
        }
    }
}

fn comment_kind(kind: Kind) -> String {
    match kind {
        Kind::DomainConstraint => "CONSTRAINT".to_owned(),
        kind => word(kind).to_uppercase(),
    }
}

fn grant(grant: &Value) -> String {
    let to = match grant.get("to") {
        Some(Value::Object(role)) => role.get("role").map(|role| quoted(&value(role))).unwrap_or_default(),
        Some(Value::String(word)) if word == "owner" => "its owner".to_owned(),
        other => other.map(value).unwrap_or_default().to_uppercase(),
    };
    let privileges = grant.get("privileges").map(value).unwrap_or_default();
    let option = if grant.get("grantable") == Some(&Value::Bool(true)) { " WITH GRANT OPTION" } else { "" };
    let by = grant.get("by").filter(|by| !by.is_null()).map(|by| format!(" GRANTED BY {}", quoted(&value(by))));
    format!("GRANT {privileges} TO {to}{option}{}", by.unwrap_or_default())
}
