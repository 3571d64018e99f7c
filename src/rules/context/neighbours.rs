//! Questions about the other steps of a script.

use super::script::{ScriptContext, Step};
use super::step_index::StepIndex;
use crate::object::{Name, Object};
use crate::sql::{ColumnChange, Operation};

impl<'a> ScriptContext<'a> {
    fn index(&self) -> &StepIndex<'a> {
        self.index.get_or_init(|| StepIndex::of(self.steps().map(|step| (step.number, &step.action.operation))))
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

    /// The steps before one that have this bare name in them, with their surroundings.
    pub fn earlier_steps(&self, name: &str, step: usize) -> impl Iterator<Item = Step<'a>> {
        let about = self.about(name);
        let earlier = &about[..about.partition_point(|number| *number < step)];
        earlier.iter().filter_map(|number| self.all_steps().get(*number).copied())
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

    /// Whether a column gets a default before a step.
    pub fn gets_default_before(&self, table: &Name, column: &str, step: &Step) -> bool {
        self.earlier(column, step.number).any(|operation| match operation {
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
