//! The tables that differ, with their columns and foreign keys, for diagrams.

use super::wording::Verb;
use crate::catalog::{Catalog, Identity, Kind, Object, properties, shown};
use crate::diff::Change;
use crate::jobs::diff::Outcome;
use std::collections::{BTreeMap, BTreeSet};

/// A schema and the name of a table in it.
pub(super) type TableName = (String, String);

/// A table in which something differs.
pub(super) struct Table {
    pub(super) name: TableName,
    /// `None` if only its parts differ.
    pub(super) verb: Option<Verb>,
    pub(super) columns: Vec<Column>,
}

/// A column of either side.
pub(super) struct Column {
    pub(super) name: String,
    /// Its type on the expected side, if it is there.
    pub(super) data_type: String,
    pub(super) verb: Option<Verb>,
}

/// A foreign key of a table that differs.
pub(super) struct Relation {
    pub(super) name: String,
    pub(super) from: TableName,
    pub(super) to: TableName,
    pub(super) verb: Option<Verb>,
}

/// The tables of a diagram.
#[derive(Default)]
pub(super) struct Diagram {
    pub(super) tables: Vec<Table>,
    pub(super) relations: Vec<Relation>,
    /// Tables that others reference and in which nothing differs.
    pub(super) neighbours: Vec<TableName>,
}

/// Collects the tables that differ.
pub(super) fn diagram(outcome: &Outcome) -> Diagram {
    let compared = &outcome.compared;
    let changes: BTreeMap<&Identity, &Change> =
        compared.comparison.changes.iter().map(|change| (&change.object, change)).collect();
    let touched: BTreeSet<TableName> = changes.keys().filter_map(|object| table_of(object, outcome)).collect();
    let mut diagram = Diagram::default();
    for name in &touched {
        let verb = changes.get(&table(name)).map(|change| Verb::of(change));
        diagram.tables.push(Table { name: name.clone(), verb, columns: columns(name, outcome, &changes) });
    }
    let mut seen = BTreeSet::new();
    for catalog in [&compared.expected, &compared.actual] {
        for (identity, object) in &catalog.objects {
            let Object::Constraint(constraint) = object else { continue };
            let Some(target) = &constraint.references else { continue };
            let from = (constraint.schema.clone(), constraint.on.clone());
            if touched.contains(&from) && seen.insert(identity.clone()) {
                let to = (target.schema.clone(), target.name.clone());
                let verb = changes.get(identity).map(|change| Verb::of(change));
                diagram.relations.push(Relation { name: constraint.name.clone(), from, to, verb });
            }
        }
    }
    let targets = diagram.relations.iter().map(|relation| &relation.to);
    let neighbours: BTreeSet<&TableName> = targets.filter(|name| !touched.contains(*name)).collect();
    diagram.neighbours = neighbours.into_iter().cloned().collect();
    diagram
}

fn table((schema, name): &TableName) -> Identity {
    Identity { kind: Kind::Table, schema: Some(schema.clone()), on: None, name: name.clone(), arguments: None }
}

/// Returns the table that an object is, or is a part of.
fn table_of(object: &Identity, outcome: &Outcome) -> Option<TableName> {
    let compared = &outcome.compared;
    let schema = object.schema.clone()?;
    let name = match object.kind {
        Kind::Table => (schema, object.name.clone()),
        Kind::Index => match compared.expected.objects.get(object).or_else(|| compared.actual.objects.get(object))? {
            Object::Index(index) => (index.table.schema.clone(), index.table.name.clone()),
            _ => return None,
        },
        _ => (schema, object.on.clone()?),
    };
    let identity = table(&name);
    let is_table = compared.expected.objects.contains_key(&identity) || compared.actual.objects.contains_key(&identity);
    is_table.then_some(name)
}

fn columns(name: &TableName, outcome: &Outcome, changes: &BTreeMap<&Identity, &Change>) -> Vec<Column> {
    let compared = &outcome.compared;
    let mut found: Vec<Column> = Vec::new();
    for catalog in [&compared.expected, &compared.actual] {
        for column in ordered(name, catalog) {
            if found.iter().any(|known| known.name == column) {
                continue;
            }
            let identity =
                Identity { kind: Kind::Column, on: Some(name.1.clone()), name: column.clone(), ..table(name) };
            let of = catalog.objects.get(&identity).and_then(|object| properties(object).ok());
            let data_type = of.and_then(|of| of.get("type").map(shown)).unwrap_or_default();
            found.push(Column { name: column, data_type, verb: changes.get(&identity).map(|change| Verb::of(change)) });
        }
    }
    found
}

/// Returns the names of the columns of a table in their order.
fn ordered(name: &TableName, catalog: &Catalog) -> Vec<String> {
    match catalog.objects.get(&table(name)) {
        Some(Object::Table(table)) => table.column_order.clone().unwrap_or_default(),
        _ => Vec::new(),
    }
}
