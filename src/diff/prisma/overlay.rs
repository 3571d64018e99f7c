//! A Prisma schema as a whole catalog: what it describes, and for the rest what the other side has.
//!
//! Prisma cannot describe triggers, policies, checks, comments and more, and does not distinguish an identity from a
//! sequence. A comparison with what it describes alone would find all of that missing, and SQL from it would drop it.

use super::compare::{PrismaSides, left_out};
use super::modelled::{Modelled, ModelledColumn, ModelledTable, Named};
use crate::catalog::{Catalog, Column, DataType, Identity, Index, Object};
use crate::object::quoted;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the catalog that Prisma describes, with what it cannot describe as the actual side has it. The second part
/// counts those objects, in words.
pub fn overlaid(sides: &PrismaSides<'_>) -> (Catalog, Vec<String>) {
    let schemas = sides.schemas();
    let (described, actual) = (Modelled::of(sides.described, &schemas), Modelled::of(sides.actual, &schemas));
    let views: BTreeSet<&String> = sides.schema.views.iter().collect();
    let mut overlay = Overlay { described: sides.described, catalog: sides.actual.clone() };
    let is_schema = |(_, object): &(&Identity, &Object)| matches!(object, Object::Schema(_));
    for (identity, object) in sides.described.objects.iter().filter(is_schema) {
        overlay.catalog.objects.entry(identity.clone()).or_insert_with(|| object.clone());
    }
    overlay.enums(&described, &actual);
    for (name, table) in &described.tables {
        match actual.tables.get(name) {
            Some(other) => overlay.table(name, table, other),
            None => overlay.add(|object| table_of(object).as_ref() == Some(name)),
        }
    }
    let is_gone = |name: &&Named| !described.tables.contains_key(*name) && !views.contains(&name.1);
    for name in actual.tables.keys().filter(is_gone) {
        overlay.catalog.objects.retain(|_, object| table_of(object).as_ref() != Some(name));
    }
    let left_out = left_out(&actual, &views);
    let Overlay { mut catalog, .. } = overlay;
    let edges: Vec<(Identity, Identity)> =
        sides.described.dependencies.iter().map(|(from, to)| (from.clone(), to.clone())).collect();
    let is_here = |identity: &Identity| catalog.objects.contains_key(identity);
    let edges: Vec<_> = edges.into_iter().filter(|(from, to)| is_here(from) && is_here(to)).collect();
    catalog.dependencies = catalog.dependencies.retained(is_here);
    for (from, to) in &edges {
        catalog.dependencies.insert(from, to);
    }
    (catalog, left_out)
}

/// The catalog while it is made.
struct Overlay<'a> {
    described: &'a Catalog,
    catalog: Catalog,
}

