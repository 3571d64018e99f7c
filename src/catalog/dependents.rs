//! The objects that depend on another one.

use super::identity::Identity;
use super::object::Object;
use super::whole::Catalog;
use std::collections::{BTreeMap, BTreeSet};

/// Answers which objects depend on another one.
#[derive(Debug, Default)]
pub struct Dependents<'a> {
    /// By the object that others depend on.
    by_target: BTreeMap<&'a Identity, BTreeSet<&'a Identity>>,
    /// The table, view, type or domain of each of its parts.
    wholes: BTreeMap<&'a Identity, &'a Identity>,
}

impl<'a> Dependents<'a> {
    /// Collects the dependencies of a catalog, and those of parts on their table.
    pub fn new(catalog: &'a Catalog) -> Self {
        let name = |identity: &'a Identity| Some((identity.schema.as_deref()?, identity.name.as_str()));
        let with_parts = catalog.objects.keys().filter(|identity| identity.kind.has_parts());
        let by_name: BTreeMap<(&str, &str), &Identity> =
            with_parts.filter_map(|identity| Some((name(identity)?, identity))).collect();
        let whole = |(identity, object)| Some((identity, *by_name.get(&whole_of(identity, object)?)?));
        let wholes: BTreeMap<&Identity, &Identity> = catalog.objects.iter().filter_map(whole).collect();
        let parts = wholes.iter().map(|(part, whole)| (*part, *whole));
        let mut by_target: BTreeMap<&Identity, BTreeSet<&Identity>> = BTreeMap::new();
        for (from, to) in catalog.dependencies.iter().chain(parts) {
            by_target.entry(to).or_default().insert(from);
        }
        Self { by_target, wholes }
    }

    /// Returns everything that depends on an object, directly or through others, without the object and its parts.
    pub fn of(&self, object: &Identity) -> BTreeSet<&'a Identity> {
        let mut found = BTreeSet::new();
        let mut open = vec![object];
        while let Some(next) = open.pop() {
            for dependent in self.by_target.get(next).into_iter().flatten() {
                if *dependent != object && found.insert(*dependent) {
                    open.push(dependent);
                }
            }
        }
        found.retain(|dependent| self.wholes.get(dependent) != Some(&object));
        found
    }
}

/// Returns the schema and name of the table, view, type or domain that an object is a part of.
fn whole_of<'a>(identity: &'a Identity, object: &'a Object) -> Option<(&'a str, &'a str)> {
    match object {
        Object::Index(index) => Some((&index.table.schema, &index.table.name)),
        _ => Some((identity.schema.as_deref()?, identity.on.as_deref()?)),
    }
}
