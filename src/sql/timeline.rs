//! What a sequence of actions has created at each point: tables that have no rows yet, the types of
//! columns, objects that are dropped only to be recreated.
//!
//! Names are compared as the server compares them: an unqualified one means the first schema of
//! `search_path` at that point.

use super::action::{Action, Operation, RowSecurity, Within};
use super::declared::{Column, Constraint, ConstraintKind, CreateRoutine, CreateTable};
use super::types::Type;
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use std::collections::{HashMap, HashSet};

/// How old an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Created by an earlier statement with certainty: no other session uses it.
    New,
    /// Created with `IF NOT EXISTS` or under a condition: it may be an old one.
    Unsure,
    /// Not created by any statement before.
    Old,
}

/// The identity of an object: the name space of its kind, its schema, the table that it is a part of,
/// its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key(ObjectKind, String, String, String);

/// Where an object was created.
#[derive(Clone, Copy, Debug)]
struct Made {
    at: usize,
    is_sure: bool,
}

/// The schema of temporary objects.
const TEMPORARY: &str = "pg_temp";

fn temporary(name: &Name) -> Name {
    Name { schema: Some(TEMPORARY.to_owned()), name: name.name.clone() }
}

/// What a sequence of actions creates; questions are asked for the number of an action.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    made: HashMap<Key, Vec<Made>>,
    columns: HashMap<Key, Vec<(usize, Type)>>,
    stable_functions: HashMap<String, bool>,
    trigger_functions: HashSet<String>,
    /// Since which action a `CHECK (column IS NOT NULL)` exists, and whether it is validated.
    not_null_checks: HashMap<Key, Vec<(usize, bool)>>,
    /// Since which action a table is known to have partitions.
    partitioned: HashMap<Key, usize>,
    /// Since which action a table has a `CHECK` with any condition.
    checked: HashMap<Key, usize>,
    /// Tables on which row level security is enabled at any point.
    secured: HashSet<Key>,
    /// The first schema of `search_path`, by the action that sets it.
    paths: Vec<(usize, String)>,
    /// Renames: the action, the old name, the new name.
    renames: Vec<(usize, Key, Key)>,
    dropped: HashMap<Key, usize>,
    /// The values of enums, by the action that sets them.
    labels: HashMap<Key, Vec<(usize, Vec<String>)>>,
    count: usize,
}

impl Timeline {
    /// The timeline of these actions, in their order.
    pub fn of<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Self {
        let mut timeline = Self::default();
        for action in actions {
            timeline.see(action);
        }
        timeline
    }

    /// Records the next action.
    pub fn see(&mut self, action: &Action) {
        let at = self.count;
        self.count += 1;
        if action.within == Within::Body {
            return;
        }
        let is_sure = action.within != (Within::Do { guarded: true });
        match &action.operation {
            Operation::CreateTable(create) => {
                self.see_table(create, is_sure);
            }
            Operation::AttachPartition { table, .. } => {
                self.partitioned.entry(self.key(ObjectKind::Table, table, at)).or_insert(at);
            }
            Operation::CreateIndex(create) => {
                let schema = create.table.schema.clone();
                if let Some(name) = &create.name {
                    let name = Name { schema, name: name.clone() };
                    self.make(ObjectKind::Index, &name, is_sure && !create.if_not_exists);
                }
            }
            Operation::CreateRoutine(routine) => self.see_routine(routine, is_sure),
            Operation::CreateType { .. } | Operation::AddEnumValue { .. } | Operation::RenameEnumValue { .. } => {
                self.see_type(&action.operation, is_sure);
            }
            Operation::Create { object, if_not_exists, or_replace, temporary: is_temporary } => {
                let mut object = object.clone();
                if *is_temporary {
                    object.name = temporary(&object.name);
                }
                self.make_object(&object, is_sure && !if_not_exists && !or_replace);
            }
            Operation::AddColumn { table, column, if_not_exists } => {
                let part = Object::part(ObjectKind::Column, column.name.clone(), table);
                self.make_object(&part, is_sure && !if_not_exists);
                self.column(table, column);
            }
            Operation::AddConstraint { table, constraint } => self.constraint(table, constraint, is_sure),
            Operation::ValidateConstraint { table, .. } => self.validate(table),
            Operation::RowSecurity { table, change } => self.see_row_security(table, *change),
            Operation::SetType { table, column, to, .. } => {
                self.columns.entry(self.part_key(table, column)).or_default().push((at, to.clone()));
            }
            Operation::Rename { object, to } => self.rename(object, to),
            Operation::Drop { object, .. } => {
                let shadow = Object::new(object.kind, temporary(&object.name));
                let dropped = if self.is_shadowed(&object.name, at) { &shadow } else { object };
                self.dropped.insert(self.object_key(dropped, self.count), at);
            }
            Operation::Set { name, values, .. } if name == "search_path" => {
                let first = values.iter().find(|value| *value != "$user" && !value.is_empty());
                self.paths.push((at, first.map_or(PUBLIC, String::as_str).to_owned()));
            }
            _ => {}
        }
    }

