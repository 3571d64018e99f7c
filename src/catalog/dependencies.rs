//! Dependencies between objects.

use super::identity::Identity;
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
