//! Queries that say, before a script runs, whether the rows of a table let a statement of it succeed.

use super::context::Context;
use crate::catalog::{Column, Constraint, ConstraintForm, DataType, Identity, Index, Object, Qualified};
use crate::definition::quote_literal;
use crate::object::Class;

/// Returns the queries for an object: each has to return no row.
pub(super) fn prechecks(context: &Context<'_>, identity: &Identity, class: Option<Class>) -> Vec<String> {
    let before = context.actual.objects.get(identity);
    match (before, context.target.objects.get(identity)) {
        (before, Some(Object::Column(after))) => {
            let before = match before {
                Some(Object::Column(column)) => Some(column),
                _ => None,
            };
            of_column(context, before, after, class)
        }
        (before, Some(Object::Constraint(after))) if before != context.target.objects.get(identity) => {
            of_constraint(context, after).into_iter().collect()
        }
        (before, Some(Object::Index(after))) if before != context.target.objects.get(identity) && after.unique => {
            of_index(context, after).into_iter().collect()
        }
        (Some(Object::DataType(before)), Some(Object::DataType(after))) => of_enum(context, before, after),
        _ => Vec::new(),
    }
}

/// Writes the name of a table that has rows on the actual side.
fn table(context: &Context<'_>, schema: &str, name: &str) -> Option<String> {
    Context::table(context.actual, schema, name)?;
    Some(context.old.qualified(schema, name))
}

/// Writes columns, if the actual side has all of them.
fn columns(context: &Context<'_>, of: &Qualified, names: &[String]) -> Option<Vec<String>> {
    let column = |name: &String| Context::column(context.actual, of, name).map(|_| context.old.id(name));
    names.iter().map(column).collect()
}

fn of_column(context: &Context<'_>, before: Option<&Column>, after: &Column, class: Option<Class>) -> Vec<String> {
    let Some(table) = table(context, &after.schema, &after.table) else { return Vec::new() };
    let name = context.old.id(&after.name);
    let has_value = after.default.is_some() || after.generated.is_some() || after.identity.is_some();
    let is_required = after.not_null.as_ref().is_some_and(|not_null| not_null.validated != Some(false));
    let mut queries = Vec::new();
    match before {
        None if is_required && !has_value => queries.push(format!("SELECT * FROM {table} LIMIT 1;")),
        Some(before) => {
            if is_required && before.not_null.is_none() {
                queries.push(format!("SELECT * FROM {table} WHERE {name} IS NULL LIMIT 1;"));
            }
            if let (Some(old), Some(new)) = (&before.r#type, &after.r#type)
                && old != new
                && class == Some(Class::B)
                && is_comparable(old)
                && is_comparable(new)
            {
                queries.push(format!("SELECT * FROM {table} WHERE {name}::{new}::text <> {name}::text LIMIT 1;"));
            }
        }
        None => {}
    }
    queries
}

/// Whether values of a type keep their text when they are converted to another one of these types and none is lost.
fn is_comparable(of: &str) -> bool {
    const TYPES: [&str; 7] = ["smallint", "integer", "bigint", "numeric", "text", "character varying", "uuid"];
    TYPES.contains(&of.split('(').next().unwrap_or_default())
}

fn of_constraint(context: &Context<'_>, after: &Constraint) -> Option<String> {
    if after.of_domain || !after.validated || after.enforced == Some(false) {
        return None;
    }
    let of = Qualified { schema: after.schema.clone(), name: after.on.clone() };
    let table = table(context, &after.schema, &after.on)?;
    let names = columns(context, &of, after.columns.as_deref().unwrap_or_default())?;
    let present: Vec<String> = names.iter().map(|name| format!("{name} IS NOT NULL")).collect();
    match after.form {
        ConstraintForm::Check => {
            let check = after.definition.strip_prefix("CHECK ")?;
            let check = check.strip_suffix(" NO INHERIT").unwrap_or(check);
            Some(format!("SELECT * FROM {table} WHERE NOT ({check}) LIMIT 1;"))
        }
        ConstraintForm::Primary | ConstraintForm::Unique if !after.definition.contains("WITHOUT OVERLAPS") => {
            let is_distinct = !after.definition.contains("NULLS NOT DISTINCT");
            duplicates(&table, &names, is_distinct.then(|| present.join(" AND ")))
        }
        ConstraintForm::Foreign if !after.definition.contains("PERIOD") => {
            let (_, rest) = after.definition.split_once(" REFERENCES ")?;
            let (other, rest) = rest.split_once('(')?;
            let (keys, _) = rest.split_once(')')?;
            let keys: Vec<&str> = keys.split(", ").collect();
            let of = after.references.as_ref()?;
            (keys.len() == names.len() && Context::table(context.actual, &of.schema, &of.name).is_some()).then(|| {
                let same: Vec<String> =
                    keys.iter().zip(&names).map(|(key, name)| format!("o.{key} = r.{name}")).collect();
                let present: Vec<String> = names.iter().map(|name| format!("r.{name} IS NOT NULL")).collect();
                format!(
                    "SELECT * FROM {table} AS r WHERE {} AND NOT EXISTS (SELECT FROM {other} AS o WHERE {}) LIMIT 1;",
                    present.join(" AND "),
                    same.join(" AND ")
                )
            })
        }
        ConstraintForm::Primary | ConstraintForm::Unique | ConstraintForm::Foreign | ConstraintForm::Exclusion => None,
    }
}

fn duplicates(table: &str, names: &[String], condition: Option<String>) -> Option<String> {
    let condition = condition.filter(|text| !text.is_empty()).map(|text| format!(" WHERE {text}")).unwrap_or_default();
    let list = names.join(", ");
    (!names.is_empty())
        .then(|| format!("SELECT {list} FROM {table}{condition} GROUP BY {list} HAVING count(*) > 1 LIMIT 1;"))
}

fn of_index(context: &Context<'_>, after: &Index) -> Option<String> {
    let table = table(context, &after.table.schema, &after.table.name)?;
    let has_needs = context
        .target
        .dependencies
        .iter()
        .filter(|(from, _)| **from == after.identity())
        .all(|(_, to)| to.kind != crate::catalog::Kind::Column || context.actual.objects.contains_key(to));
    let names: Vec<String> = after.columns.iter().map(|column| column.expression.clone()).collect();
    let mut conditions: Vec<String> = after.predicate.iter().map(|predicate| format!("({predicate})")).collect();
    if after.nulls_not_distinct != Some(true) {
        conditions.extend(names.iter().map(|name| format!("({name}) IS NOT NULL")));
    }
    if has_needs { duplicates(&table, &names, Some(conditions.join(" AND "))) } else { None }
}

/// The columns that have a value which an enum loses.
fn of_enum(context: &Context<'_>, before: &DataType, after: &DataType) -> Vec<String> {
    let (old, new) = (before.values.as_deref().unwrap_or_default(), after.values.as_deref().unwrap_or_default());
    let gone: Vec<String> = old.iter().filter(|value| !new.contains(value)).map(|value| quote_literal(value)).collect();
    if gone.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let name = context.old.qualified(&before.schema, &before.name);
    let of_type = context.actual.objects.values().filter_map(|object| match object {
        Object::Column(column) if column.r#type.as_deref() == Some(name.as_str()) => Some(column),
        _ => None,
    });
    let query = |column: &Column| {
        let table = table(context, &column.schema, &column.table)?;
        let name = context.old.id(&column.name);
        Some(format!("SELECT * FROM {table} WHERE {name}::text IN ({}) LIMIT 1;", gone.join(", ")))
    };
    of_type.filter_map(query).collect()
}
