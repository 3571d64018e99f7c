//! The state of a timeline, and the identities of objects in it.

use super::compact::{Few, Id, IdSet, Ids, Types};
use super::kept::Relations;
use crate::object::{Name, Object, ObjectKind};
use std::collections::{BTreeSet, HashMap};

/// Age of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Created by an earlier statement with certainty: no other session uses it.
    New,
    /// Created with `IF NOT EXISTS` or under a condition: it may be an old one.
    Unsure,
    /// Not created by any statement before.
    Old,
}

/// The identity of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key<'a> {
    /// The name space of its kind.
    pub(super) space: ObjectKind,
    pub(super) schema: &'a str,
    /// The table that it is a part of; empty for none.
    pub(super) table: &'a str,
    pub(super) name: &'a str,
}

impl Key<'_> {
    pub(super) fn id(&self) -> Id {
        Id::of(self.space, [self.schema, self.table, self.name])
    }
}

/// Certainty of a creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// The object may have existed before, or the statement may not run.
    Possible,
    Certain,
}

impl Certainty {
    /// Only possible if a condition is met.
    pub(super) fn unless(self, condition: bool) -> Self {
        if condition { Self::Possible } else { self }
    }
}

/// Creation of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Creation {
    pub(super) at: u32,
    /// The highest certainty of this creation and of those before it.
    pub(super) certainty: Certainty,
}

/// A change of the values of an enum.
#[derive(Clone, Debug)]
pub(super) enum LabelChange {
    /// All of them.
    Set(Vec<String>),
    Add(String),
    Rename {
        from: String,
        to: String,
    },
}

/// The schema of temporary objects.
pub(super) const TEMPORARY: &str = "pg_temp";

pub(super) fn temporary(name: &Name) -> Name {
    Name { schema: Some(TEMPORARY.to_owned()), name: name.name.clone() }
}

/// Objects that a sequence of actions creates; questions are asked for the number of an action.
///
/// A history may name millions of objects, so names are kept as their hashes, and a type once.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    pub(super) created: Ids<Few<Creation>>,
    /// The types of columns, as numbers of types.
    pub(super) columns: Ids<Few<(u32, u32)>>,
    pub(super) types: Types,
    /// The tables with a column of each type that is not built in.
    pub(super) typed: HashMap<String, BTreeSet<String>>,
    /// The number of constraints and of policies of each table; the name of the key is empty.
    pub(super) parts: Ids<usize>,
    pub(super) stable_functions: Ids<bool>,
    pub(super) trigger_functions: IdSet,
    /// Since which action a `CHECK (column IS NOT NULL)` exists, and whether it is validated.
    pub(super) not_null_checks: Ids<Few<(u32, bool)>>,
    /// The actions that validate a constraint of each table.
    pub(super) validated: Ids<Few<u32>>,
    /// Since which action a table is known to have partitions.
    pub(super) partitioned: Ids<u32>,
    /// Since which action a table has a `CHECK` with any condition.
    pub(super) checked: Ids<u32>,
    /// Tables on which row-level security is enabled at any point.
    pub(super) secured: IdSet,
    /// Tables on which row-level security is forced at any point.
    pub(super) forced: IdSet,
    /// The first schema of `search_path`, by the action that sets it.
    pub(super) paths: Vec<(usize, String)>,
    /// Renames by the new name: the action and the old name.
    pub(super) renamed_to: Ids<Few<(u32, Id)>>,
    /// Renames of types by the old name: the action and the new name.
    pub(super) renamed_types: Ids<Vec<(u32, String)>>,
    pub(super) dropped: Ids<u32>,
    /// The values of enums, by the action that changes them.
    pub(super) labels: Ids<Vec<(u32, LabelChange)>>,
    pub(super) relations: Relations,
    pub(super) count: usize,
    /// Whether the types of columns are not recorded, because there may be millions of them.
    pub(super) is_sparse: bool,
}

impl Timeline {
    pub(super) fn key<'a>(&'a self, kind: ObjectKind, name: &'a Name, at: usize) -> Key<'a> {
        Key { space: kind.space(), schema: name.schema_or(self.default_schema(at)), table: "", name: &name.name }
    }

    pub(super) fn part_key<'a>(&'a self, table: &'a Name, column: &'a str) -> Key<'a> {
        let schema = table.schema_or(self.default_schema(self.count));
        Key { space: ObjectKind::Column, schema, table: &table.name, name: column }
    }

    pub(super) fn object_key<'a>(&'a self, object: &'a Object, at: usize) -> Key<'a> {
        match &object.on {
            None => self.key(object.kind, &object.name, at),
            Some(table) => {
                let schema = table.schema_or(self.default_schema(at));
                Key { space: object.kind.space(), schema, table: &table.name, name: &object.name.name }
            }
        }
    }
}
