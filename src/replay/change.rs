//! Differences between two states of a schema.

use crate::catalog::Aspect;
pub use crate::dump::DumpObject;
use crate::object::Class;
use crate::text::RelPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The comparison of a schema file (`before`) with the replayed schema (`after`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Sorted by kind and name.
    pub changes: Vec<Change>,
    /// Differences in aspects that were not compared.
    pub not_compared: Vec<NotCompared>,
    /// Objects of which the comparison does not know every property: they count as different.
    pub not_modelled: Vec<String>,
    /// Schemas that, by the configuration, the file does not cover, and of which it has objects
    /// that were not compared.
    pub schemas_not_covered: BTreeSet<String>,
    /// Statements of the file that could not run here and make no difference to the schema, each with the reason.
    pub not_run: Vec<String>,
}

impl Comparison {
    /// Whether nothing that was compared differs.
    pub fn is_equal(&self) -> bool {
        self.changes.is_empty() && self.not_modelled.is_empty()
    }
}

/// Objects that differ in an aspect that was not compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCompared {
    pub aspect: Aspect,
    /// In order, as in a sentence.
    pub objects: Vec<String>,
}

/// An object that differs between two states of a schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub object: DumpObject,
    pub difference: Difference,
    /// The normalised definition before; empty for [`Difference::Added`].
    pub before: String,
    /// The normalised definition after; empty for [`Difference::Removed`].
    pub after: String,
    /// The last migration that names the object, where it is known.
    pub migration: Option<RelPath>,
    /// The class of what makes the object before like the one after; `None` for a neutral change.
    pub class: Option<Class>,
    /// The reason for the class, a clause; empty where it is not known.
    pub reason: String,
    /// Everything that depends on the object before, as in a sentence.
    pub dependents: Vec<String>,
}

/// The kind of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Difference {
    /// It exists only after.
    Added,
    /// It exists only before.
    Removed,
    Changed,
}

impl Change {
    /// Compares two definitions of an object; `None` where they are equal or both are missing.
    pub(super) fn between(object: DumpObject, before: Option<&str>, after: Option<&str>) -> Option<Self> {
        let difference = match (before, after) {
            (one, other) if one == other => return None,
            (None, _) => Difference::Added,
            (_, None) => Difference::Removed,
            _ => Difference::Changed,
        };
        let text = |definition: Option<&str>| definition.unwrap_or_default().to_owned();
        Some(Self {
            object,
            difference,
            before: text(before),
            after: text(after),
            migration: None,
            class: None,
            reason: String::new(),
            dependents: Vec::new(),
        })
    }
}
