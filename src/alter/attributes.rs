//! Owners, privileges, comments and security labels, which objects of most kinds have.

use super::context::Context;
use super::fate::Changed;
use super::grants::Secured;
use super::name::named;
use crate::catalog::{Aspect, Grant, Identity, Kind, Labels, Object, TypeForm, properties};
use crate::definition::literal;
use serde_json::{Map, Value};

/// The properties that are written here.
pub(super) const NAMES: [&str; 9] = [
    "comment",
    "grants",
    "labels",
    "owner",
    "sequence_comment",
    "sequence_grants",
    "sequence_owner",
    "type_comment",
    "type_grants",
];

/// The values of an object.
struct Values {
    identity: Identity,
    map: Map<String, Value>,
}

impl Values {
    fn of(object: &Object) -> Self {
        Self { identity: object.identity(), map: properties(object).unwrap_or_default() }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.map.get(name).and_then(Value::as_str)
    }

    fn grants(&self, name: &str) -> Option<Vec<Grant>> {
        serde_json::from_value(self.map.get(name)?.clone()).ok()
    }

    fn labels(&self) -> Labels {
        self.map.get("labels").and_then(|labels| serde_json::from_value(labels.clone()).ok()).unwrap_or_default()
    }
}

/// Writes `GRANT … ON` for a kind.
fn secured_word(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView | Kind::Column => "TABLE",
        Kind::Sequence => "SEQUENCE",
        Kind::Function | Kind::Aggregate => "FUNCTION",
        Kind::Procedure => "PROCEDURE",
        Kind::Schema => "SCHEMA",
        Kind::Type | Kind::Domain => "TYPE",
        Kind::Language => "LANGUAGE",
        Kind::ForeignDataWrapper => "FOREIGN DATA WRAPPER",
        Kind::Server => "FOREIGN SERVER",
        _ => return None,
    })
}

/// Returns the role that owns an object; a column belongs to the owner of its table.
fn owner_of<'a>(context: &Context<'a>, values: &'a Values) -> &'a str {
    let of_table = || {
        let (schema, table) = (values.identity.schema.as_deref()?, values.identity.on.as_deref()?);
        match Context::whole(context.target, schema, table)?.1 {
            Object::Table(table) => Some(table.owner.as_str()),
            Object::View(view) => Some(view.owner.as_str()),
            _ => None,
        }
    };
    values.text("owner").or_else(of_table).unwrap_or_default()
}

/// Names an object as `GRANT` wants it.
fn secured<'a>(context: &Context<'a>, object: &Object, values: &'a Values) -> Option<Secured<'a>> {
    let kind = values.identity.kind;
    let word = secured_word(kind)?;
    let owner = owner_of(context, values);
    let (name, column) = match object {
        Object::Column(column) => {
            (context.new.qualified(&column.schema, &column.table), Some(context.new.id(&column.name)))
        }
        Object::Routine(routine) => {
            let name = context.new.qualified(&routine.schema, &routine.name);
            (format!("{name}({})", routine_types(routine)), None)
        }
        _ => (named(&context.new, object).name, None),
    };
    Some(Secured { target: format!("{word} {name}"), kind, owner, column, prefix: String::new() })
}

/// `GRANT` takes the types of an aggregate without `ORDER BY`.
fn routine_types(routine: &crate::catalog::Routine) -> String {
    match &routine.aggregate {
        Some(_) => routine.signature.clone(),
        None => crate::definition::without_defaults(&routine.arguments),
    }
}

/// Returns the type of the rows of a table or view as `GRANT` wants it.
fn row_type<'a>(context: &Context<'_>, values: &'a Values) -> Secured<'a> {
    let name = context.new.qualified(values.identity.schema.as_deref().unwrap_or_default(), &values.identity.name);
    let owner = values.text("owner").unwrap_or_default();
    Secured { target: format!("TYPE {name}"), kind: Kind::Type, owner, column: None, prefix: String::new() }
}

/// Returns the sequence of an identity column: its name, and as `GRANT` wants it.
fn sequence<'a>(context: &Context<'a>, object: &Object, values: &'a Values) -> Option<(String, Secured<'a>)> {
    let Object::Column(column) = object else { return None };
    let name = context.new.qualified(&column.schema, &column.identity.as_ref()?.sequence);
    let owner = column_sequence_owner(context, values);
    let target = format!("SEQUENCE {name}");
    Some((name, Secured { target, kind: Kind::Sequence, owner, column: None, prefix: String::new() }))
}

fn column_sequence_owner<'a>(context: &Context<'a>, values: &'a Values) -> &'a str {
    values.text("sequence_owner").unwrap_or_else(|| owner_of(context, values))
}

