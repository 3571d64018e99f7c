//! A schema with some objects of another one.

use crate::catalog::{Catalog, Identity, Kind, Object};
use std::collections::BTreeSet;

/// Returns a catalog in which these objects are as in another one: there, missing, or with other properties.
pub(super) fn mixed(base: &Catalog, other: &Catalog, taken: &BTreeSet<Identity>) -> Catalog {
    let mut mixed = base.clone();
    for identity in taken {
        match other.objects.get(identity) {
            Some(object) => drop(mixed.objects.insert(identity.clone(), object.clone())),
            None => drop(mixed.objects.remove(identity)),
        }
    }
    mixed.dependencies = base.dependencies.retained(|identity| !taken.contains(identity));
    for (from, to) in other.dependencies.iter().filter(|(from, _)| taken.contains(*from)) {
        mixed.dependencies.insert(from, to);
    }
    order_columns(&mut mixed);
    mixed
}

/// Makes the order of the columns of each table name those that it has: new ones are at the end.
fn order_columns(catalog: &mut Catalog) {
    let columns: Vec<Identity> = catalog.objects.keys().filter(|one| one.kind == Kind::Column).cloned().collect();
    for object in catalog.objects.values_mut() {
        let Object::Table(table) = object else { continue };
        let Some(order) = &mut table.column_order else { continue };
        let is_own =
            |one: &&Identity| one.schema.as_ref() == Some(&table.schema) && one.on.as_ref() == Some(&table.name);
        let names: Vec<&String> = columns.iter().filter(is_own).map(|one| &one.name).collect();
        order.retain(|name| names.contains(&name));
        let new: Vec<String> = names.into_iter().filter(|name| !order.contains(name)).cloned().collect();
        order.extend(new);
    }
}
