//! Recording of actions.

use super::compact::{Few, Id};
use super::state::{Certainty, Creation, Key, LabelChange, Timeline, temporary};
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::sql::action::{Action, Operation, RowSecurity, Within};
use crate::sql::declared::{Constraint, ConstraintKind, CreateRoutine, CreateTable};
use crate::sql::types::Type;

impl Timeline {
    /// The timeline of these actions, in their order.
    pub fn of<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Self {
        let mut timeline = Self::default();
        for action in actions {
            timeline.see(action);
        }
        timeline
    }

    /// Stops or resumes the recording of the types of columns.
    pub fn set_sparse(&mut self, is_sparse: bool) {
        self.is_sparse = is_sparse;
    }

    /// Records the next action.
    pub fn see(&mut self, action: &Action) {
        let at = self.count;
        self.count += 1;
        if action.within == Within::Body {
            return;
        }
        self.see_relations(&action.operation);
        self.see_policy(&action.operation);
        let certainty = Certainty::Certain.unless(action.within == Within::Do { guarded: true });
        match &action.operation {
            Operation::CreateTable(create) => {
                self.see_table(create, certainty);
            }
            Operation::AttachPartition { table, .. } => self.partition(table),
            Operation::CreateIndex(create) => {
                let schema = create.table.schema.clone();
                if let Some(name) = &create.name {
                    let name = Name { schema, name: name.clone() };
                    self.make(ObjectKind::Index, &name, certainty.unless(create.if_not_exists));
                }
            }
            Operation::CreateRoutine(routine) => self.see_routine(routine, certainty),
            Operation::CreateType { .. } | Operation::AddEnumValue { .. } | Operation::RenameEnumValue { .. } => {
                self.see_type(&action.operation, certainty);
            }
            Operation::Create { object, if_not_exists, or_replace, temporary: is_temporary, .. } => {
                let mut object = object.clone();
                if *is_temporary {
                    object.name = temporary(&object.name);
                }
                self.make_object(&object, certainty.unless(*if_not_exists || *or_replace));
            }
            Operation::AddColumn { table, column, if_not_exists } => {
                let part = Object::part(ObjectKind::Column, column.name.clone(), table);
                self.make_object(&part, certainty.unless(*if_not_exists));
                self.see_column(table, &column.name, &column.type_);
            }
            Operation::AddConstraint { table, constraint } => self.constraint(table, constraint, certainty),
            Operation::ValidateConstraint { table, .. } => self.validate(table),
            Operation::RowSecurity { table, change } => self.see_row_security(table, *change),
            Operation::SetType { table, column, to, .. } => self.see_column(table, column, to),
            Operation::Rename { object, to } => self.rename(object, to),
            Operation::Drop { object, .. } => {
                let shadow = Object::new(object.kind, temporary(&object.name));
                let dropped = if self.is_shadowed(&object.name, at) { &shadow } else { object };
                self.dropped.insert(self.object_key(dropped, self.count).id(), self.now());
            }
            Operation::Set { name, values, .. } if name == "search_path" => {
                let first = values.iter().find(|value| *value != "$user" && !value.is_empty());
                let first = first.map_or(PUBLIC, String::as_str);
                if self.default_schema(self.count) != first {
                    self.paths.push((at, first.to_owned()));
                }
            }
            _ => {}
        }
    }

    /// The number of the action that is recorded.
    pub(super) fn now(&self) -> u32 {
        u32::try_from(self.count - 1).unwrap_or(u32::MAX)
    }

    fn see_column(&mut self, table: &Name, column: &str, type_: &Type) {
        if !type_.is_built_in() {
            self.typed.entry(type_.name.clone()).or_default().insert(table.name.clone());
        }
        if self.is_sparse {
            return;
        }
        let (id, now, number) = (self.part_key(table, column).id(), self.now(), self.types.number(type_));
        Few::add(&mut self.columns, id, (now, number));
    }

    pub(super) fn table_id(&self, table: &Name) -> Id {
        self.key(ObjectKind::Table, table, self.count - 1).id()
    }

    fn partition(&mut self, table: &Name) {
        let (id, now) = (self.table_id(table), self.now());
        self.partitioned.entry(id).or_insert(now);
    }

    fn constraint(&mut self, table: &Name, constraint: &Constraint, certainty: Certainty) {
        // A constraint without a name counts as well.
        let name = constraint.name.clone().unwrap_or_default();
        self.make_object(&Object::part(ObjectKind::Constraint, name, table), certainty);
        let now = self.now();
        if is_check(constraint) {
            self.checked.entry(self.table_id(table)).or_insert(now);
        }
        for column in constraint.not_null_columns() {
            let id = self.part_key(table, column).id();
            Few::add(&mut self.not_null_checks, id, (now, !constraint.not_valid));
        }
    }

    /// The name of the validated constraint does not matter: only checks of the same column are asked for.
    fn validate(&mut self, table: &Name) {
        let (id, now) = (self.table_id(table), self.now());
        Few::add(&mut self.validated, id, now);
    }

