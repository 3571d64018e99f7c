//! Publications and subscriptions.

use super::entry::{Described, Entry};
use super::name::literal;
use super::source::Source;
use crate::catalog::{Publication, PublishedTable, Subscription};
use serde_json::Value;

pub(super) fn publication(source: &Source<'_>, publication: &Publication) -> Vec<Entry> {
    let name = source.id(&publication.name);
    let all = if publication.all_tables { " FOR ALL TABLES" } else { "" };
    let events = [
        (publication.insert, "insert"),
        (publication.update, "update"),
        (publication.delete, "delete"),
        (publication.truncate, "truncate"),
    ];
    let events: Vec<&str> = events.iter().filter(|(is_on, _)| *is_on).map(|(_, event)| *event).collect();
    let mut options = vec![format!("publish = '{}'", events.join(", "))];
    options.extend(publication.via_root.then(|| "publish_via_partition_root = true".to_owned()));
    if publication.generated_columns.as_deref() == Some("s") {
        options.push("publish_generated_columns = stored".to_owned());
    }
    let create = format!("CREATE PUBLICATION {name}{all} WITH ({});", options.join(", "));
    let mut entries = vec![Entry::new("PUBLICATION", None, &publication.name).with(create)];
    let described = Described { kind: "PUBLICATION", schema: None, name };
    entries.extend(described.entries(source, publication.comment.as_deref(), publication.labels.as_ref()));
    entries
}

/// Returns the statement that adds a table to a publication.
pub(super) fn table(source: &Source<'_>, publication: &Publication, table: &PublishedTable) -> Entry {
    let (name, of) = (source.id(&publication.name), source.full(&table.table));
    let mut text = format!("ALTER PUBLICATION {name} ADD TABLE ONLY {of}");
    if let Some(columns) = &table.columns {
        let order = source.table(&table.table).and_then(|table| table.column_order.as_ref());
        let place = |column: &String| order.and_then(|order| order.iter().position(|other| other == column));
        let mut columns: Vec<&String> = columns.iter().collect();
        columns.sort_by_key(|column| place(column));
        text.push_str(&[" (", &source.list(columns), ")"].concat());
    }
    if let Some(condition) = &table.r#where {
        text.push_str(&[" WHERE (", condition, ")"].concat());
    }
    text.push(';');
    let tag = format!("{} {}", publication.name, table.table.name);
    Entry::new("PUBLICATION TABLE", Some(&table.table.schema), tag).with(text)
}

/// Returns the statement that adds the tables of a schema to a publication.
pub(super) fn schema(source: &Source<'_>, publication: &Publication, schema: &str) -> Entry {
    let text =
        format!("ALTER PUBLICATION {} ADD TABLES IN SCHEMA {};", source.id(&publication.name), source.id(schema));
    Entry::new("PUBLICATION TABLES IN SCHEMA", Some(schema), format!("{} {schema}", publication.name)).with(text)
}

/// Returns a subscription without the secrets in the address of the publisher, which the catalog does not have.
pub(super) fn subscription(source: &Source<'_>, subscription: &Subscription) -> Vec<Entry> {
    let name = source.id(&subscription.name);
    let slot = subscription.slot.as_deref().map_or_else(|| "NONE".to_owned(), literal);
    let mut options = vec!["connect = false".to_owned(), format!("slot_name = {slot}")];
    let value = |name: &str| subscription.options.get(name);
    let is = |name: &str| value(name) == Some(&Value::Bool(true)) || value(name) == Some(&Value::from("t"));
    options.extend(is("binary").then(|| "binary = true".to_owned()));
    options.extend(is("streaming").then(|| "streaming = on".to_owned()));
    options.extend((value("streaming") == Some(&Value::from("p"))).then(|| "streaming = parallel".to_owned()));
    options.extend(is("two_phase").then(|| "two_phase = on".to_owned()));
    options.extend(is("disable_on_error").then(|| "disable_on_error = true".to_owned()));
    let no = |name: &str| value(name) == Some(&Value::Bool(false));
    options.extend(no("password_required").then(|| "password_required = false".to_owned()));
    options.extend(is("run_as_owner").then(|| "run_as_owner = true".to_owned()));
    options.extend((value("origin") == Some(&Value::from("none"))).then(|| "origin = none".to_owned()));
    options.extend(is("failover").then(|| "failover = true".to_owned()));
    let commit = subscription.synchronous_commit.as_ref().filter(|commit| *commit != "off");
    options.extend(commit.map(|commit| format!("synchronous_commit = {}", source.id(commit))));
    let publications = source.list(subscription.publications.iter().flatten());
    let connection = literal(subscription.connection.as_deref().unwrap_or_default());
    let options = options.join(", ");
    let create =
        format!("CREATE SUBSCRIPTION {name} CONNECTION {connection} PUBLICATION {publications} WITH ({options});");
    let mut entries = vec![Entry::new("SUBSCRIPTION", None, &subscription.name).with(create)];
    let described = Described { kind: "SUBSCRIPTION", schema: None, name };
    entries.extend(described.entries(source, subscription.comment.as_deref(), subscription.labels.as_ref()));
    entries
}
