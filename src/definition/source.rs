//! The objects that statements are written from.

use super::name::{in_quotes, is_qualified, items, parts, split, where_needed};
use crate::catalog::{
    Catalog, Column, Constraint, ConstraintForm, Identity, Index, Object, Qualified, Table, View, Wording, Words,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A catalog, with its wording.
pub struct Source<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) wording: &'a Wording,
    /// Checks that are not validated.
    pub(super) unvalidated: HashSet<Identity>,
    /// By schema and name.
    parts: HashMap<&'a str, HashMap<&'a str, Parts<'a>>>,
}

/// The parts of a table, view, type or domain.
#[derive(Default)]
pub(super) struct Parts<'a> {
    pub(super) table: Option<&'a Table>,
    pub(super) view: Option<&'a View>,
    /// By their names.
    pub(super) columns: BTreeMap<&'a str, &'a Column>,
    /// Ordered by name.
    pub(super) constraints: Vec<&'a Constraint>,
    pub(super) indexes: Vec<&'a Index>,
}

impl<'a> Source<'a> {
    /// Collects the parts of each object.
    pub fn new(catalog: &'a Catalog, wording: &'a Wording) -> Self {
        let mut parts: HashMap<&str, HashMap<&str, Parts<'_>>> = HashMap::new();
        let mut unvalidated = HashSet::new();
        for object in catalog.objects.values() {
            let (schema, name): (&str, &str) = match object {
                Object::Table(Table { schema, name, .. }) | Object::View(View { schema, name, .. }) => (schema, name),
                Object::Column(Column { schema, table, .. }) => (schema, table),
                Object::Constraint(Constraint { schema, on, .. }) => (schema, on),
                Object::Index(Index { table, .. }) => (&table.schema, &table.name),
                _ => continue,
            };
            let of = parts.entry(schema).or_default().entry(name).or_default();
            match object {
                Object::Table(table) => of.table = Some(table),
                Object::View(view) => of.view = Some(view),
                Object::Column(column) => drop(of.columns.insert(&column.name, column)),
                Object::Constraint(constraint) => {
                    of.constraints.push(constraint);
                    if constraint.form == ConstraintForm::Check && !constraint.validated {
                        unvalidated.insert(constraint.identity());
                    }
                }
                Object::Index(index) => of.indexes.push(index),
                _ => {}
            }
        }
        Self { catalog, wording, unvalidated, parts }
    }

    /// Returns the parts of a table, view, type or domain.
    pub(super) fn parts(&self, schema: &str, name: &str) -> Option<&Parts<'a>> {
        self.parts.get(schema)?.get(name)
    }

    /// Returns a table.
    pub fn table(&self, name: &Qualified) -> Option<&'a Table> {
        self.parts(&name.schema, &name.name)?.table
    }

    /// Returns the columns of a table in their order.
    pub fn columns(&self, table: &Table) -> Vec<&'a Column> {
        let Some(parts) = self.parts(&table.schema, &table.name) else { return Vec::new() };
        let order = table.column_order.iter().flatten();
        order.filter_map(|name| parts.columns.get(name.as_str()).copied()).collect()
    }

    /// Returns the tables from which a table has its columns.
    pub(super) fn parents(&self, table: &'a Table) -> impl Iterator<Item = &'a Table> {
        let names = table.inherits.iter().flatten().chain(table.partition.as_ref().map(|partition| &partition.of));
        names.filter_map(|name| self.table(name))
    }

    /// Returns the wording of an object.
    pub(super) fn words(&self, identity: &Identity) -> Option<&'a Words> {
        self.wording.words.get(identity)
    }

    /// Writes a name.
    pub fn id(&self, name: &str) -> String {
        if self.wording.quotes_names { in_quotes(name) } else { where_needed(name) }
    }

    /// Writes a name with its schema.
    pub fn qualified(&self, schema: &str, name: &str) -> String {
        format!("{}.{}", self.id(schema), self.id(name))
    }

    /// Writes a name with its schema.
    pub fn full(&self, name: &Qualified) -> String {
        self.qualified(&name.schema, &name.name)
    }

    /// Writes `COLLATE …`, or nothing.
    pub fn collate(&self, collation: Option<&Qualified>) -> String {
        collation.map(|collation| format!(" COLLATE {}", self.full(collation))).unwrap_or_default()
    }

    /// Writes names, with commas.
    pub fn list<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> String {
        names.into_iter().map(|name| self.id(name)).collect::<Vec<_>>().join(", ")
    }

    /// Writes a function with its schema and its arguments, as `CREATE CAST` wants it.
    pub(super) fn function(&self, signature: &str) -> String {
        let (name, arguments) = parts(signature);
        let schema = if is_qualified(name) { String::new() } else { self.id("pg_catalog") + "." };
        format!("{schema}{name}({})", items(arguments.unwrap_or_default()).join(", "))
    }

    /// Writes an operator: `OPERATOR("pg_catalog".=)`.
    pub(super) fn operator(&self, signature: &str) -> String {
        let (schema, name) = split(parts(signature).0);
        let schema = schema.map_or_else(|| self.id("pg_catalog"), str::to_owned);
        format!("OPERATOR({schema}.{name})")
    }
}

/// Writes a function without its arguments, as `CREATE OPERATOR` wants it.
pub(super) fn function_name(signature: &str) -> &str {
    parts(signature).0
}
