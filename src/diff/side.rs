//! A side of a comparison: a catalog, and what it can express.

use crate::catalog::{Aspect, Catalog};
use std::collections::BTreeSet;

/// A side of a comparison. A schema file without owners and privileges has a catalog with them, those of the role that
/// loaded it: they mean nothing, so the side does not carry these aspects.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    pub catalog: &'a Catalog,
    /// The aspects that the side carries.
    pub aspects: BTreeSet<Aspect>,
}

impl<'a> Side<'a> {
    /// A side that carries all aspects, like a database.
    pub fn whole(catalog: &'a Catalog) -> Self {
        Self::carrying(catalog, Aspect::ALL)
    }

    /// A side that carries these aspects.
    pub fn carrying(catalog: &'a Catalog, aspects: impl IntoIterator<Item = Aspect>) -> Self {
        Self { catalog, aspects: aspects.into_iter().collect() }
    }

    /// The same side, as one that lacks these aspects.
    #[must_use]
    pub fn without(mut self, aspects: &[Aspect]) -> Self {
        self.aspects.retain(|aspect| !aspects.contains(aspect));
        self
    }
}
