//! Dependencies between objects.

use super::identity::Identity;
use super::object::Object;
use super::whole::Catalog;
use std::collections::{BTreeMap, BTreeSet};

/// The objects that an object depends on. Its schema, and the object in whose identity it is a part, are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies(BTreeMap<Identity, BTreeSet<Identity>>);

impl Dependencies {
    /// Adds that one object depends on another.
    pub fn insert(&mut self, from: &Identity, to: &Identity) {
        let is_known = from == to || from.is_part_of(to);
        if !is_known {
            self.0.entry(from.clone()).or_default().insert(to.clone());
        }
    }

    /// Returns the objects that an object depends on directly.
    pub fn of(&self, object: &Identity) -> impl Iterator<Item = &Identity> {
        self.0.get(object).into_iter().flatten()
    }

    /// Returns all pairs: an object, and another one that it depends on.
    pub fn iter(&self) -> impl Iterator<Item = (&Identity, &Identity)> {
        self.0.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)))
    }

    /// Returns those of objects for which `keep` holds.
    #[must_use]
    pub fn retained(&self, keep: impl Fn(&Identity) -> bool) -> Self {
        let kept = self.0.iter().filter(|(from, _)| keep(from));
        Self(kept.map(|(from, to)| (from.clone(), to.clone())).collect())
    }
}

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
