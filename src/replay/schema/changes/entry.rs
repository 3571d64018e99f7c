//! The names under which objects of a catalog are reported: those of a dump.

use super::value::{Properties, text};
use crate::catalog::{Identity, Kind};
use crate::dump::DumpObject;

/// Returns the name of an object; that of its table for a column or a check.
pub(super) fn entry(object: &Identity, properties: &Properties) -> DumpObject {
    let named = |kind: &str, name: String| DumpObject {
        kind: kind.to_owned(),
        schema: object.schema.clone().unwrap_or_default(),
        name,
    };
    let (kind, own) = (word(object.kind), own_name(object));
    let of_part = || object.on.as_ref().map_or_else(|| own.clone(), |on| format!("{on} {own}"));
    match object.kind {
        Kind::Constraint if text(properties, "form") == Some("foreign-key") => named("fk constraint", of_part()),
        Kind::Constraint | Kind::Policy | Kind::Trigger | Kind::Rule => named(kind, of_part()),
        Kind::Database => named("settings of the database", String::new()),
        Kind::UserMapping => named(kind, format!("{own} on {}", object.on.as_deref().unwrap_or_default())),
        Kind::OperatorClass | Kind::OperatorFamily => {
            named(kind, format!("{own} using {}", object.on.as_deref().unwrap_or_default()))
        }
        _ => named(kind, own),
    }
}

/// Returns the name under which the comment of an object is reported.
pub(super) fn comment(object: &Identity) -> DumpObject {
    let (own, on) = (own_name(object), object.on.as_deref().unwrap_or_default());
    let kind = word(object.kind).to_uppercase();
    let name = match object.kind {
        Kind::Column => format!("COLUMN {on}.{own}"),
        Kind::Constraint | Kind::Policy | Kind::Trigger | Kind::Rule => format!("{kind} {own} ON {on}"),
        Kind::DomainConstraint => format!("CONSTRAINT {own} ON DOMAIN {on}"),
        _ => format!("{kind} {own}"),
    };
    DumpObject { kind: "comment".to_owned(), schema: object.schema.clone().unwrap_or_default(), name }
}

/// Returns the name with the arguments.
pub(super) fn own_name(object: &Identity) -> String {
    match &object.arguments {
        Some(arguments) => format!("{}({arguments})", object.name),
        None => object.name.clone(),
    }
}

/// Returns the word of a dump for a kind.
pub(super) fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::ForeignDataWrapper => "foreign data wrapper",
        Kind::Altered => "privileges of",
        kind => kind.word(),
    }
}