    fn see_row_security(&mut self, table: &Name, change: RowSecurity) {
        let id = self.table_id(table);
        match change {
            RowSecurity::Enable => {
                self.secured.insert(id);
            }
            RowSecurity::Disable => {
                self.secured.remove(&id);
            }
            RowSecurity::Force => {
                self.forced.insert(id);
            }
            RowSecurity::NoForce => {}
        }
    }

    fn see_table(&mut self, create: &CreateTable, certainty: Certainty) {
        let name = if create.temporary { temporary(&create.table) } else { create.table.clone() };
        self.make(ObjectKind::Table, &name, certainty.unless(create.if_not_exists));
        for column in &create.columns {
            self.see_column(&create.table, &column.name, &column.type_);
        }
        let of_columns = create.columns.iter().flat_map(|column| &column.constraints);
        if create.constraints.iter().chain(of_columns).any(is_check) {
            let (id, now) = (self.table_id(&create.table), self.now());
            self.checked.entry(id).or_insert(now);
        }
        let parent = create.partition_of.as_ref();
        for table in parent.into_iter().chain(create.is_partitioned.then_some(&create.table)) {
            self.partition(table);
        }
    }

    fn see_routine(&mut self, routine: &CreateRoutine, certainty: Certainty) {
        let name = Id::of_name(&routine.object.name.name);
        self.stable_functions.insert(name, routine.is_stable);
        if routine.returns_trigger {
            self.trigger_functions.insert(name);
        }
        self.make_object(&routine.object, certainty.unless(routine.or_replace));
    }

    fn see_type(&mut self, operation: &Operation, certainty: Certainty) {
        match operation {
            Operation::CreateType { name, labels } => {
                self.make(ObjectKind::Type, name, certainty);
                let (id, now) = (self.key(ObjectKind::Type, name, self.count).id(), self.now());
                let labels = labels.clone().map(|labels| (now, LabelChange::Set(labels)));
                self.labels.entry(id).or_default().extend(labels);
            }
            Operation::AddEnumValue { name, value, .. } => self.relabel(name, LabelChange::Add(value.clone())),
            Operation::RenameEnumValue { name, from, to } => {
                self.relabel(name, LabelChange::Rename { from: from.clone(), to: to.clone() });
            }
            _ => {}
        }
    }

    fn relabel(&mut self, name: &Name, change: LabelChange) {
        let (id, now) = (self.key(ObjectKind::Type, name, self.count).id(), self.now());
        if let Some(changes) = self.labels.get_mut(&id) {
            changes.push((now, change));
        }
    }

    fn rename(&mut self, object: &Object, to: &str) {
        let key = self.object_key(object, self.count);
        let renamed = Key { name: to, ..key };
        let (old, new, of_table, now) = (key.id(), renamed.id(), table_of(&renamed), self.now());
        Few::add(&mut self.renamed_to, new, (now, old));
        if object.kind.space() == ObjectKind::Type.space() {
            self.renamed_types.entry(old).or_default().push((now, to.to_owned()));
        }
        if let Some(created) = self.created.get(&old).and_then(Few::last) {
            self.create(new, of_table, created.certainty);
        }
        if let Some(labels) = self.labels_of(old, self.count) {
            self.labels.entry(new).or_default().push((now, LabelChange::Set(labels)));
        }
        if object.kind == ObjectKind::Column
            && let Some((_, number)) = self.columns.get(&old).and_then(Few::last)
        {
            Few::add(&mut self.columns, new, (now, number));
        }
    }

    /// Records the creation of an object; of a constraint or a policy, `of_table` counts those of its table.
    fn create(&mut self, id: Id, of_table: Option<Id>, certainty: Certainty) {
        let at = self.now();
        let last = self.created.get(&id).and_then(Few::last);
        if let Some(of_table) = of_table.filter(|_| last.is_none()) {
            *self.parts.entry(of_table).or_default() += 1;
        }
        let certainty = last.map_or(certainty, |last| last.certainty.max(certainty));
        Few::add(&mut self.created, id, Creation { at, certainty });
    }

    fn make(&mut self, kind: ObjectKind, name: &Name, certainty: Certainty) {
        let id = self.key(kind, name, self.count - 1).id();
        self.create(id, None, certainty);
    }

    fn make_object(&mut self, object: &Object, certainty: Certainty) {
        let key = self.object_key(object, self.count - 1);
        let (id, of_table) = (key.id(), table_of(&key));
        self.create(id, of_table, certainty);
    }
}

/// The key under which the parts of a table of this kind are counted.
fn table_of(key: &Key) -> Option<Id> {
    let is_counted = matches!(key.space, ObjectKind::Constraint | ObjectKind::Policy) && !key.table.is_empty();
    is_counted.then(|| Key { name: "", ..*key }.id())
}

fn is_check(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Check { .. })
}