/// Returns the statements that give a new object its owner and its privileges. Comments come with the object.
pub(super) fn created(context: &Context<'_>, object: &Object) -> Vec<String> {
    let values = Values::of(object);
    let schema = values.identity.schema.as_deref();
    let mut statements = Vec::new();
    let named = named(&context.new, object);
    let is_own = |owner: Option<&str>| owner.is_some() && owner == context.options.role.as_deref();
    let has_owner = values.identity.kind != Kind::Extension
        && context.writes(Aspect::Owners, &values.identity)
        && !is_own(values.text("owner"));
    if let Some(owner) = values.text("owner").filter(|_| has_owner) {
        statements.push(format!("ALTER {} OWNER TO {};", named.full(), context.new.id(owner)));
    }
    // A type without a definition has no privileges yet.
    let is_shell = matches!(object, Object::DataType(of) if of.form == TypeForm::Shell);
    if is_shell || !context.writes(Aspect::Grants, &values.identity) {
        return statements;
    }
    if let Some(secured) = secured(context, object, &values) {
        statements.extend(secured.created(context, schema, values.grants("grants").as_deref()));
    }
    if matches!(object, Object::Table(_) | Object::View(_)) {
        statements.extend(row_type(context, &values).changes(context, None, values.grants("type_grants").as_deref()));
    }
    if let Some((name, secured)) = sequence(context, object, &values) {
        let owner = values
            .text("sequence_owner")
            .filter(|owner| context.writes(Aspect::Owners, &values.identity) && !is_own(Some(owner)));
        statements.extend(owner.map(|owner| format!("ALTER SEQUENCE {name} OWNER TO {};", context.new.id(owner))));
        statements.extend(secured.created(context, schema, values.grants("sequence_grants").as_deref()));
    }
    statements
}

/// Returns the statements that change what differs.
pub(super) fn changed(context: &Context<'_>, before: &Object, after: &Object, changed: &Changed<'_>) -> Vec<String> {
    let (old, new) = (Values::of(before), Values::of(after));
    let named = named(&context.new, after);
    let mut statements = Vec::new();
    // The sequence of a column has the owner of the table.
    let is_owned = |object: &Object| matches!(object, Object::Sequence(sequence) if sequence.owned_by.is_some());
    if changed.has("owner")
        && !(is_owned(before) && is_owned(after))
        && let Some(owner) = new.text("owner")
    {
        statements.push(format!("ALTER {} OWNER TO {};", named.full(), context.new.id(owner)));
    }
    if changed.has("comment") {
        statements.push(comment(&named.full(), new.text("comment")));
    }
    if changed.has("type_comment") {
        let (schema, name) = (new.identity.schema.as_deref().unwrap_or_default(), &new.identity.name);
        statements.push(comment(&format!("TYPE {}", context.new.qualified(schema, name)), new.text("type_comment")));
    }
    if changed.has("labels") {
        statements.extend(labels(context, &named.full(), &old.labels(), &new.labels()));
    }
    if changed.has("grants")
        && let Some(secured) = secured(context, after, &new)
    {
        statements.extend(secured.changes(context, old.grants("grants").as_deref(), new.grants("grants").as_deref()));
    }
    if changed.has("type_grants") {
        let (before, after) = (old.grants("type_grants"), new.grants("type_grants"));
        statements.extend(row_type(context, &new).changes(context, before.as_deref(), after.as_deref()));
    }
    if let Some((name, secured)) = sequence(context, after, &new) {
        if changed.has("sequence_owner") {
            statements.push(format!("ALTER SEQUENCE {name} OWNER TO {};", context.new.id(secured.owner)));
        }
        if changed.has("sequence_comment") {
            statements.push(comment(&format!("SEQUENCE {name}"), new.text("sequence_comment")));
        }
        if changed.has("sequence_grants") {
            let (before, after) = (old.grants("sequence_grants"), new.grants("sequence_grants"));
            statements.extend(secured.changes(context, before.as_deref(), after.as_deref()));
        }
    }
    statements
}

/// Writes a comment, or takes it away.
pub(super) fn comment(object: &str, comment: Option<&str>) -> String {
    format!("COMMENT ON {object} IS {};", comment.map_or_else(|| "NULL".to_owned(), literal))
}

fn labels(context: &Context<'_>, object: &str, old: &Labels, new: &Labels) -> Vec<String> {
    let gone = old.keys().filter(|provider| !new.contains_key(*provider));
    let gone = gone.map(|provider| (provider, "NULL".to_owned()));
    let set = new.iter().filter(|(provider, label)| old.get(*provider) != Some(*label));
    let set = set.map(|(provider, label)| (provider, literal(label)));
    let statement = |(provider, label): (&String, String)| {
        format!("SECURITY LABEL FOR {} ON {object} IS {label};", context.new.id(provider))
    };
    gone.chain(set).map(statement).collect()
}
