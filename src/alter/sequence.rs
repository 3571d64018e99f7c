//! Sequences.

use super::context::Context;
use super::fate::{Alteration, Outcome};
use super::identity::Options;
use crate::catalog::{Durability, Identity, Kind, Sequence};

/// Says how a sequence is altered.
pub(super) fn alter(context: &Context<'_>, before: &Sequence, after: &Sequence) -> Outcome {
    let mut alteration = Alteration::default();
    let alter = format!("ALTER SEQUENCE {}", context.new.qualified(&after.schema, &after.name));
    let mut clauses = Vec::new();
    if before.r#type != after.r#type {
        clauses.push(format!("AS {}", after.r#type));
    }
    let (mut old, new) = (options(before), options(after));
    if let Some(both) = old.widened(new) {
        let name = context.new.qualified(&after.schema, &after.name);
        let widened = old.changes(both, "");
        if !widened.is_empty() {
            alteration.main.push(format!("{alter} {};", widened.join(" ")));
        }
        alteration.main.push(new.restart(&name));
        old = both;
    }
    clauses.extend(old.changes(new, ""));
    if before.r#type != after.r#type && before.max == after.max {
        clauses.push(format!("MAXVALUE {}", after.max));
    }
    if !clauses.is_empty() {
        alteration.main.push(format!("{alter} {};", clauses.join(" ")));
    }
    if before.durability != after.durability {
        let word = if after.durability == Durability::Unlogged { "UNLOGGED" } else { "LOGGED" };
        alteration.main.push(format!("{alter} SET {word};"));
    }
    if before.owned_by != after.owned_by {
        if before.owned_by.is_some() {
            alteration.release.push(format!("{alter} OWNED BY NONE;"));
        }
        if let Some((column, statement)) = owned_by(context, after) {
            alteration.finish.push(statement);
            alteration.finish_needs.push(column);
        }
    }
    alteration.into()
}

/// Returns the column that owns a sequence, and the statement that makes it so.
pub(super) fn owned_by(context: &Context<'_>, sequence: &Sequence) -> Option<(Identity, String)> {
    let owner = sequence.owned_by.as_ref()?;
    let name = context.new.qualified(&sequence.schema, &sequence.name);
    let column = format!("{}.{}", context.new.qualified(&owner.schema, &owner.table), context.new.id(&owner.column));
    let identity = Identity {
        kind: Kind::Column,
        schema: Some(owner.schema.clone()),
        on: Some(owner.table.clone()),
        name: owner.column.clone(),
        arguments: None,
    };
    Some((identity, format!("ALTER SEQUENCE {name} OWNED BY {column};")))
}

fn options(sequence: &Sequence) -> Options {
    let Sequence { start, increment, min, max, cache, cycle, .. } = *sequence;
    Options { start, increment, min, max, cache, cycle }
}
