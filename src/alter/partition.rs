//! Partitions: attached, detached, and attached with other bounds.

use super::context::Context;
use super::fate::Alteration;
use crate::catalog::{Identity, Kind, Object, Table};

/// Writes how a table becomes a partition, stops being one, or gets other bounds.
pub(super) fn alter(context: &Context<'_>, before: &Table, after: &Table, alteration: &mut Alteration) {
    if let Some(partition) = &before.partition {
        let (of, name) = (context.old.full(&partition.of), context.old.qualified(&before.schema, &before.name));
        alteration.release.push(format!("ALTER TABLE {of} DETACH PARTITION {name};"));
    }
    if let Some(statement) = attach(context, after) {
        alteration.finish.push(statement);
        alteration.finish_needs.extend(parts(context, after));
    }
}

/// Returns the statement that makes a table a partition.
pub(super) fn attach(context: &Context<'_>, table: &Table) -> Option<String> {
    let partition = table.partition.as_ref()?;
    let (of, name) = (context.new.full(&partition.of), context.new.qualified(&table.schema, &table.name));
    let bound = partition.bound.as_deref().unwrap_or("DEFAULT");
    Some(format!("ALTER TABLE ONLY {of} ATTACH PARTITION {name} {bound};"))
}

/// Returns what a table needs before it is attached: its own indexes and constraints, and the table that it becomes a
/// part of with its columns. The server then attaches the indexes instead of building others.
pub(super) fn parts(context: &Context<'_>, table: &Table) -> Vec<Identity> {
    let Some(partition) = &table.partition else { return Vec::new() };
    let of = &partition.of;
    let needs = |(identity, object): (&Identity, &Object)| {
        let is_own = |schema: &str, name: &str| schema == table.schema && name == table.name;
        let is_parent = |schema: &str, name: &str| schema == of.schema && name == of.name;
        let (schema, on) = (identity.schema.as_deref()?, identity.on.as_deref());
        let is_needed = match object {
            Object::Index(index) => is_own(&index.table.schema, &index.table.name),
            Object::Constraint(constraint) => {
                constraint.references.is_none() && on.is_some_and(|on| is_own(schema, on))
            }
            Object::Column(_) => on.is_some_and(|on| is_own(schema, on) || is_parent(schema, on)),
            Object::Table(_) => is_parent(schema, &identity.name),
            _ => false,
        };
        is_needed.then(|| identity.clone())
    };
    let kinds = [Kind::Table, Kind::Column, Kind::Constraint, Kind::Index];
    let objects = context.target.objects.iter().filter(|(identity, _)| kinds.contains(&identity.kind));
    objects.filter_map(needs).collect()
}