    /// The origin of an object as seen by the action with this number.
    pub fn origin(&self, object: &Object, at: usize) -> Origin {
        let shadows = object.on.as_ref().unwrap_or(&object.name);
        let is_relation = object.on.is_some() || object.kind.space() == ObjectKind::Table;
        if is_relation && self.is_shadowed(shadows, at) {
            return Origin::New;
        }
        let key = self.object_key(object, at);
        let before = self.made.get(&key).into_iter().flatten().filter(|made| made.at < at);
        match before.map(|made| made.is_sure).max() {
            Some(true) => Origin::New,
            Some(false) => Origin::Unsure,
            None => Origin::Old,
        }
    }

    /// Whether an unqualified name means a temporary table at an action: one was created before and not
    /// dropped since.
    fn is_shadowed(&self, name: &Name, at: usize) -> bool {
        if name.schema.as_deref().is_some_and(|schema| schema != TEMPORARY) {
            return false;
        }
        let key = self.key(ObjectKind::Table, &temporary(name), at);
        let made = self.made.get(&key).into_iter().flatten().map(|made| made.at).filter(|made| *made < at).max();
        let dropped = self.dropped.get(&key).copied().filter(|dropped| *dropped < at);
        made.is_some_and(|made| dropped.is_none_or(|dropped| dropped < made))
    }

    /// The origin of a table (or view) as seen by the action with this number.
    pub fn table_origin(&self, table: &Name, at: usize) -> Origin {
        self.origin(&Object::new(ObjectKind::Table, table.clone()), at)
    }

    /// Whether a later action creates an object of this name, or renames another one to it.
    pub fn is_made_again(&self, object: &Object, at: usize) -> bool {
        let key = self.object_key(object, at);
        self.made.get(&key).into_iter().flatten().any(|made| made.at > at) || self.is_renamed_to(&key, at)
    }

    /// Whether a later action renames another object to this name.
    pub fn is_taken_over(&self, object: &Object, at: usize) -> bool {
        self.is_renamed_to(&self.object_key(object, at), at)
    }

    /// Whether the object was renamed before, and another object has its old name now.
    pub fn was_moved_aside(&self, object: &Object, at: usize) -> bool {
        let key = self.object_key(object, at);
        self.renames.iter().any(|(renamed, old, new)| {
            let is_made = || self.made.get(old).into_iter().flatten().any(|made| made.at > *renamed);
            *renamed < at && *new == key && (is_made() || self.is_renamed_to(old, *renamed))
        })
    }

    fn is_renamed_to(&self, key: &Key, after: usize) -> bool {
        self.renames.iter().any(|(renamed, _, new)| *renamed > after && new == key)
    }

    /// Whether another part of this kind is created on the same table.
    pub fn gets_another(&self, part: &Object, at: usize) -> bool {
        let own = self.object_key(part, at);
        self.made.keys().any(|key| key.0 == own.0 && key.1 == own.1 && key.2 == own.2 && key.3 != own.3)
    }

    /// Whether any action drops the object.
    pub fn is_dropped(&self, object: &Object) -> bool {
        self.dropped.contains_key(&self.object_key(object, self.count))
    }

    /// The number of the first action before `at` that creates the object.
    pub fn first_made(&self, object: &Object, before: usize) -> Option<usize> {
        let made = self.made.get(&self.object_key(object, before))?;
        made.iter().map(|made| made.at).filter(|at| *at < before).min()
    }

    /// The type of a column before an action, if it is known.
    pub fn column_type(&self, table: &Name, column: &str, at: usize) -> Option<&Type> {
        let types = self.columns.get(&self.part_key(table, column))?;
        types.iter().rfind(|(from, _)| *from < at).map(|(_, type_)| type_)
    }

