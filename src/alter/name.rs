//! Names of objects in `ALTER`, `COMMENT ON` and `DROP`.

use super::context::Context;
use crate::catalog::{Identity, Kind, Object};
use crate::definition::{Source, without_defaults};

/// An object as statements name it.
pub(super) struct Named {
    /// `TABLE`, `FOREIGN DATA WRAPPER`.
    pub(super) kind: &'static str,
    /// With its schema, and the table of which it is a part: `r ON s.t`.
    pub(super) name: String,
}

impl Named {
    /// Writes both.
    pub(super) fn full(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }
}

/// Returns the word of statements for a kind.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "SCHEMA",
        Kind::Extension => "EXTENSION",
        Kind::Table => "TABLE",
        Kind::ForeignTable => "FOREIGN TABLE",
        Kind::Column => "COLUMN",
        Kind::Constraint | Kind::DomainConstraint => "CONSTRAINT",
        Kind::Index => "INDEX",
        Kind::View => "VIEW",
        Kind::MaterializedView => "MATERIALIZED VIEW",
        Kind::Sequence => "SEQUENCE",
        Kind::Function => "FUNCTION",
        Kind::Procedure => "PROCEDURE",
        Kind::Aggregate => "AGGREGATE",
        Kind::Trigger => "TRIGGER",
        Kind::Rule => "RULE",
        Kind::EventTrigger => "EVENT TRIGGER",
        Kind::Policy => "POLICY",
        Kind::Type => "TYPE",
        Kind::Domain => "DOMAIN",
        Kind::Collation => "COLLATION",
        Kind::Conversion => "CONVERSION",
        Kind::Cast => "CAST",
        Kind::Transform => "TRANSFORM",
        Kind::Operator => "OPERATOR",
        Kind::OperatorClass => "OPERATOR CLASS",
        Kind::OperatorFamily => "OPERATOR FAMILY",
        Kind::Language => "LANGUAGE",
        Kind::AccessMethod => "ACCESS METHOD",
        Kind::TextSearchParser => "TEXT SEARCH PARSER",
        Kind::TextSearchTemplate => "TEXT SEARCH TEMPLATE",
        Kind::TextSearchDictionary => "TEXT SEARCH DICTIONARY",
        Kind::TextSearchConfiguration => "TEXT SEARCH CONFIGURATION",
        Kind::Statistics => "STATISTICS",
        Kind::Publication => "PUBLICATION",
        Kind::Subscription => "SUBSCRIPTION",
        Kind::ForeignDataWrapper => "FOREIGN DATA WRAPPER",
        Kind::Server => "SERVER",
        Kind::UserMapping => "USER MAPPING",
        Kind::DefaultPrivileges => "DEFAULT PRIVILEGES",
        Kind::Altered => "OBJECT",
        Kind::Database => "DATABASE",
    }
}

/// Names an object.
pub(super) fn named(source: &Source<'_>, object: &Object) -> Named {
    let identity = object.identity();
    let kind = word(identity.kind);
    let schema = |name: &str| match &identity.schema {
        Some(schema) => source.qualified(schema, name),
        None => source.id(name),
    };
    let on = schema(identity.on.as_deref().unwrap_or_default());
    let name = match object {
        Object::Column(_) => format!("{on}.{}", source.id(&identity.name)),
        Object::Constraint(constraint) if constraint.of_domain => {
            format!("{} ON DOMAIN {on}", source.id(&identity.name))
        }
        Object::Constraint(_) | Object::Trigger(_) | Object::Rule(_) | Object::Policy(_) => {
            format!("{} ON {on}", source.id(&identity.name))
        }
        Object::Routine(routine) => {
            let is_bare = identity.kind == Kind::Aggregate && routine.signature.is_empty();
            let arguments = if is_bare { "*".to_owned() } else { without_defaults(&routine.arguments) };
            format!("{}({arguments})", schema(&routine.name))
        }
        Object::Operator(operator) => {
            let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "NONE".to_owned());
            let (left, right) = (side(&operator.left), side(&operator.right));
            format!("{}.{} ({left}, {right})", source.id(&operator.schema), operator.name)
        }
        Object::OperatorClass(class) => format!("{} USING {}", schema(&class.name), source.id(&class.method)),
        Object::OperatorFamily(family) => format!("{} USING {}", schema(&family.name), source.id(&family.method)),
        Object::Cast(cast) => format!("({} AS {})", cast.source, cast.target),
        Object::Transform(transform) => {
            format!("FOR {} LANGUAGE {}", transform.r#type, source.id(&transform.language))
        }
        Object::ForeignData(data) if identity.kind == Kind::UserMapping => {
            let server = source.id(data.server.as_deref().unwrap_or_default());
            format!("FOR {} SERVER {server}", role(source, &data.name))
        }
        _ => schema(&identity.name),
    };
    Named { kind, name }
}

/// Writes the role of a user mapping, which may be `PUBLIC`.
pub(super) fn role(source: &Source<'_>, name: &str) -> String {
    if name == "public" { "PUBLIC".to_owned() } else { source.id(name) }
}

/// Returns the statement that drops an object; none for one that goes with another one.
pub(super) fn dropped(context: &Context<'_>, object: &Object) -> Option<String> {
    let source = &context.old;
    let named = named(source, object);
    Some(match object {
        Object::Column(column) => {
            let parts = Context::kind_of(context.actual, &column.schema, &column.table)?;
            let (word, table) = match parts {
                Kind::Table => ("TABLE", source.qualified(&column.schema, &column.table)),
                Kind::ForeignTable => ("FOREIGN TABLE", source.qualified(&column.schema, &column.table)),
                _ => return None,
            };
            // A child or a partition loses the column of its parent with it.
            if !column.local || Context::is_partition(context.actual, &column.schema, &column.table) {
                return None;
            }
            format!("ALTER {word} {table} DROP COLUMN {};", source.id(&column.name))
        }
        Object::Constraint(constraint) => {
            let on = source.qualified(&constraint.schema, &constraint.on);
            let name = source.id(&constraint.name);
            if constraint.local == Some(false) {
                return None;
            }
            let word = match Context::kind_of(context.actual, &constraint.schema, &constraint.on)? {
                Kind::Domain => "DOMAIN",
                Kind::ForeignTable => "FOREIGN TABLE",
                _ => "TABLE",
            };
            format!("ALTER {word} {on} DROP CONSTRAINT {name};")
        }
        Object::Trigger(trigger) if trigger.definition.is_none() => return None,
        Object::DefaultPrivileges(_) | Object::Altered(_) | Object::Database(_) => return None,
        _ => format!("DROP {};", named.full()),
    })
}

/// Whether an object is in a schema that is an object of a catalog.
pub(super) fn schema_of(identity: &Identity) -> Option<Identity> {
    let schema = identity.schema.clone()?;
    Some(Identity { kind: Kind::Schema, schema: None, on: None, name: schema, arguments: None })
}
