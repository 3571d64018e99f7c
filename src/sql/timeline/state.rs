//! The state of a timeline, and the identities of objects in it.

use crate::object::{Name, Object, ObjectKind};
use crate::sql::types::Type;
use std::collections::{BTreeSet, HashMap, HashSet};

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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// The name space of its kind.
    pub(super) space: ObjectKind,
    pub(super) schema: String,
    /// The table that it is a part of; empty for none.
    pub(super) table: String,
    pub(super) name: String,
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
    pub(super) at: usize,
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

/// The last of a list in order of its actions that is before an action.
pub(super) fn last_before<T>(list: &[(usize, T)], at: usize) -> Option<&(usize, T)> {
    list.partition_point(|(from, _)| *from < at).checked_sub(1).map(|last| &list[last])
}

/// The schema of temporary objects.
pub(super) const TEMPORARY: &str = "pg_temp";

pub(super) fn temporary(name: &Name) -> Name {
    Name { schema: Some(TEMPORARY.to_owned()), name: name.name.clone() }
}

/// Objects that a sequence of actions creates; questions are asked for the number of an action.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    pub(super) created: HashMap<Key, Vec<Creation>>,
    pub(super) columns: HashMap<Key, Vec<(usize, Type)>>,
    /// The tables with a column of each type.
    pub(super) typed: HashMap<String, BTreeSet<String>>,
    /// The names of the constraints and policies of each table; the name of the key is empty.
    pub(super) parts: HashMap<Key, HashSet<String>>,
    pub(super) stable_functions: HashMap<String, bool>,
    pub(super) trigger_functions: HashSet<String>,
    /// Since which action a `CHECK (column IS NOT NULL)` exists, and whether it is validated.
    pub(super) not_null_checks: HashMap<Key, Vec<(usize, bool)>>,
    /// The actions that validate a constraint of each table.
    pub(super) validated: HashMap<Key, Vec<usize>>,
    /// Since which action a table is known to have partitions.
    pub(super) partitioned: HashMap<Key, usize>,
    /// Since which action a table has a `CHECK` with any condition.
    pub(super) checked: HashMap<Key, usize>,
    /// Tables on which row-level security is enabled at any point.
    pub(super) secured: HashSet<Key>,
    /// The first schema of `search_path`, by the action that sets it.
    pub(super) paths: Vec<(usize, String)>,
    /// Renames by the new name: the action and the old name.
    pub(super) renamed_to: HashMap<Key, Vec<(usize, Key)>>,
    /// Renames by the old name: the action and the new name.
    pub(super) renamed_from: HashMap<Key, Vec<(usize, String)>>,
    pub(super) dropped: HashMap<Key, usize>,
    /// The values of enums, by the action that changes them.
    pub(super) labels: HashMap<Key, Vec<(usize, LabelChange)>>,
    pub(super) count: usize,
}

impl Timeline {
    pub(super) fn key(&self, kind: ObjectKind, name: &Name, at: usize) -> Key {
        let schema = name.schema_or(self.default_schema(at)).to_owned();
        Key { space: kind.space(), schema, table: String::new(), name: name.name.clone() }
    }

    pub(super) fn part_key(&self, table: &Name, column: &str) -> Key {
        let schema = table.schema_or(self.default_schema(self.count)).to_owned();
        Key { space: ObjectKind::Column, schema, table: table.name.clone(), name: column.to_owned() }
    }

    pub(super) fn object_key(&self, object: &Object, at: usize) -> Key {
        match &object.on {
            None => self.key(object.kind, &object.name, at),
            Some(table) => {
                let table = self.key(ObjectKind::Table, table, at);
                let name = object.name.name.clone();
                Key { space: object.kind.space(), schema: table.schema, table: table.name, name }
            }
        }
    }
}
