//! Tables: ordinary, partitioned and foreign ones.

use super::column::{self, Placed, placed};
use super::constraint::{self, Place};
use super::entry::{Described, Entry};
use super::name::literal;
use super::parameters::{foreign_options, replica_identity, with};
use super::separate::Separate;
use super::source::Source;
use crate::catalog::{Constraint, ConstraintForm, Durability, Table, TableForm};
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(super) fn table(source: &Source<'_>, table: &Table, separate: &Separate) -> Vec<Entry> {
    let kind = if table.form == TableForm::Foreign { "FOREIGN TABLE" } else { "TABLE" };
    let columns = placed(source, table);
    let checks = checks(source, table);
    let mut entry = Entry::new(kind, Some(&table.schema), &table.name);
    entry.statements.push(create(source, table, &columns, &checks, separate));
    for column in &columns {
        entry.statements.extend(column.alterations(source, table));
    }
    entry.statements.extend(alterations(source, table));
    let mut entries = vec![entry];
    let described = Described { kind, schema: Some(&table.schema), name: source.id(&table.name) };
    let mut comments = described.entries(source, table.comment.as_deref(), None);
    comments.extend(columns.iter().flat_map(|placed| column::comments(source, placed.column)));
    entries.append(&mut comments);
    let row_type = Described { kind: "TYPE", schema: Some(&table.schema), name: source.id(&table.name) };
    entries.extend(row_type.entries(source, table.type_comment.as_deref(), None));
    entries.extend(labels(source, table, &columns, kind));
    let is_own = |check: &Constraint| check.local != Some(false) && !separate.has(&check.identity());
    let own = checks.iter().filter(|check| matches!(check, Cow::Borrowed(_)) && is_own(check));
    entries.extend(own.flat_map(|check| constraint::comment(source, check, Place::Table)));
    entries.extend(not_null_comments(source, table, &columns));
    entries
}

fn create(
    source: &Source<'_>,
    table: &Table,
    columns: &[Placed<'_>],
    checks: &[Cow<'_, Constraint>],
    separate: &Separate,
) -> String {
    let unlogged = if table.durability == Durability::Unlogged { "UNLOGGED " } else { "" };
    let kind = if table.form == TableForm::Foreign { "FOREIGN TABLE" } else { "TABLE" };
    let mut text = format!("CREATE {unlogged}{kind} {}", source.qualified(&table.schema, &table.name));
    if let Some(of) = &table.of_type {
        text.push_str(&[" OF ", of].concat());
    }
    let printed = columns.iter().filter(|column| column.is_printed);
    let mut items: Vec<String> = printed.filter_map(|column| column.definition(source, table, separate)).collect();
    items.extend(columns.iter().filter_map(|column| column.not_null_constraint(source)));
    let inside = checks.iter().filter(|check| !separate.has(&check.identity()));
    items.extend(inside.map(|check| format!("CONSTRAINT {} {}", source.id(&check.name), check.definition)));
    if !items.is_empty() || table.of_type.is_none() {
        let items: Vec<String> = items.iter().map(|item| format!("\n    {item}")).collect();
        text.push_str(&[" (", &items.join(","), "\n)"].concat());
    }
    if let Some(parents) = table.inherits.as_ref().filter(|parents| !parents.is_empty()) {
        let parents: Vec<String> = parents.iter().map(|parent| source.full(parent)).collect();
        text.push_str(&["\nINHERITS (", &parents.join(", "), ")"].concat());
    }
    if let Some(key) = &table.partition_by {
        text.push_str(&["\nPARTITION BY ", key].concat());
    }
    if let Some(server) = &table.server {
        text.push_str(&["\nSERVER ", &source.id(server)].concat());
    }
    if let Some(method) = table.access_method.as_ref().filter(|method| *method != "heap") {
        text.push_str(&["\nUSING ", &source.id(method)].concat());
    }
    text.push_str(&with(source, &table.identity(), table.options.as_ref(), table.toast_options.as_ref(), "\n"));
    if let Some(tablespace) = &table.tablespace {
        text.push_str(&["\nTABLESPACE ", &source.id(tablespace)].concat());
    }
    if let Some(options) = table.foreign_options.as_ref().filter(|options| !options.0.is_empty()) {
        let options = foreign_options(source, options.0.iter().map(|(name, value)| (name, value.as_str())));
        text.push_str(&["\nOPTIONS (\n    ", &options, "\n)"].concat());
    }
    text.push(';');
    text
}

fn alterations(source: &Source<'_>, table: &Table) -> Vec<String> {
    let name = source.qualified(&table.schema, &table.name);
    // A foreign table has no replica identity.
    let identity = Some(table.replica_identity).filter(|_| table.form != TableForm::Foreign);
    let mut statements: Vec<String> = replica_identity(&name, identity).into_iter().collect();
    if table.force_row_security {
        statements.push(format!("ALTER TABLE ONLY {name} FORCE ROW LEVEL SECURITY;"));
    }
    statements
}

/// Returns the checks of a table in order of their names. A partition repeats those of its table, which the catalog
/// does not have.
pub(super) fn checks<'a>(source: &Source<'a>, table: &Table) -> Vec<Cow<'a, Constraint>> {
    let mut found: BTreeMap<&'a str, Cow<'a, Constraint>> = BTreeMap::new();
    if let Some(parts) = source.parts(&table.schema, &table.name) {
        let is_own = |check: &&&Constraint| check.form == ConstraintForm::Check && check.local != Some(false);
        let own = parts.constraints.iter().filter(is_own);
        found.extend(own.map(|check| (check.name.as_str(), Cow::Borrowed(*check))));
    }
    let mut above = table.partition.as_ref().map(|partition| &partition.of);
    // A partition of a partition repeats those of all tables above it.
    while let Some(parent) = above {
        if let Some(parts) = source.parts(&parent.schema, &parent.name) {
            let passed = |check: &&&Constraint| {
                check.form == ConstraintForm::Check && !check.no_inherit && check.local != Some(false)
            };
            for check in parts.constraints.iter().filter(passed) {
                found.entry(&check.name).or_insert_with(|| {
                    let (schema, on) = (table.schema.clone(), table.name.clone());
                    Cow::Owned(Constraint { schema, on, comment: None, inherited: true, ..(*check).clone() })
                });
            }
        }
        above = source.table(parent).and_then(|parent| parent.partition.as_ref()).map(|partition| &partition.of);
    }
    found.into_values().collect()
}

