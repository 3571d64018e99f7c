//! Tables: options, row-level security, replica identity, inheritance, durability, access method.

use super::column::is_recreated;
use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::parameters;
use super::partition;
use crate::catalog::{Durability, Identity, Kind, Qualified, ReplicaIdentity, Table, TableForm};
use std::collections::BTreeMap;

/// Says how a table is altered.
pub(super) fn alter(context: &Context<'_>, before: &Table, after: &Table, changed: &Changed<'_>) -> Outcome {
    if before.form == TableForm::Foreign && changed.any(&["server", "partition_by", "form"]) {
        // A foreign table has no rows of its own.
        return Outcome::Recreate;
    }
    let mut alteration = Alteration::default();
    if changed.has("form") || changed.has("partition_by") {
        let reason =
            "a table that may have rows cannot become a partitioned one, or change its partition key, in place";
        alteration.refused.push(reason.to_owned());
        return Outcome::Alter(alteration);
    }
    storage(context, before, after, &mut alteration);
    security(context, before, after, &mut alteration);
    if changed.has("of_type") {
        of_type(context, after, &mut alteration);
    }
    if changed.has("inherits") {
        inherits(context, before, after, &mut alteration);
    }
    if changed.has("partition") {
        partition::alter(context, before, after, &mut alteration);
    }
    if changed.any(&["replica_identity", "replica_identity_index", "clustered_on"]) {
        marks(context, before, after, &mut alteration);
    }
    if changed.has("foreign_options") {
        let old = options_of(before);
        let new = options_of(after);
        let options = parameters::options(context, &old, &new);
        let alter = context.alter(&after.schema, &after.name);
        alteration.main.extend(options.map(|options| format!("{alter} {options};")));
    }
    alteration.into()
}

