//! Recording of actions.

use super::state::{Certainty, Creation, Key, LabelChange, Timeline, temporary};
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::sql::action::{Action, Operation, RowSecurity, Within};
use crate::sql::declared::{Column, Constraint, ConstraintKind, CreateRoutine, CreateTable};

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
        let certainty = Certainty::Certain.unless(action.within == Within::Do { guarded: true });
        match &action.operation {
            Operation::CreateTable(create) => {
                self.see_table(create, certainty);
            }
            Operation::AttachPartition { table, .. } => {
                self.partitioned.entry(self.key(ObjectKind::Table, table, at)).or_insert(at);
            }
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
            Operation::Create { object, if_not_exists, or_replace, temporary: is_temporary } => {
                let mut object = object.clone();
                if *is_temporary {
                    object.name = temporary(&object.name);
                }
                self.make_object(&object, certainty.unless(*if_not_exists || *or_replace));
            }
            Operation::AddColumn { table, column, if_not_exists } => {
                let part = Object::part(ObjectKind::Column, column.name.clone(), table);
                self.make_object(&part, certainty.unless(*if_not_exists));
                self.column(table, column);
            }
            Operation::AddConstraint { table, constraint } => self.constraint(table, constraint, certainty),
            Operation::ValidateConstraint { table, .. } => self.validate(table),
            Operation::RowSecurity { table, change } => self.see_row_security(table, *change),
            Operation::SetType { table, column, to, .. } => {
                self.typed.entry(to.name.clone()).or_default().insert(table.name.clone());
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

    fn column(&mut self, table: &Name, column: &Column) {
        let at = self.count - 1;
        self.typed.entry(column.type_.name.clone()).or_default().insert(table.name.clone());
        self.columns.entry(self.part_key(table, &column.name)).or_default().push((at, column.type_.clone()));
    }

    fn constraint(&mut self, table: &Name, constraint: &Constraint, certainty: Certainty) {
        let at = self.count - 1;
        // A constraint without a name counts as well.
        let name = constraint.name.clone().unwrap_or_default();
        self.make_object(&Object::part(ObjectKind::Constraint, name, table), certainty);
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
        self.validated.entry(key).or_default().push(at);
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

    fn see_table(&mut self, create: &CreateTable, certainty: Certainty) {
        let at = self.count - 1;
        let name = if create.temporary { temporary(&create.table) } else { create.table.clone() };
        self.make(ObjectKind::Table, &name, certainty.unless(create.if_not_exists));
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

    fn see_routine(&mut self, routine: &CreateRoutine, certainty: Certainty) {
        let name = &routine.object.name.name;
        self.stable_functions.insert(name.clone(), routine.is_stable);
        if routine.returns_trigger {
            self.trigger_functions.insert(name.clone());
        }
        self.make_object(&routine.object, certainty.unless(routine.or_replace));
    }

    fn see_type(&mut self, operation: &Operation, certainty: Certainty) {
        let at = self.count - 1;
        match operation {
            Operation::CreateType { name, labels } => {
                self.make(ObjectKind::Type, name, certainty);
                let key = self.key(ObjectKind::Type, name, self.count);
                self.labels.entry(key).or_default().extend(labels.clone().map(|labels| (at, LabelChange::Set(labels))));
            }
            Operation::AddEnumValue { name, value, .. } => self.relabel(name, LabelChange::Add(value.clone())),
            Operation::RenameEnumValue { name, from, to } => {
                self.relabel(name, LabelChange::Rename { from: from.clone(), to: to.clone() });
            }
            _ => {}
        }
    }

    fn relabel(&mut self, name: &Name, change: LabelChange) {
        let at = self.count - 1;
        let key = self.key(ObjectKind::Type, name, self.count);
        if let Some(changes) = self.labels.get_mut(&key) {
            changes.push((at, change));
        }
    }

    fn rename(&mut self, object: &Object, to: &str) {
        let at = self.count;
        let old = self.object_key(object, at);
        let new = Key { name: to.to_owned(), ..old.clone() };
        self.renamed_to.entry(new.clone()).or_default().push((at - 1, old.clone()));
        self.renamed_from.entry(old.clone()).or_default().push((at - 1, to.to_owned()));
        if let Some(created) = self.created.get(&old).and_then(|created| created.last()).copied() {
            self.create(new.clone(), created.certainty);
        }
        if let Some(labels) = self.labels_of(&old, at) {
            self.labels.entry(new.clone()).or_default().push((at - 1, LabelChange::Set(labels)));
        }
        if object.kind == ObjectKind::Column
            && let Some((_, type_)) = self.columns.get(&old).and_then(|types| types.last()).cloned()
        {
            self.columns.entry(new).or_default().push((at - 1, type_));
        }
    }

    fn create(&mut self, key: Key, certainty: Certainty) {
        let at = self.count - 1;
        if matches!(key.space, ObjectKind::Constraint | ObjectKind::Policy) && !key.table.is_empty() {
            let table = Key { name: String::new(), ..key.clone() };
            self.parts.entry(table).or_default().insert(key.name.clone());
        }
        let created = self.created.entry(key).or_default();
        let certainty = created.last().map_or(certainty, |last| last.certainty.max(certainty));
        created.push(Creation { at, certainty });
    }

    fn make(&mut self, kind: ObjectKind, name: &Name, certainty: Certainty) {
        let at = self.count - 1;
        let key = self.key(kind, name, at);
        self.create(key, certainty);
    }

    fn make_object(&mut self, object: &Object, certainty: Certainty) {
        let at = self.count - 1;
        let key = self.object_key(object, at);
        self.create(key, certainty);
    }
}

fn is_check(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Check { .. })
}
