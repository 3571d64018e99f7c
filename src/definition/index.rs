//! Indexes that do not implement a constraint.

use super::constraint::uses;
use super::entry::{Described, Entry};
use super::name::literal;
use super::parameters::with;
use super::source::Source;
use crate::catalog::{Index, IndexColumn, Qualified, View};

pub(super) fn index(source: &Source<'_>, index: &Index) -> Vec<Entry> {
    let name = source.qualified(&index.schema, &index.name);
    let mut entry = Entry::new("INDEX", Some(&index.schema), &index.name).with(create(source, index));
    let (clustered, rest): (Vec<String>, Vec<String>) = match source.parts(&index.table.schema, &index.table.name) {
        Some(parts) => {
            let of_table = parts.table.map(|table| uses(source, table, &index.name)).unwrap_or_default();
            let of_view = parts.view.map(|view| uses_of_view(source, view, &index.name)).unwrap_or_default();
            of_table.into_iter().chain(of_view).partition(|statement| !statement.contains(" REPLICA IDENTITY "))
        }
        None => (Vec::new(), Vec::new()),
    };
    entry.statements.extend(clustered);
    for (at, column) in index.columns.iter().enumerate() {
        let number = at + 1;
        entry.statements.extend(
            column
                .statistics
                .map(|target| format!("ALTER INDEX {name} ALTER COLUMN {number} SET STATISTICS {target};")),
        );
    }
    for extension in index.depends_on_extensions.iter().flatten() {
        entry.statements.push(format!("ALTER INDEX {name} DEPENDS ON EXTENSION {};", source.id(extension)));
    }
    entry.statements.extend(rest);
    let mut entries = vec![entry];
    let described = Described { kind: "INDEX", schema: Some(&index.schema), name: source.id(&index.name) };
    entries.extend(described.entries(source, index.comment.as_deref(), None));
    entries
}

fn create(source: &Source<'_>, index: &Index) -> String {
    let mut text = match source.words(&index.identity()).and_then(|words| words.definition.clone()) {
        Some(definition) => definition,
        None => from_parts(source, index),
    };
    if let Some(tablespace) = &index.tablespace {
        let tablespace = format!(" TABLESPACE {}", source.id(tablespace));
        let end = index.predicate.as_ref().map(|predicate| format!(" WHERE {predicate}")).unwrap_or_default();
        let at = text.strip_suffix(&end).map_or(text.len(), str::len);
        text.insert_str(at, &tablespace);
    }
    text.push(';');
    text
}

/// Writes the definition from what the catalog knows, which names every operator class.
fn from_parts(source: &Source<'_>, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let (name, table) = (source.id(&index.name), source.full(&index.table));
    let parts = source.parts(&index.table.schema, &index.table.name);
    let is_partitioned = parts.and_then(|parts| parts.table).is_some_and(|table| table.partition_by.is_some());
    let only = if is_partitioned { "ONLY " } else { "" };
    let columns: Vec<String> = index.columns.iter().map(|column| index_column(source, column)).collect();
    let method = source.id(&index.method);
    let mut text = format!("CREATE {unique}INDEX {name} ON {only}{table} USING {method} ({})", columns.join(", "));
    if let Some(include) = index.include.as_ref().filter(|include| !include.is_empty()) {
        text.push_str(&[" INCLUDE (", &source.list(include), ")"].concat());
    }
    if index.nulls_not_distinct == Some(true) {
        text.push_str(" NULLS NOT DISTINCT");
    }
    text.push_str(&with(source, &index.identity(), index.options.as_ref(), None, " "));
    if let Some(predicate) = &index.predicate {
        text.push_str(&[" WHERE ", predicate].concat());
    }
    text
}

fn index_column(source: &Source<'_>, column: &IndexColumn) -> String {
    let mut text = column.expression.clone();
    text.push_str(&source.collate(column.collation.as_ref()));
    text.push_str(&[" ", &source.full(&column.opclass)].concat());
    if let Some(options) = &column.opclass_options {
        let options = options.0.pairs().map(|(name, value)| format!("{}={}", source.id(name), literal(value)));
        text.push_str(&[" (", &options.collect::<Vec<_>>().join(", "), ")"].concat());
    }
    text.push_str(match (column.descending, column.nulls_first) {
        (false, false) => "",
        (false, true) => " NULLS FIRST",
        (true, true) => " DESC",
        (true, false) => " DESC NULLS LAST",
    });
    text
}

fn uses_of_view(source: &Source<'_>, view: &View, index: &str) -> Vec<String> {
    let (on, name) = (source.qualified(&view.schema, &view.name), source.id(index));
    let is_clustered = view.clustered_on.as_deref() == Some(index);
    let is_identity = view.replica_identity_index.as_deref() == Some(index);
    let clustered = is_clustered.then(|| format!("ALTER TABLE {on} CLUSTER ON {name};"));
    let identity = is_identity.then(|| format!("ALTER TABLE ONLY {on} REPLICA IDENTITY USING INDEX {name};"));
    clustered.into_iter().chain(identity).collect()
}

/// Returns the statement that makes an index a part of that of the partitioned table.
pub(super) fn attach(source: &Source<'_>, schema: &str, name: &str, of: &Qualified) -> Entry {
    let (parent, part) = (source.full(of), source.qualified(schema, name));
    Entry::new("INDEX ATTACH", Some(schema), name).with(format!("ALTER INDEX {parent} ATTACH PARTITION {part};"))
}