    /// Whether a validated `CHECK (column IS NOT NULL)` exists before an action, so that
    /// `SET NOT NULL` needs no scan (since `PostgreSQL` 12).
    pub fn has_not_null_check(&self, table: &Name, column: &str, at: usize) -> bool {
        let checks = self.not_null_checks.get(&self.part_key(table, column));
        checks.and_then(|checks| checks.iter().rfind(|(from, _)| *from < at)).is_some_and(|(_, is_valid)| *is_valid)
    }

    /// The values of an enum before an action, if they are known.
    pub fn enum_labels(&self, name: &Name, at: usize) -> Option<&[String]> {
        let labels = self.labels.get(&self.key(ObjectKind::Type, name, at))?;
        labels.iter().rfind(|(from, _)| *from < at).map(|(_, labels)| labels.as_slice())
    }

    /// The name to which a later action renames an object.
    pub fn later_name(&self, object: &Object, at: usize) -> Option<&str> {
        let key = self.object_key(object, at);
        self.renames.iter().rfind(|(renamed, old, _)| *renamed > at && *old == key).map(|(_, _, new)| new.3.as_str())
    }

    /// Whether a table is known to have partitions before an action.
    pub fn is_partitioned(&self, table: &Name, at: usize) -> bool {
        self.partitioned.get(&self.key(ObjectKind::Table, table, at)).is_some_and(|from| *from < at)
    }

    /// Whether a table is known to have a `CHECK` with any condition before an action.
    pub fn has_check(&self, table: &Name, at: usize) -> bool {
        self.checked.get(&self.key(ObjectKind::Table, table, at)).is_some_and(|from| *from < at)
    }

    /// Whether any action enables row level security of a table; `at` decides what an unqualified name
    /// means.
    pub fn is_secured(&self, table: &Name, at: usize) -> bool {
        self.secured.contains(&self.key(ObjectKind::Table, table, at))
    }

    /// The tables with a column of this type.
    pub fn tables_with(&self, type_name: &str) -> Vec<&str> {
        let has_type = |types: &[(usize, Type)]| types.iter().any(|(_, type_)| type_.name == type_name);
        self.columns.iter().filter(|(_, types)| has_type(types)).map(|(Key(_, _, table, _), _)| &**table).collect()
    }

    /// The number of actions.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no action.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a function of this name is `IMMUTABLE` or `STABLE`; `None` if it is not known.
    pub fn is_stable_function(&self, name: &str) -> Option<bool> {
        self.stable_functions.get(name).copied()
    }

    /// Whether a function of this name is a trigger function.
    pub fn is_trigger_function(&self, name: &str) -> bool {
        self.trigger_functions.contains(name)
    }

    /// The schema that unqualified names mean at the action with this number.
    pub fn default_schema(&self, at: usize) -> &str {
        self.paths.iter().rfind(|(from, _)| *from < at).map_or(PUBLIC, |(_, schema)| schema)
    }

    fn column(&mut self, table: &Name, column: &Column) {
        let at = self.count - 1;
        self.columns.entry(self.part_key(table, &column.name)).or_default().push((at, column.type_.clone()));
    }

    fn constraint(&mut self, table: &Name, constraint: &Constraint, is_sure: bool) {
        let at = self.count - 1;
        // A constraint without a name counts as well.
        let name = constraint.name.clone().unwrap_or_default();
        self.make_object(&Object::part(ObjectKind::Constraint, name, table), is_sure);
        if is_check(constraint) {
            self.checked.entry(self.key(ObjectKind::Table, table, at)).or_insert(at);
        }
        if let ConstraintKind::Check { not_null: Some(column), .. } = &constraint.kind {
            let key = self.part_key(table, column);
            self.not_null_checks.entry(key).or_default().push((at, !constraint.not_valid));
        }
    }

    /// The name of the validated constraint does not matter: only checks of the same column are asked for.
    fn validate(&mut self, table: &Name) {
        let at = self.count - 1;
        let key = self.key(ObjectKind::Table, table, at);
        let of_table = |check: &Key| check.1 == key.1 && check.2 == key.3;
        for (_, checks) in self.not_null_checks.iter_mut().filter(|(check, _)| of_table(check)) {
            checks.push((at, true));
        }
    }

    fn see_row_security(&mut self, table: &Name, change: RowSecurity) {
        let key = self.key(ObjectKind::Table, table, self.count - 1);
        match change {
            RowSecurity::Enable => {
                self.secured.insert(key);
            }
            RowSecurity::Disable => {
                self.secured.remove(&key);
            }
            RowSecurity::Force | RowSecurity::NoForce => {}
        }
    }

