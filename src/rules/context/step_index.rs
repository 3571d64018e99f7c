//! The steps of a script by what they name, so that a question about one step does not read all others.

use crate::object::{Name, ObjectKind, PUBLIC};
use crate::sql::{ColumnChange, Operation};
use std::collections::{HashMap, HashSet};

/// The steps by the names in them, and the places of some kinds of steps.
#[derive(Default)]
pub struct StepIndex<'a> {
    pub(super) by_name: HashMap<&'a str, Vec<usize>>,
    /// The last step that something on a table, a type or a function depends on.
    pub(super) last_dependent: Option<usize>,
    /// The last steps that create such a thing, of two different names.
    pub(super) last_created: [Option<(usize, &'a Name)>; 2],
    /// The first step that changes the default of a column.
    pub(super) first_default: Option<usize>,
    pub(super) renames_table: bool,
}

impl<'a> StepIndex<'a> {
    pub(super) fn of(steps: impl Iterator<Item = (usize, &'a Operation)>) -> Self {
        let mut index = Self::default();
        for (number, operation) in steps {
            for name in names(operation) {
                let numbers = index.by_name.entry(name).or_default();
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
            index.see(number, operation);
        }
        index
    }

    fn see(&mut self, number: usize, operation: &'a Operation) {
        use ColumnChange::{AddIdentity, DropDefault, SetDefault};
        match operation {
            Operation::AddConstraint { .. } | Operation::SetType { .. } | Operation::CreateIndex(_) => {
                self.last_dependent = Some(number);
            }
            Operation::AlterColumn { change, .. } => {
                if matches!(change, SetDefault(_)) {
                    self.last_dependent = Some(number);
                }
                if matches!(change, DropDefault | SetDefault(_) | AddIdentity) {
                    self.first_default.get_or_insert(number);
                }
            }
            Operation::Create { object, .. } if is_dependent(object.kind) => {
                let [last, _] = self.last_created;
                if last.is_some_and(|(_, name)| !name.is_same(&object.name)) {
                    self.last_created[1] = last;
                }
                self.last_created[0] = Some((number, &object.name));
            }
            Operation::Rename { object, .. } => self.renames_table |= object.kind == ObjectKind::Table,
            _ => {}
        }
    }
}

fn is_dependent(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::View | ObjectKind::MaterializedView)
}

/// The names in an operation that rules look for: of its table and of its object or part.
fn names(operation: &Operation) -> impl Iterator<Item = &str> {
    let own = match operation {
        Operation::CreateRoutine(routine) => Some(&*routine.object.name.name),
        Operation::CreateType { name, .. }
        | Operation::AddEnumValue { name, .. }
        | Operation::RenameEnumValue { name, .. } => Some(&*name.name),
        Operation::AddConstraint { constraint, .. } => constraint.name.as_deref(),
        Operation::ValidateConstraint { name, .. } => Some(&**name),
        Operation::AlterColumn { column, .. } => Some(&**column),
        other => other.object().map(|object| &*object.name.name),
    };
    own.into_iter().chain(operation.table().map(|table| &*table.name))
}

/// Names of which many are looked up; an unqualified one means `public`.
#[derive(Default)]
pub(in crate::rules) struct NameSet<'a>(HashSet<(&'a str, &'a str)>);

impl<'a> NameSet<'a> {
    /// Adds a name; returns whether it is new.
    pub(in crate::rules) fn insert(&mut self, name: &'a Name) -> bool {
        self.0.insert((name.schema_or(PUBLIC), &name.name))
    }

    pub(in crate::rules) fn contains(&self, name: &Name) -> bool {
        self.0.contains(&(name.schema_or(PUBLIC), name.name.as_str()))
    }

    pub(in crate::rules) fn clear(&mut self) {
        self.0.clear();
    }
}