/// Returns the labels of a table and its columns, which are one entry.
fn labels(source: &Source<'_>, table: &Table, columns: &[Placed<'_>], kind: &'static str) -> Option<Entry> {
    let name = source.qualified(&table.schema, &table.name);
    let mut entry = Entry::new("SECURITY LABEL", Some(&table.schema), format!("{kind} {}", source.id(&table.name)));
    let mut add = |target: String, labels: Option<&crate::catalog::Labels>| {
        for (provider, label) in labels.into_iter().flatten() {
            let provider = source.id(provider);
            entry.statements.push(format!("SECURITY LABEL FOR {provider} ON {target} IS {};", literal(label)));
        }
    };
    add(format!("{kind} {name}"), table.labels.as_ref());
    for placed in columns {
        add(format!("COLUMN {name}.{}", source.id(&placed.column.name)), placed.column.labels.as_ref());
    }
    (!entry.statements.is_empty()).then_some(entry)
}

/// Returns the comments on not-null constraints (PostgreSQL 18).
fn not_null_comments(source: &Source<'_>, table: &Table, columns: &[Placed<'_>]) -> Vec<Entry> {
    let commented = columns.iter().filter(|placed| placed.column.not_null_comment.is_some());
    let each = commented.flat_map(|placed| {
        let chosen = format!("{}_{}_not_null", table.name, placed.column.name);
        let name = placed.column.not_null_name.as_ref().unwrap_or(&chosen);
        let kind = format!("CONSTRAINT {} ON", source.id(name));
        let described = Described { kind: &kind, schema: Some(&table.schema), name: source.id(&table.name) };
        described.entries(source, placed.column.not_null_comment.as_deref(), None)
    });
    each.collect()
}

/// Returns the statement that makes a table a partition.
pub(super) fn attach(source: &Source<'_>, table: &Table) -> Option<Entry> {
    let partition = table.partition.as_ref()?;
    let (of, name) = (source.full(&partition.of), source.qualified(&table.schema, &table.name));
    let bound = partition.bound.as_deref().unwrap_or("DEFAULT");
    let statement = format!("ALTER TABLE ONLY {of} ATTACH PARTITION {name} {bound};");
    Some(Entry::new("TABLE ATTACH", Some(&table.schema), &table.name).with(statement))
}

/// Returns the statement that turns row-level security on.
pub(super) fn row_security(source: &Source<'_>, table: &Table) -> Entry {
    let name = source.qualified(&table.schema, &table.name);
    Entry::new("ROW SECURITY", Some(&table.schema), &table.name)
        .with(format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;"))
}
