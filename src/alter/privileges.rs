//! Default privileges, and privileges of objects that belong to an extension or the server.

use super::context::Context;
use super::grants::{Secured, kind_of};
use crate::catalog::{Altered, DefaultPrivileges, Grant, Grantee, Kind, ObjectsForm};

/// Returns the statements that change default privileges; an absent side has those that the server gives.
pub(super) fn defaults(
    context: &Context<'_>,
    before: Option<&DefaultPrivileges>,
    after: Option<&DefaultPrivileges>,
) -> Vec<String> {
    let Some(any) = after.or(before) else { return Vec::new() };
    let schema = any.schema.as_ref().map(|schema| format!(" IN SCHEMA {}", context.new.id(schema)));
    let objects = match any.objects {
        ObjectsForm::Tables => "TABLES",
        ObjectsForm::Sequences => "SEQUENCES",
        ObjectsForm::Functions => "FUNCTIONS",
        ObjectsForm::Types => "TYPES",
        ObjectsForm::Schemas => "SCHEMAS",
        ObjectsForm::LargeObjects => "LARGE OBJECTS",
    };
    let role = context.new.id(&any.role);
    let secured = Secured {
        target: objects.to_owned(),
        kind: kind_of(any.objects),
        owner: &any.role,
        column: None,
        prefix: format!("ALTER DEFAULT PRIVILEGES FOR ROLE {role}{} ", schema.unwrap_or_default()),
    };
    let none: &[Grant] = &[];
    let of = |side: Option<&'_ DefaultPrivileges>| side.map(|side| side.grants.clone());
    let (before, after) = (of(before), of(after));
    // Those of a schema are added to the others, so that without any there are none.
    let absent = any.schema.is_some().then_some(none);
    secured.changes(context, before.as_deref().or(absent), after.as_deref().or(absent))
}

/// Returns the statements that change an object of an extension or of the server.
///
/// # Errors
/// The reason, where its privileges cannot be written.
pub(super) fn altered(
    context: &Context<'_>,
    before: Option<&Altered>,
    after: Option<&Altered>,
) -> Result<Vec<String>, String> {
    let Some(any) = after.or(before) else { return Ok(Vec::new()) };
    let (word, kind) = match any.class.as_str() {
        "table" | "view" | "materialized view" | "foreign table" => ("TABLE", Kind::Table),
        "sequence" => ("SEQUENCE", Kind::Sequence),
        "function" | "aggregate" => ("FUNCTION", Kind::Function),
        "procedure" => ("PROCEDURE", Kind::Procedure),
        "type" => ("TYPE", Kind::Type),
        "schema" => ("SCHEMA", Kind::Schema),
        "language" => ("LANGUAGE", Kind::Language),
        "foreign-data wrapper" => ("FOREIGN DATA WRAPPER", Kind::ForeignDataWrapper),
        "server" => ("FOREIGN SERVER", Kind::Server),
        other => return Err(format!("the privileges of a {other} of an extension or the server are not written")),
    };
    let name = any.name.strip_prefix(&format!("{} ", any.class)).unwrap_or(&any.name);
    let secured = Secured { target: format!("{word} {name}"), kind, owner: "", column: None, prefix: String::new() };
    // What the owner has stays as it is: the catalog does not know the owner.
    let grants = |side: Option<&Altered>| match side.and_then(|side| side.grants.clone()) {
        Some(grants) => grants.into_iter().filter(|grant| grant.to != Grantee::Owner).collect(),
        None => usual(kind),
    };
    let (old, new): (Vec<Grant>, Vec<Grant>) = (grants(before), grants(after));
    let mut statements = secured.changes(context, Some(&old), Some(&new));
    let of = |side: Option<&Altered>| side.map_or((false, false), |side| (side.row_security, side.force_row_security));
    let ((was, was_forced), (is, is_forced)) = (of(before), of(after));
    if was != is {
        let word = if is { "ENABLE" } else { "DISABLE" };
        statements.push(format!("ALTER TABLE {name} {word} ROW LEVEL SECURITY;"));
    }
    if was_forced != is_forced {
        let word = if is_forced { "FORCE" } else { "NO FORCE" };
        statements.push(format!("ALTER TABLE {name} {word} ROW LEVEL SECURITY;"));
    }
    Ok(statements)
}

/// The privileges of all roles that the server gives every object of a kind.
fn usual(kind: Kind) -> Vec<Grant> {
    let privilege = match kind {
        Kind::Function | Kind::Procedure => "EXECUTE",
        Kind::Type | Kind::Language => "USAGE",
        _ => return Vec::new(),
    };
    vec![Grant { to: Grantee::Public, privileges: vec![privilege.to_owned()], grantable: false, by: None }]
}