impl Overlay<'_> {
    /// Adds objects that Prisma describes.
    fn add(&mut self, is_wanted: impl Fn(&Object) -> bool) {
        let wanted = self.described.objects.iter().filter(|(_, object)| is_wanted(object));
        let wanted: Vec<(Identity, Object)> =
            wanted.map(|(identity, object)| (identity.clone(), object.clone())).collect();
        self.catalog.objects.extend(wanted);
    }

    /// Values that both have keep their order, which Prisma does not know; it adds others at the end.
    fn enums(&mut self, described: &Modelled, actual: &Modelled) {
        let is_enum = |object: &Object, name: &Named| matches!(object, Object::DataType(known) if known.values.is_some() && is_named(known, name));
        for (name, values) in &described.enums {
            match actual.enums.get(name) {
                None => self.add(|object| is_enum(object, name)),
                Some(other) if other == values => {}
                Some(other) => {
                    let of = |object: &Object| match object {
                        Object::DataType(known) if is_named(known, name) => known.values.clone(),
                        _ => None,
                    };
                    let added = self.described.objects.values().find_map(of).unwrap_or_default();
                    for object in self.catalog.objects.values_mut() {
                        if let Object::DataType(DataType { values: Some(own), schema, name: own_name, .. }) = object
                            && (&*schema, &*own_name) == (&name.0, &name.1)
                        {
                            own.retain(|value| values.contains(value));
                            own.extend(added.iter().filter(|value| !other.contains(*value)).cloned());
                        }
                    }
                }
            }
        }
        for name in actual.enums.keys().filter(|name| !described.enums.contains_key(*name)) {
            self.catalog.objects.retain(|_, object| !is_enum(object, name));
        }
    }

    fn table(&mut self, name: &Named, described: &ModelledTable, actual: &ModelledTable) {
        let gone: BTreeSet<&String> =
            actual.columns.keys().filter(|column| !described.columns.contains_key(*column)).collect();
        self.keys(described, actual);
        self.catalog.objects.retain(|_, object| !is_of_columns(object, name, &gone));
        let fresh = |column: &String| !actual.columns.contains_key(column);
        self.add(|object| match object {
            Object::Column(column) => is_of(column, name) && fresh(&column.name),
            Object::Sequence(sequence) => {
                let owner = sequence.owned_by.as_ref();
                owner.is_some_and(|owner| (&owner.schema, &owner.table) == (&name.0, &name.1) && fresh(&owner.column))
            }
            _ => false,
        });
        for (column, known) in &described.columns {
            if let Some(other) = actual.columns.get(column).filter(|other| *other != known) {
                self.column(name, column, known, other);
            }
        }
        let of_described = |object: &Object| match object {
            Object::Table(table) if (&table.schema, &table.name) == (&name.0, &name.1) => table.column_order.clone(),
            _ => None,
        };
        let order = self.described.objects.values().find_map(of_described).unwrap_or_default();
        for object in self.catalog.objects.values_mut() {
            if let Object::Table(table) = object
                && (&table.schema, &table.name) == (&name.0, &name.1)
                && let Some(own) = &mut table.column_order
            {
                own.retain(|column| !gone.contains(column));
                own.extend(order.iter().filter(|column| fresh(column)).cloned());
            }
        }
    }

    /// Gives a column what differs from that of Prisma.
    fn column(&mut self, name: &Named, column: &str, known: &ModelledColumn, other: &ModelledColumn) {
        let is_it = |object: &&Object| matches!(object, Object::Column(own) if is_of(own, name) && own.name == column);
        let Some(Object::Column(described)) = self.described.objects.values().find(is_it) else { return };
        let changes_default = known.default != other.default;
        for object in self.catalog.objects.values_mut() {
            let Object::Column(own) = object else { continue };
            if !is_of(own, name) || own.name != column {
                continue;
            }
            if known.r#type != other.r#type {
                (own.r#type, own.collation) = (described.r#type.clone(), described.collation.clone());
                own.compression = described.compression;
            }
            if changes_default {
                (own.default, own.identity) = (described.default.clone(), described.identity.clone());
            }
            if known.not_null.is_some() && known.not_null != other.not_null {
                (own.not_null, own.not_null_name) = (described.not_null.clone(), described.not_null_name.clone());
            }
        }
        if changes_default {
            let is_own = |object: &Object| match object {
                Object::Sequence(sequence) => sequence
                    .owned_by
                    .as_ref()
                    .is_some_and(|owner| (&owner.schema, &owner.table, &*owner.column) == (&name.0, &name.1, column)),
                _ => false,
            };
            self.catalog.objects.retain(|_, object| !is_own(object));
            self.add(is_own);
        }
    }

    /// A key is a constraint or an index: Prisma does not know which.
    fn keys(&mut self, described: &ModelledTable, actual: &ModelledTable) {
        let differs = |one: &BTreeMap<String, String>, key: &String, words: &String| one.get(key) != Some(words);
        for (key, _) in actual.keys.iter().filter(|(key, words)| differs(&described.keys, key, words)) {
            if let Some(identity) = actual.objects.get(key) {
                self.catalog.objects.remove(identity);
            }
        }
        for (key, _) in described.keys.iter().filter(|(key, words)| differs(&actual.keys, key, words)) {
            let found = described.objects.get(key).and_then(|identity| self.described.objects.get_key_value(identity));
            self.catalog.objects.extend(found.map(|(identity, object)| (identity.clone(), object.clone())));
        }
    }
}

fn is_named(known: &DataType, name: &Named) -> bool {
    (&known.schema, &known.name) == (&name.0, &name.1)
}

fn is_of(column: &Column, name: &Named) -> bool {
    (&column.schema, &column.table) == (&name.0, &name.1)
}

/// The table that an object is, or is a part of.
fn table_of(object: &Object) -> Option<Named> {
    let named = |schema: &String, table: &String| Some((schema.clone(), table.clone()));
    match object {
        Object::Table(table) => named(&table.schema, &table.name),
        Object::Column(column) => named(&column.schema, &column.table),
        Object::Constraint(constraint) if !constraint.of_domain => named(&constraint.schema, &constraint.on),
        Object::Index(index) => named(&index.table.schema, &index.table.name),
        Object::Trigger(trigger) => named(&trigger.schema, &trigger.table),
        Object::Policy(policy) => named(&policy.schema, &policy.table),
        Object::Statistics(statistics) => named(&statistics.table.schema, &statistics.table.name),
        Object::Sequence(sequence) => sequence.owned_by.as_ref().and_then(|owner| named(&owner.schema, &owner.table)),
        _ => None,
    }
}

/// Whether an object goes with one of these columns of a table.
fn is_of_columns(object: &Object, name: &Named, gone: &BTreeSet<&String>) -> bool {
    if table_of(object).as_ref() != Some(name) {
        return false;
    }
    let has = |index: &Index| index.columns.iter().any(|part| gone.iter().any(|one| quoted(one) == part.expression));
    match object {
        Object::Column(column) => gone.contains(&column.name),
        Object::Constraint(constraint) => constraint.columns.iter().flatten().any(|column| gone.contains(column)),
        Object::Index(index) => has(index),
        Object::Sequence(sequence) => sequence.owned_by.as_ref().is_some_and(|owner| gone.contains(&owner.column)),
        _ => false,
    }
}
