//! Objects of a database: kinds, names, the class of a change to one, lock modes, and what a
//! server was observed to do to one.
//!
//! Statements, catalogs and messages share them.
//!
//! Never: parses SQL, opens a file.

mod class;
mod kind;
mod lock;
mod name;
mod observation;

pub use class::{Class, Effect, class_of};
pub use kind::ObjectKind;
pub use lock::Lock;
pub use name::{Name, PUBLIC, literal, quoted, read as read_name};
pub use observation::{Observation, TouchedRelation};

use std::fmt;

/// An object as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub kind: ObjectKind,
    /// Without schema for a part of a table (column, constraint, policy, trigger, rule).
    pub name: Name,
    /// The table that it is a part of.
    pub on: Option<Name>,
}

impl Object {
    /// An object that is not part of another.
    pub fn new(kind: ObjectKind, name: Name) -> Self {
        Self { kind, name, on: None }
    }

    /// A part of a table.
    pub fn part(kind: ObjectKind, name: impl Into<String>, table: &Name) -> Self {
        Self { kind, name: Name { schema: None, name: name.into() }, on: Some(table.clone()) }
    }
}

/// As in a sentence: ``column `a` of `t` ``.
impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.on {
            None => write!(f, "{} `{}`", self.kind.word(), self.name),
            Some(table) => {
                let joined =
                    if self.kind == ObjectKind::Column || self.kind == ObjectKind::Constraint { "of" } else { "on" };
                write!(f, "{} `{}` {joined} `{table}`", self.kind.word(), quoted(&self.name.name))
            }
        }
    }
}
