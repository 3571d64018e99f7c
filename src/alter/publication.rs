//! Publications and their members.

use super::context::Context;
use super::fate::{Alteration, Changed, Outcome};
use crate::catalog::{Identity, Kind, Object, Publication, PublishedTable};
use crate::definition::create;

/// Says how a publication is altered.
pub(super) fn alter(
    context: &Context<'_>,
    before: &Publication,
    after: &Publication,
    changed: &Changed<'_>,
) -> Outcome {
    if changed.has("all_tables") {
        return Outcome::Recreate;
    }
    let mut alteration = Alteration::default();
    let alter = format!("ALTER PUBLICATION {}", context.new.id(&after.name));
    let mut options = Vec::new();
    if changed.any(&["insert", "update", "delete", "truncate"]) {
        let events = [
            (after.insert, "insert"),
            (after.update, "update"),
            (after.delete, "delete"),
            (after.truncate, "truncate"),
        ];
        let events: Vec<&str> = events.iter().filter(|(is_on, _)| *is_on).map(|(_, event)| *event).collect();
        options.push(format!("publish = '{}'", events.join(", ")));
    }
    if before.via_root != after.via_root {
        options.push(format!("publish_via_partition_root = {}", after.via_root));
    }
    if before.generated_columns != after.generated_columns {
        let value = if after.generated_columns.as_deref() == Some("s") { "stored" } else { "none" };
        options.push(format!("publish_generated_columns = {value}"));
    }
    if !options.is_empty() {
        alteration.main.push(format!("{alter} SET ({});", options.join(", ")));
    }
    let list = |tables: &Option<Vec<PublishedTable>>| tables.clone().unwrap_or_default();
    let (old, new) = (list(&before.tables), list(&after.tables));
    for table in old.iter().filter(|table| !new.contains(table)) {
        alteration.release.push(format!("{alter} DROP TABLE ONLY {};", context.old.full(&table.table)));
    }
    let added: Vec<&PublishedTable> = new.iter().filter(|table| !old.contains(table)).collect();
    alteration.main.extend(added.iter().filter_map(|table| member(context, after, table)));
    let (old, new) = (before.schemas.clone().unwrap_or_default(), after.schemas.clone().unwrap_or_default());
    for schema in old.iter().filter(|schema| !new.contains(schema)) {
        alteration.release.push(format!("{alter} DROP TABLES IN SCHEMA {};", context.old.id(schema)));
    }
    for schema in new.iter().filter(|schema| !old.contains(schema)) {
        alteration.main.push(format!("{alter} ADD TABLES IN SCHEMA {};", context.new.id(schema)));
    }
    alteration.into()
}

/// Returns the statement that adds a table, as a new publication has it.
pub(super) fn member(context: &Context<'_>, publication: &Publication, table: &PublishedTable) -> Option<String> {
    let one = Publication { tables: Some(vec![table.clone()]), schemas: None, ..publication.clone() };
    create(&Object::Publication(one), &context.new).into_iter().find(|statement| statement.contains(" ADD TABLE "))
}

/// Returns the objects that the members of a publication need beside what the server knows: a condition names columns.
pub(super) fn needs(publication: &Publication) -> Vec<Identity> {
    let columns = publication.tables.iter().flatten().flat_map(|table| {
        table.columns.iter().flatten().map(|column| Identity {
            kind: Kind::Column,
            schema: Some(table.table.schema.clone()),
            on: Some(table.table.name.clone()),
            name: column.clone(),
            arguments: None,
        })
    });
    columns.collect()
}
