//! The class of each object, and what decides between objects of one name.

use super::item::{Class, Item, What};
use super::name::{items, split};
use crate::catalog::{Constraint, ConstraintForm, Identity, Kind, Object, Operator, Routine, RoutineForm};
use crate::object::read_name;

/// Returns the item of an object; `None` for one that is only a part of another, or that is never written.
pub(super) fn item<'a>(identity: &'a Identity, object: &'a Object) -> Option<Item<'a>> {
    let class = class(identity.kind, object)?;
    let schema = identity.schema.as_deref();
    let item = Item::new(What::Object(object), class, schema, &identity.name);
    let on = || identity.on.clone().unwrap_or_default();
    Some(match object {
        Object::Routine(routine) => item.tied(routine_ties(routine)),
        Object::Operator(operator) => item.tied(operator_ties(operator)),
        Object::OperatorClass(class) => item.tied([class.method.clone()]),
        Object::OperatorFamily(family) => item.tied([family.method.clone()]),
        Object::Constraint(constraint) => constraint_item(item, constraint),
        Object::Rule(_) | Object::Trigger(_) => item.tied([on()]),
        Object::Policy(_) => item.tied([on(), "1".to_owned()]),
        Object::Cast(cast) => {
            let (source, target) = (type_key(&cast.source), type_key(&cast.target));
            Item { name: format!("{} {}", source.1, target.1), ..item.tied([source.0, target.0]) }
        }
        Object::Transform(transform) => {
            let of = type_key(&transform.r#type);
            Item { name: format!("{} {}", of.1, transform.language), ..item.tied([of.0]) }
        }
        Object::ForeignData(data) => item.tied(data.server.clone()),
        _ => item,
    })
}

fn class(kind: Kind, object: &Object) -> Option<Class> {
    Some(match kind {
        Kind::Schema => Class::Schema,
        Kind::Extension => Class::Extension,
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView | Kind::Sequence => Class::Table,
        Kind::Constraint | Kind::DomainConstraint => match object {
            Object::Constraint(constraint) if constraint.form == ConstraintForm::Foreign => Class::ForeignKey,
            _ => Class::Constraint,
        },
        Kind::Index => Class::Index,
        Kind::Function | Kind::Procedure => Class::Function,
        Kind::Aggregate => Class::Aggregate,
        Kind::Trigger => Class::Trigger,
        Kind::Rule => Class::Rule,
        Kind::EventTrigger => Class::EventTrigger,
        Kind::Policy => Class::Policy,
        Kind::Type | Kind::Domain => Class::Type,
        Kind::Collation => Class::Collation,
        Kind::Conversion => Class::Conversion,
        Kind::Cast => Class::Cast,
        Kind::Transform => Class::Transform,
        Kind::Operator => Class::Operator,
        Kind::OperatorClass => Class::OperatorClass,
        Kind::OperatorFamily => Class::OperatorFamily,
        Kind::Language => Class::Language,
        Kind::AccessMethod => Class::AccessMethod,
        Kind::TextSearchParser => Class::Parser,
        Kind::TextSearchTemplate => Class::Template,
        Kind::TextSearchDictionary => Class::Dictionary,
        Kind::TextSearchConfiguration => Class::Configuration,
        Kind::Statistics => Class::Statistics,
        Kind::Publication => Class::Publication,
        Kind::Subscription => Class::Subscription,
        Kind::ForeignDataWrapper => Class::Wrapper,
        Kind::Server => Class::Server,
        Kind::UserMapping | Kind::Column | Kind::DefaultPrivileges | Kind::Altered | Kind::Database => return None,
    })
}

fn routine_ties(routine: &Routine) -> Vec<String> {
    let types: Vec<(String, String)> = items(&routine.signature).into_iter().map(type_key).collect();
    let number = format!("{:05}", types.len());
    let form = if routine.form == RoutineForm::Aggregate { "aggregate" } else { "" };
    let types = types.into_iter().flat_map(|(schema, name)| [schema, name]);
    [form.to_owned(), number].into_iter().chain(types).collect()
}

fn operator_ties(operator: &Operator) -> Vec<String> {
    // Prefix operators are the first.
    let form = if operator.left.is_none() { "0" } else { "1" };
    let types = [&operator.left, &operator.right].into_iter().flatten().map(|side| type_key(side));
    std::iter::once(form.to_owned()).chain(types.flat_map(|(schema, name)| [schema, name])).collect()
}

fn constraint_item<'a>(item: Item<'a>, constraint: &Constraint) -> Item<'a> {
    let place = if constraint.of_domain { "0" } else { "1" };
    let item = item.tied([place.to_owned(), constraint.on.clone()]);
    let is_comment = constraint.local == Some(false);
    let is_separate = constraint.form != ConstraintForm::Check || !constraint.validated || is_comment;
    Item { is_separate, ..item }
}

/// The names of types in SQL, and in the catalog of the server.
const NAMES: [(&str, &str); 16] = [
    ("bigint", "int8"),
    ("bit", "bit"),
    ("bit varying", "varbit"),
    ("boolean", "bool"),
    ("character", "bpchar"),
    ("character varying", "varchar"),
    ("double precision", "float8"),
    ("integer", "int4"),
    ("interval", "interval"),
    ("numeric", "numeric"),
    ("real", "float4"),
    ("smallint", "int2"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
];

/// Returns the schema and the name of a type as the server's catalog has them, by which they are sorted.
fn type_key(written: &str) -> (String, String) {
    let element = written.strip_suffix("[]");
    let (schema, name) = split(element.unwrap_or(written));
    let known = NAMES.iter().find(|(known, _)| schema.is_none() && *known == name).map(|(_, name)| *name);
    let name = known.map_or_else(|| read_name(name), str::to_owned);
    let name = if element.is_some() { format!("_{name}") } else { name };
    (schema.map_or_else(|| "pg_catalog".to_owned(), read_name), name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_the_names_of_the_server() {
        for (written, schema, name) in [
            ("integer", "pg_catalog", "int4"),
            ("character varying[]", "pg_catalog", "_varchar"),
            ("\"text\"", "pg_catalog", "text"),
            ("\"S\".\"a\"\"b\"[]", "S", "_a\"b"),
        ] {
            assert_eq!(type_key(written), (schema.to_owned(), name.to_owned()));
        }
    }
}