    fn see_table(&mut self, create: &CreateTable, is_sure: bool) {
        let at = self.count - 1;
        let name = if create.temporary { temporary(&create.table) } else { create.table.clone() };
        self.make(ObjectKind::Table, &name, is_sure && !create.if_not_exists);
        for column in &create.columns {
            self.column(&create.table, column);
        }
        let of_columns = create.columns.iter().flat_map(|column| &column.constraints);
        if create.constraints.iter().chain(of_columns).any(is_check) {
            self.checked.entry(self.key(ObjectKind::Table, &create.table, at)).or_insert(at);
        }
        let parent = create.partition_of.as_ref();
        for table in parent.into_iter().chain(create.is_partitioned.then_some(&create.table)) {
            self.partitioned.entry(self.key(ObjectKind::Table, table, at)).or_insert(at);
        }
    }

    fn see_routine(&mut self, routine: &CreateRoutine, is_sure: bool) {
        let name = &routine.object.name.name;
        self.stable_functions.insert(name.clone(), routine.is_stable);
        if routine.returns_trigger {
            self.trigger_functions.insert(name.clone());
        }
        self.make_object(&routine.object, is_sure && !routine.or_replace);
    }

    fn see_type(&mut self, operation: &Operation, is_sure: bool) {
        let at = self.count - 1;
        match operation {
            Operation::CreateType { name, labels } => {
                self.make(ObjectKind::Type, name, is_sure);
                let key = self.key(ObjectKind::Type, name, self.count);
                self.labels.entry(key).or_default().extend(labels.clone().map(|labels| (at, labels)));
            }
            Operation::AddEnumValue { name, value, .. } => self.relabel(name, |labels| labels.push(value.clone())),
            Operation::RenameEnumValue { name, from, to } => self.relabel(name, |labels| {
                labels.iter_mut().filter(|label| *label == from).for_each(|label| label.clone_from(to));
            }),
            _ => {}
        }
    }

    fn relabel(&mut self, name: &Name, change: impl FnOnce(&mut Vec<String>)) {
        let at = self.count - 1;
        let key = self.key(ObjectKind::Type, name, self.count);
        if let Some(timeline) = self.labels.get_mut(&key)
            && let Some((_, mut labels)) = timeline.last().cloned()
        {
            change(&mut labels);
            timeline.push((at, labels));
        }
    }

    fn rename(&mut self, object: &Object, to: &str) {
        let at = self.count;
        let old = self.object_key(object, at);
        let made = self.made.get(&old).cloned();
        let new = Key(old.0, old.1.clone(), old.2.clone(), to.to_owned());
        self.renames.push((at - 1, old.clone(), new.clone()));
        if let Some(mut made) = made {
            for made in &mut made {
                made.at = made.at.max(at.saturating_sub(1));
            }
            self.made.entry(new.clone()).or_default().extend(made);
        }
        if let Some((_, labels)) = self.labels.get(&old).and_then(|labels| labels.last()).cloned() {
            self.labels.entry(new.clone()).or_default().push((at - 1, labels));
        }
        if object.kind == ObjectKind::Column
            && let Some((_, type_)) = self.columns.get(&old).and_then(|types| types.last()).cloned()
        {
            self.columns.entry(new).or_default().push((at - 1, type_));
        }
    }

    fn make(&mut self, kind: ObjectKind, name: &Name, is_sure: bool) {
        let at = self.count - 1;
        let key = self.key(kind, name, at);
        self.made.entry(key).or_default().push(Made { at, is_sure });
    }

    fn make_object(&mut self, object: &Object, is_sure: bool) {
        let at = self.count - 1;
        let key = self.object_key(object, at);
        self.made.entry(key).or_default().push(Made { at, is_sure });
    }

    fn key(&self, kind: ObjectKind, name: &Name, at: usize) -> Key {
        Key(kind.space(), name.schema_or(self.default_schema(at)).to_owned(), String::new(), name.name.clone())
    }

    fn part_key(&self, table: &Name, column: &str) -> Key {
        let schema = table.schema_or(self.default_schema(self.count)).to_owned();
        Key(ObjectKind::Column, schema, table.name.clone(), column.to_owned())
    }

    fn object_key(&self, object: &Object, at: usize) -> Key {
        match &object.on {
            None => self.key(object.kind, &object.name, at),
            Some(table) => {
                let table = self.key(ObjectKind::Table, table, at);
                Key(object.kind.space(), table.1, table.3, object.name.name.clone())
            }
        }
    }
}

fn is_check(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Check { .. })
}
