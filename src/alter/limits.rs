//! Differences that no statement can remove, whatever the noun's own file can write.

use super::collation::is_unknown_copy;
use super::context::Context;
use crate::catalog::{Catalog, Column, Constraint, Index, Object, Qualified};

/// The largest values of the types of sequences, by the type of the column.
const LARGEST: [(&str, i64); 3] = [("smallint", i16::MAX as i64), ("integer", i32::MAX as i64), ("bigint", i64::MAX)];

/// Returns why a change cannot be written.
pub(super) fn limit(context: &Context<'_>, before: Option<&Object>, after: Option<&Object>) -> Option<&'static str> {
    match (before, after) {
        (Some(Object::Column(before)), Some(Object::Column(after))) => columns(before, after),
        (Some(Object::Column(column)), None) | (None, Some(Object::Column(column))) => of_type(context, column),
        (_, Some(Object::Collation(collation))) if is_unknown_copy(collation) => {
            Some("a collation that is not for one encoding can only be a copy of another one")
        }
        (before, Some(Object::Index(index)))
            if !index.valid && !matches!(before, Some(Object::Index(before)) if !before.valid) =>
        {
            Some("no statement makes an invalid index")
        }
        (None, Some(Object::Index(index))) | (Some(Object::Index(index)), None) => attached(context, index),
        (Some(Object::Index(before)), Some(Object::Index(after))) if before.attached_to != after.attached_to => {
            Some(OF_PARTITION)
        }
        (None, Some(Object::Constraint(key))) | (Some(Object::Constraint(key)), None) => attached_key(context, key),
        (Some(Object::Constraint(before)), Some(Object::Constraint(after)))
            if before.attached_to != after.attached_to =>
        {
            Some(OF_PARTITION)
        }
        _ => None,
    }
}

/// Reason for indexes and keys that follow from those of the partitioned table.
const OF_PARTITION: &str = "the index of a partition belongs to the index of its table, which stays";

fn columns(before: &Column, after: &Column) -> Option<&'static str> {
    if before.local != after.local && after.inherited {
        return Some("a column that is inherited is declared by its own table as well only from the beginning");
    }
    let largest = |column: &Column| {
        let identity = column.identity.as_ref()?;
        let own = LARGEST.iter().find(|(name, _)| column.r#type.as_deref() == Some(*name))?.1;
        Some((identity.max, own))
    };
    let is_of_other_type = |(max, own): (i64, i64)| max != own && LARGEST.iter().any(|(_, largest)| *largest == max);
    let changes = before.identity != after.identity && before.r#type == after.r#type;
    let is_other = [largest(before), largest(after)].into_iter().flatten().any(is_of_other_type);
    (changes && is_other).then_some("the sequence of the column is of another type than the column")
}

/// A column of a table that takes all its columns from a type.
fn of_type(context: &Context<'_>, column: &Column) -> Option<&'static str> {
    let is_typed =
        |catalog| Context::table(catalog, &column.schema, &column.table).is_some_and(|table| table.of_type.is_some());
    (is_typed(context.actual) && is_typed(context.target)).then_some("a typed table has the columns of its type")
}

fn attached(context: &Context<'_>, index: &Index) -> Option<&'static str> {
    let of = index.attached_to.as_ref()?;
    stays(context, &index.table.schema, &index.table.name, of).then_some(OF_PARTITION)
}

fn attached_key(context: &Context<'_>, key: &Constraint) -> Option<&'static str> {
    let of = key.attached_to.as_ref()?;
    stays(context, &key.schema, &key.on, of).then_some(OF_PARTITION)
}

/// Whether a partition and the index of its table are on both sides.
fn stays(context: &Context<'_>, schema: &str, table: &str, index: &Qualified) -> bool {
    let is_there = |catalog: &Catalog| {
        let is_named = |object: &Object| match object {
            Object::Index(known) => known.schema == index.schema && known.name == index.name,
            Object::Constraint(known) => known.schema == index.schema && known.name == index.name,
            _ => false,
        };
        Context::table(catalog, schema, table).is_some_and(|table| table.partition.is_some())
            && catalog.objects.values().any(is_named)
    };
    is_there(context.actual) && is_there(context.target)
}