fn options_of(table: &Table) -> BTreeMap<&str, &str> {
    let options = table.foreign_options.iter().flat_map(|options| &options.0);
    options.map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Whether columns end up in another order than they should: a new one is always the last.
pub(super) fn order(context: &Context<'_>, before: &Table, after: &Table) -> Option<String> {
    let list = |table: &Table| table.column_order.clone().unwrap_or_default();
    let (old, new) = (list(before), list(after));
    let of = Qualified { schema: after.schema.clone(), name: after.name.clone() };
    let stays = |name: &&String| new.contains(name) && !is_recreated(context, &of, name);
    let kept: Vec<&String> = old.iter().filter(stays).collect();
    let added = new.iter().filter(|name| !kept.contains(name));
    let reached: Vec<&String> = kept.iter().copied().chain(added).collect();
    let is_reached = reached.iter().copied().eq(new.iter());
    (!is_reached).then(|| "columns are only added at the end of a table, so their order stays another one".to_owned())
}

fn storage(context: &Context<'_>, before: &Table, after: &Table, alteration: &mut Alteration) {
    let alter = context.alter(&after.schema, &after.name);
    let mut actions = parameters::changes(context, before.options.as_ref(), after.options.as_ref(), "");
    actions.extend(parameters::changes(context, before.toast_options.as_ref(), after.toast_options.as_ref(), "toast."));
    if before.durability != after.durability {
        actions.push(if after.durability == Durability::Unlogged { "SET UNLOGGED" } else { "SET LOGGED" }.to_owned());
    }
    if before.access_method != after.access_method {
        match &after.access_method {
            Some(method) if context.target.server >= 15 => {
                actions.push(format!("SET ACCESS METHOD {}", context.new.id(method)));
            }
            _ => alteration.refused.push("the access method of a table is set from PostgreSQL 15 on".to_owned()),
        }
    }
    if before.tablespace != after.tablespace {
        let tablespace = after.tablespace.as_deref().unwrap_or("pg_default");
        actions.push(format!("SET TABLESPACE {}", context.new.id(tablespace)));
    }
    alteration.main.extend(actions.into_iter().map(|action| format!("{alter} {action};")));
}

fn security(context: &Context<'_>, before: &Table, after: &Table, alteration: &mut Alteration) {
    let alter = context.alter(&after.schema, &after.name);
    if before.row_security != after.row_security {
        let word = if after.row_security { "ENABLE" } else { "DISABLE" };
        alteration.main.push(format!("{alter} {word} ROW LEVEL SECURITY;"));
    }
    if before.force_row_security != after.force_row_security {
        let word = if after.force_row_security { "FORCE" } else { "NO FORCE" };
        alteration.main.push(format!("{alter} {word} ROW LEVEL SECURITY;"));
    }
}

fn of_type(context: &Context<'_>, after: &Table, alteration: &mut Alteration) {
    let alter = context.alter(&after.schema, &after.name);
    match &after.of_type {
        Some(of) => alteration.main.push(format!("{alter} OF {of};")),
        None => alteration.release.push(format!("{alter} NOT OF;")),
    }
}

/// Parents are in the order in which they were added: those behind the first difference are removed and added again.
fn inherits(context: &Context<'_>, before: &Table, after: &Table, alteration: &mut Alteration) {
    let alter = context.alter(&after.schema, &after.name);
    let list = |table: &Table| table.inherits.clone().unwrap_or_default();
    let (old, new) = (list(before), list(after));
    let same = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    if same < old.len() && context.new.columns(after).iter().any(|column| !column.local) {
        let reason = "its columns become its own when a parent is removed";
        alteration.refused.push(reason.to_owned());
    }
    for parent in &old[same..] {
        alteration.release.push(format!("{alter} NO INHERIT {};", context.old.full(parent)));
    }
    for parent in &new[same..] {
        alteration.finish.push(format!("{alter} INHERIT {};", context.new.full(parent)));
        alteration
            .finish_needs
            .extend(Context::whole(context.target, &parent.schema, &parent.name).map(|(identity, _)| identity.clone()));
        let columns = context.target.objects.keys().filter(|identity| {
            identity.kind == Kind::Column
                && (is_on(identity, parent)
                    || is_on(identity, &Qualified { schema: after.schema.clone(), name: after.name.clone() }))
        });
        alteration.finish_needs.extend(columns.cloned());
    }
}

fn is_on(identity: &Identity, table: &Qualified) -> bool {
    identity.schema.as_ref() == Some(&table.schema) && identity.on.as_ref() == Some(&table.name)
}

/// Sets the index by which a table is clustered or replicated, after it was made.
fn marks(context: &Context<'_>, before: &Table, after: &Table, alteration: &mut Alteration) {
    let alter = context.alter(&after.schema, &after.name);
    if before.clustered_on != after.clustered_on {
        alteration.finish.push(match &after.clustered_on {
            Some(index) => format!("{alter} CLUSTER ON {};", context.new.id(index)),
            None => format!("{alter} SET WITHOUT CLUSTER;"),
        });
    }
    if (before.replica_identity, &before.replica_identity_index)
        != (after.replica_identity, &after.replica_identity_index)
    {
        let identity = match (after.replica_identity, &after.replica_identity_index) {
            (ReplicaIdentity::Nothing, _) => "NOTHING".to_owned(),
            (ReplicaIdentity::Full, _) => "FULL".to_owned(),
            (ReplicaIdentity::Index, Some(index)) => format!("USING INDEX {}", context.new.id(index)),
            _ => "DEFAULT".to_owned(),
        };
        alteration.finish.push(format!("{alter} REPLICA IDENTITY {identity};"));
    }
    let names = [&after.clustered_on, &after.replica_identity_index].into_iter().flatten();
    alteration.finish_needs.extend(names.filter_map(|name| index(context, after, name)));
}

/// Returns an index of a table, or the constraint that it implements.
fn index(context: &Context<'_>, table: &Table, name: &str) -> Option<Identity> {
    let own = Identity {
        kind: Kind::Index,
        schema: Some(table.schema.clone()),
        on: None,
        name: name.to_owned(),
        arguments: None,
    };
    let of_constraint = Identity { kind: Kind::Constraint, on: Some(table.name.clone()), ..own.clone() };
    [own, of_constraint].into_iter().find(|identity| context.target.objects.contains_key(identity))
}
