//! Differences between two catalogs.

use crate::catalog::{Aspect, Identity};
use crate::object::Class;
use serde::Serialize;
use serde_json::{Map, Value};

/// The result of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Comparison {
    /// In order of their objects.
    pub changes: Vec<Change>,
    /// Differences in aspects that were not compared since a side lacks them, in order.
    pub not_compared: Vec<Uncompared>,
    /// Objects on either side that the catalog does not describe.
    pub not_modelled: Vec<String>,
}

impl Comparison {
    /// Whether both sides are equal as far as they were compared, and everything was described.
    pub fn is_equal(&self) -> bool {
        self.changes.is_empty() && self.not_modelled.is_empty()
    }

    /// Names the migration that caused each change. `cause` knows all objects that migrations made or changed: an
    /// object that is on the actual side only and that none of them made is unmanaged.
    pub fn explain(&mut self, cause: impl Fn(&Identity) -> Option<Cause>) {
        for change in &mut self.changes {
            change.cause = cause(&change.object);
            if change.after.is_none() && change.cause.is_none() {
                (change.class, change.reason) = (Some(Class::C), "no migration made the object");
            }
        }
    }
}

/// A difference in one object: what makes `before`, the actual one, like `after`, the expected one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    pub object: Identity,
    /// `None` for an object that is missing.
    pub before: Option<Map<String, Value>>,
    /// `None` for an object that has to go.
    pub after: Option<Map<String, Value>>,
    /// The properties that differ, in order of their names; none where the object is on one side only.
    pub properties: Vec<PropertyChange>,
    pub class: Option<Class>,
    pub reason: &'static str,
    /// Everything that depends on the actual object, directly or through others, without its own parts.
    pub dependents: Vec<Identity>,
    /// The migration that created the object or changed it last, if that is known.
    pub cause: Option<Cause>,
}

/// The place in a history that made a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The path of the migration.
    pub migration: String,
    /// Counted from 1.
    pub line: Option<usize>,
}

/// A property that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PropertyChange {
    pub name: String,
    pub aspect: Aspect,
    pub before: Value,
    pub after: Value,
}

/// A difference in an aspect that was not compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Uncompared {
    pub aspect: Aspect,
    pub object: Identity,
}
