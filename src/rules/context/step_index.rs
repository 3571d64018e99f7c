//! The steps of a script by what they name, so that a question about one step does not read all others.

use super::script::{ScriptContext, Step};
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::sql::{ColumnChange, Operation};
use std::collections::{HashMap, HashSet};

/// The steps by the names in them, and the places of some kinds of steps.
#[derive(Default)]
pub struct StepIndex<'a> {
    by_name: HashMap<&'a str, Vec<usize>>,
    /// The last step that something on a table, a type or a function depends on.
    last_dependent: Option<usize>,
    /// The last steps that create such a thing, of two different names.
    last_created: [Option<(usize, &'a Name)>; 2],
    /// The first step that changes the default of a column.
    first_default: Option<usize>,
    renames_table: bool,
}

impl<'a> StepIndex<'a> {
    fn of(steps: impl Iterator<Item = Step<'a>>) -> Self {
        let mut index = Self::default();
        for step in steps {
            let (number, operation) = (step.number, &step.action.operation);
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
        Operation::Create { object, .. }
        | Operation::Drop { object, .. }
        | Operation::DropPart { part: object, .. }
        | Operation::Alter { object }
        | Operation::Rename { object, .. }
        | Operation::SetSchema { object, .. }
        | Operation::OwnerTo { object, .. } => Some(&*object.name.name),
        _ => None,
    };
    own.into_iter().chain(operation.table().map(|table| &*table.name))
}

impl<'a> ScriptContext<'a> {
    fn index(&self) -> &StepIndex<'a> {
        self.index.get_or_init(|| StepIndex::of(self.steps()))
    }

    /// The steps that name an object, a part or a table of this bare name, in order.
    fn about(&self, name: &str) -> &[usize] {
        self.index().by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The operations before a step that have this bare name in them.
    pub fn earlier(&self, name: &str, step: usize) -> impl Iterator<Item = &'a Operation> {
        let about = self.about(name);
        about[..about.partition_point(|number| *number < step)].iter().filter_map(|number| self.operation(*number))
    }

    /// The operations after a step that have this bare name in them.
    pub fn later(&self, name: &str, step: usize) -> impl Iterator<Item = &'a Operation> {
        self.later_steps(name, step).map(|step| &step.action.operation)
    }

    /// The steps after one that have this bare name in them, with their surroundings.
    pub fn later_steps(&self, name: &str, step: usize) -> impl Iterator<Item = Step<'a>> {
        let about = self.about(name);
        let later = &about[about.partition_point(|number| *number <= step)..];
        later.iter().filter_map(|number| self.all_steps().get(*number).copied())
    }

    fn operation(&self, number: usize) -> Option<&'a Operation> {
        self.all_steps().get(number).map(|step| &step.action.operation)
    }

    /// Whether this script drops an object of this name before a step.
    pub fn is_dropped_before(&self, object: &Object, step: &Step) -> bool {
        let is_same = |other: &Object| {
            other.kind.space() == object.kind.space()
                && other.name.name == object.name.name
                && match (&other.on, &object.on) {
                    (Some(one), Some(other)) => one.is_same(other),
                    _ => true,
                }
        };
        self.earlier(&object.name.name, step.number).any(|operation| match operation {
            Operation::Drop { object, .. } | Operation::DropPart { part: object, .. } => is_same(object),
            _ => false,
        })
    }

    /// Whether a dropped object is replaced, but not the objects that `CASCADE` drops with it.
    pub fn loses_dependents(&self, object: &Object, step: &Step) -> bool {
        let index = self.index();
        let created = index.last_created.iter().flatten().filter(|(_, name)| !name.is_same(&object.name));
        let last = created.map(|(number, _)| *number).chain(index.last_dependent).max();
        self.is_replaced(object, step) && last.is_none_or(|last| last <= step.number)
    }

    /// Whether a column whose default is dropped gets another one later.
    pub fn gets_default(&self, table: &Name, column: &str, step: &Step) -> bool {
        self.later(column, step.number).any(|operation| match operation {
            Operation::AlterColumn {
                table: of,
                column: name,
                change: ColumnChange::SetDefault(_) | ColumnChange::AddIdentity,
            } => name == column && of.is_same(table),
            _ => false,
        })
    }

    /// Whether a step before one changes the default of any column.
    pub fn changes_default_before(&self, step: &Step) -> bool {
        self.index().first_default.is_some_and(|first| first < step.number)
    }

    /// Whether a statement that runs SQL built at run time has these words in it, in lower case.
    pub fn builds(&self, words: &str) -> bool {
        let mut last = None;
        let dynamic = self.steps().filter(|step| step.action.operation == Operation::DynamicSql);
        // A block with many such statements is read once.
        let mut distinct = dynamic.filter(|step| last.replace(step.index) != Some(step.index));
        distinct.any(|step| self.text(&step.statement.span).to_lowercase().contains(words))
    }

    /// Whether any step renames a table.
    pub fn renames_table(&self) -> bool {
        self.index().renames_table
    }
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
