//! Indexes: altered in place as far as their definition stays, or rebuilt.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use super::parameters;
use crate::catalog::{Identity, Index, IndexColumn, Kind, Qualified};

/// Properties that are changed without another index.
const IN_PLACE: [&str; 7] =
    ["attached_to", "columns", "comment", "depends_on_extensions", "options", "tablespace", "valid"];

/// Says how an index is altered.
pub(super) fn alter(context: &Context<'_>, before: &Index, after: &Index, changed: &Changed<'_>) -> Outcome {
    let bare = |index: &Index| -> Vec<IndexColumn> {
        index.columns.iter().map(|column| IndexColumn { statistics: None, ..column.clone() }).collect()
    };
    let others = changed.0.iter().any(|name| !IN_PLACE.contains(name));
    let is_detached = changed.has("attached_to") && before.attached_to.is_some();
    if others || bare(before) != bare(after) || is_detached {
        return Outcome::Recreate;
    }
    let is_partitioned = Context::table(context.target, &after.table.schema, &after.table.name);
    let is_partitioned = is_partitioned.is_some_and(|table| table.partition_by.is_some());
    if changed.has("valid") && !(is_partitioned && after.valid) {
        // An index that was built concurrently and failed is rebuilt; one of a partitioned table loses its parts.
        return Outcome::Recreate;
    }
    let mut alteration = Alteration::default();
    let name = context.new.qualified(&after.schema, &after.name);
    let actions = parameters::changes(context, before.options.as_ref(), after.options.as_ref(), "");
    alteration.main.extend(actions.into_iter().map(|action| format!("ALTER INDEX {name} {action};")));
    if changed.has("tablespace") {
        let tablespace = context.new.id(after.tablespace.as_deref().unwrap_or("pg_default"));
        alteration.main.push(format!("ALTER INDEX {name} SET TABLESPACE {tablespace};"));
    }
    for (at, (old, new)) in before.columns.iter().zip(&after.columns).enumerate() {
        if old.statistics != new.statistics {
            let (number, target) = (at + 1, new.statistics.unwrap_or(-1));
            alteration.main.push(format!("ALTER INDEX {name} ALTER COLUMN {number} SET STATISTICS {target};"));
        }
    }
    let (old, new) = (before.depends_on_extensions.as_deref(), after.depends_on_extensions.as_deref());
    alteration.main.extend(depends_on_extensions(context, &format!("INDEX {name}"), old, new));
    if let Some(of) = after.attached_to.as_ref().filter(|_| changed.has("attached_to")) {
        alteration.finish.push(format!("ALTER INDEX {} ATTACH PARTITION {name};", context.new.full(of)));
        alteration.finish_needs.extend(index_name(context, of));
    }
    alteration.into()
}

/// Returns the index of a name, or the constraint that it implements.
pub(super) fn index_name(context: &Context<'_>, name: &Qualified) -> Option<Identity> {
    let index = Identity {
        kind: Kind::Index,
        schema: Some(name.schema.clone()),
        on: None,
        name: name.name.clone(),
        arguments: None,
    };
    if context.target.objects.contains_key(&index) {
        return Some(index);
    }
    let is_it = |identity: &&Identity| {
        identity.kind == Kind::Constraint && identity.schema == index.schema && identity.name == index.name
    };
    context.target.objects.keys().find(is_it).cloned()
}

/// Returns the statements that change the extensions with which an object is dropped.
pub(super) fn depends_on_extensions(
    context: &Context<'_>,
    object: &str,
    before: Option<&[String]>,
    after: Option<&[String]>,
) -> Vec<String> {
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let gone = before.iter().filter(|extension| !after.contains(extension)).map(|extension| ("NO DEPENDS", extension));
    let new = after.iter().filter(|extension| !before.contains(extension)).map(|extension| ("DEPENDS", extension));
    gone.chain(new)
        .map(|(word, extension)| format!("ALTER {object} {word} ON EXTENSION {};", context.new.id(extension)))
        .collect()
}
