//! The needs of each object of a catalog, and the objects that need it.

use super::name::schema_of;
use super::publication;
use crate::catalog::{Catalog, Identity, Kind, Object, Qualified};
use std::collections::{BTreeSet, HashMap};

/// The needs of the objects of a catalog.
pub(super) struct Needs<'a> {
    of: HashMap<&'a Identity, BTreeSet<&'a Identity>>,
    dependents: HashMap<&'a Identity, BTreeSet<&'a Identity>>,
    /// Tables, views, types and domains by schema and name.
    wholes: HashMap<(&'a str, &'a str), &'a Identity>,
}

impl<'a> Needs<'a> {
    /// Collects what the server knows, the tables of parts, schemas, and the columns of parents.
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let mut needs = Self { of: HashMap::new(), dependents: HashMap::new(), wholes: HashMap::new() };
        for identity in catalog.objects.keys().filter(|identity| identity.kind.has_parts()) {
            let schema = identity.schema.as_deref().unwrap_or_default();
            needs.wholes.insert((schema, identity.name.as_str()), identity);
        }
        for (from, to) in catalog.dependencies.iter() {
            let is_owned = from.kind == Kind::Sequence && matches!(to.kind, Kind::Column | Kind::Table);
            // The key of a partitioned table needs its own columns.
            if !is_owned && !to.is_part_of(from) {
                needs.add(catalog, from, to);
                // What reads a column of a view needs the view, which may come again without it.
                if let Some(whole) = catalog.objects.get(to).and_then(|object| needs.whole_of(to, object))
                    && !from.is_part_of(whole)
                {
                    needs.add(catalog, from, whole);
                }
            }
        }
        for (identity, object) in &catalog.objects {
            if let Some(whole) = needs.whole_of(identity, object) {
                needs.add(catalog, identity, whole);
            }
            if let Some(schema) = schema_of(identity) {
                needs.add(catalog, identity, &schema);
            }
            needs.add_others(catalog, identity, object);
        }
        needs
    }

    fn add(&mut self, catalog: &'a Catalog, from: &Identity, to: &Identity) {
        let known = (catalog.objects.get_key_value(from), catalog.objects.get_key_value(to));
        if let (Some((from, _)), Some((to, _))) = known
            && from != to
        {
            self.of.entry(from).or_default().insert(to);
            self.dependents.entry(to).or_default().insert(from);
        }
    }

    fn add_others(&mut self, catalog: &'a Catalog, identity: &Identity, object: &'a Object) {
        match object {
            Object::Column(column) => {
                let table = self.wholes.get(&(column.schema.as_str(), column.table.as_str()));
                let Some(Object::Table(table)) = table.and_then(|table| catalog.objects.get(*table)) else { return };
                let parents = table.inherits.iter().flatten();
                for parent in parents.chain(table.partition.as_ref().map(|partition| &partition.of)) {
                    let of_parent = Identity {
                        schema: Some(parent.schema.clone()),
                        on: Some(parent.name.clone()),
                        ..identity.clone()
                    };
                    self.add(catalog, identity, &of_parent);
                }
            }
            Object::Extension(extension) => {
                if let Some(schema) = &extension.schema {
                    let name = schema.clone();
                    let schema = Identity { kind: Kind::Schema, schema: None, on: None, name, arguments: None };
                    self.add(catalog, identity, &schema);
                }
            }
            Object::Publication(publication) => {
                for column in publication::needs(publication) {
                    self.add(catalog, identity, &column);
                }
            }
            Object::Index(index) => self.add_attached(catalog, identity, index.attached_to.as_ref()),
            Object::Constraint(constraint) => self.add_attached(catalog, identity, constraint.attached_to.as_ref()),
            _ => {}
        }
    }

    /// The index of a partition needs that of its table, which a constraint may implement.
    fn add_attached(&mut self, catalog: &'a Catalog, identity: &Identity, of: Option<&Qualified>) {
        let Some(of) = of else { return };
        let index = Identity {
            kind: Kind::Index,
            schema: Some(of.schema.clone()),
            on: None,
            name: of.name.clone(),
            arguments: None,
        };
        self.add(catalog, identity, &index);
    }

    /// Returns the table, view, type or domain that an object is a part of.
    pub(super) fn whole_of(&self, identity: &'a Identity, object: &'a Object) -> Option<&'a Identity> {
        let (schema, name): (&str, &str) = match object {
            Object::Index(index) => (&index.table.schema, &index.table.name),
            Object::Statistics(statistics) => (&statistics.table.schema, &statistics.table.name),
            _ => (identity.schema.as_deref()?, identity.on.as_deref()?),
        };
        self.wholes.get(&(schema, name)).copied()
    }

    /// Returns what an object needs directly.
    pub(super) fn of(&self, identity: &Identity) -> impl Iterator<Item = &'a Identity> {
        self.of.get(identity).into_iter().flatten().copied()
    }

    /// Whether an object needs another one directly.
    pub(super) fn has(&self, identity: &Identity, other: &Identity) -> bool {
        self.of.get(identity).is_some_and(|needs| needs.contains(other))
    }

    /// Returns what needs an object directly.
    pub(super) fn dependents(&self, identity: &Identity) -> impl Iterator<Item = &'a Identity> {
        self.dependents.get(identity).into_iter().flatten().copied()
    }
}
