//! What rules about statements look at: one script, read, with everything around it that
//! decides whether a statement is dangerous.

use super::project::{Options, ProjectContext};
use crate::diagnostic::{Diagnostic, Place, RuleInfo};
use crate::migration::layout::Layout;
use crate::migration::{Role, Transaction};
use crate::object::{Class, Effect, Name, Object, ObjectKind, class_of};
use crate::sql::{
    Action, ColumnChange, Operation, Origin, Script, Secret, Statement, Timeline, TransactionControl, Type,
};
use crate::text::{RelPath, Span};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// One script that is to be judged.
pub struct ScriptContext<'a> {
    /// The project it belongs to.
    pub context: &'a ProjectContext<'a>,
    /// The file.
    pub path: &'a RelPath,
    /// Its content, with every secret blotted out.
    pub content: &'a [u8],
    /// Where secrets stood in it.
    pub secrets: &'a [Secret],
    /// Its statements.
    pub script: &'a Script,
    /// What its statements make.
    pub timeline: &'a Timeline,
    /// What the migrations before it make, where that was read.
    pub prior: Option<&'a PriorDdl>,
    /// What the project is used to do, where that was read.
    pub conventions: Option<&'a Conventions>,
    /// What the script is for.
    pub role: Role,
    /// How the layout's tool sends it.
    pub transaction: Transaction,
    /// Every action that runs, worked out when it is asked for.
    pub steps: OnceCell<Vec<Step<'a>>>,
}

/// What the last migrations of a project are used to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conventions {
    /// One of them switches row level security on.
    pub row_security: bool,
    /// One of them builds an index concurrently.
    pub concurrent_indexes: bool,
}

/// What the migrations before make, in one sequence.
#[derive(Clone, Debug, Default)]
pub struct PriorDdl {
    /// What they make.
    pub timeline: Timeline,
    /// From which number on the actions are of migrations that only this repository has.
    pub unpublished_from: usize,
    /// For each script the number of its first action.
    pub starts: BTreeMap<RelPath, usize>,
}

/// An action that the migration runs, with its surroundings.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Its number among the actions that run.
    pub number: usize,
    /// The statement's number.
    pub index: usize,
    /// The statement.
    pub statement: &'a Statement,
    /// The action.
    pub action: &'a Action,
    /// True inside a transaction, false outside; `None` where nobody knows.
    pub in_transaction: Option<bool>,
    /// True inside a transaction that the script opens itself.
    pub in_own_transaction: bool,
}

impl<'a> ScriptContext<'a> {
    /// Settings.
    pub fn options(&self) -> &'a Options {
        self.context.options
    }

    /// The layout of the project.
    pub fn layout(&self) -> &'static Layout {
        self.context.project.layout
    }

    /// True for what moves back: drops are what it is for.
    pub fn is_down(&self) -> bool {
        self.role == Role::Down
    }

    /// Everything that the migration runs, in order.
    pub fn steps(&self) -> impl Iterator<Item = Step<'a>> {
        self.steps.get_or_init(|| self.walk()).iter().copied()
    }

    fn walk(&self) -> Vec<Step<'a>> {
        let mut own = false;
        let mut steps = Vec::new();
        for (number, (index, action)) in self.script.run().enumerate() {
            if action.operation == Operation::Transaction(TransactionControl::Begin) {
                own = true;
            }
            let statement = &self.script.statements[index];
            let in_transaction = if own { Some(true) } else { self.in_tools_transaction() };
            steps.push(Step { number, index, statement, action, in_transaction, in_own_transaction: own });
            if matches!(
                action.operation,
                Operation::Transaction(TransactionControl::Commit | TransactionControl::Rollback)
            ) {
                own = false;
            }
        }
        steps
    }

    fn in_tools_transaction(&self) -> Option<bool> {
        match self.transaction {
            Transaction::Whole | Transaction::WholeButLifts => Some(true),
            Transaction::Message => Some(self.script.statements.len() > 1),
            Transaction::Each => Some(false),
            Transaction::Unknown => None,
        }
    }

    /// How old a table is where a step runs: made by this script, by another that is not
    /// published yet, or old.
    pub fn table_origin(&self, table: &Name, step: &Step) -> Origin {
        self.origin(&Object::new(ObjectKind::Table, table.clone()), step)
    }

    /// How old an object is where a step runs. A part of a new table is new.
    pub fn origin(&self, object: &Object, step: &Step) -> Origin {
        let here = self.timeline.origin(object, step.number);
        if here == Origin::New || self.is_part_of_new(object, step) {
            return Origin::New;
        }
        let Some((prior, before)) = self.before() else {
            return here;
        };
        match (here, prior.timeline.first_made(object, before)) {
            (_, Some(at)) if at >= prior.unpublished_from => Origin::New,
            // Nothing before makes it: IF NOT EXISTS makes it now.
            (Origin::Unsure, None) => Origin::New,
            (Origin::Unsure, Some(_)) => Origin::Old,
            (origin, _) => origin,
        }
    }

    fn is_part_of_new(&self, object: &Object, step: &Step) -> bool {
        object.on.as_ref().is_some_and(|table| self.table_origin(table, step) == Origin::New)
    }

    /// True when a table may hold rows and be in use: everything but what was made just now.
    pub fn is_in_use(&self, table: &Name, step: &Step) -> bool {
        self.table_origin(table, step) != Origin::New
    }

    /// True when the history was read and no migration in it makes the object, so that
    /// something else must have.
    pub fn is_made_elsewhere(&self, object: &Object, step: &Step) -> bool {
        let before = self.before();
        self.timeline.origin(object, step.number) == Origin::Old
            && before.is_some_and(|(prior, before)| prior.timeline.first_made(object, before).is_none())
    }

    /// True when an earlier migration makes the object and this one has not dropped it, so
    /// that `IF NOT EXISTS` finds it and does nothing.
    pub fn is_there_already(&self, object: &Object, step: &Step) -> bool {
        let is_made = self.before().is_some_and(|(prior, before)| prior.timeline.first_made(object, before).is_some());
        is_made && !self.is_dropped_before(object, step)
    }

    /// True when an earlier migration declares the column, be it with its table.
    pub fn is_column_of_table(&self, table: &Name, column: &str, step: &Step) -> bool {
        let is_declared =
            self.before().is_some_and(|(prior, before)| prior.timeline.column_type(table, column, before).is_some());
        is_declared && !self.is_dropped_before(&Object::part(ObjectKind::Column, column, table), step)
    }

    /// True when this script has dropped an object of this name before.
    pub fn is_dropped_before(&self, object: &Object, step: &Step) -> bool {
        let is_same = |other: &Object| {
            other.kind.space() == object.kind.space()
                && other.name.name == object.name.name
                && match (&other.on, &object.on) {
                    (Some(one), Some(other)) => one.is_same(other),
                    _ => true,
                }
        };
        self.script.run().take(step.number).any(|(_, action)| match &action.operation {
            Operation::Drop { object, .. } | Operation::DropPart { part: object, .. } => is_same(object),
            _ => false,
        })
    }

    /// The type a column had before a step, where any migration before tells.
    pub fn column_type(&self, table: &Name, column: &str, step: &Step) -> Option<&'a Type> {
        let here = self.timeline.column_type(table, column, step.number);
        here.or_else(|| self.before().and_then(|(prior, before)| prior.timeline.column_type(table, column, before)))
    }

    /// The values of an enum when the script starts, where any migration before tells.
    pub fn old_enum_labels(&self, name: &Name) -> Option<&'a [String]> {
        self.before().and_then(|(prior, before)| prior.timeline.enum_labels(name, before))
    }

    /// True when a validated `CHECK (column IS NOT NULL)` stands before a step.
    pub fn has_not_null_check(&self, table: &Name, column: &str, step: &Step) -> bool {
        self.timeline.has_not_null_check(table, column, step.number)
            || self.before().is_some_and(|(prior, before)| prior.timeline.has_not_null_check(table, column, before))
    }

    /// True when a table is known to have partitions.
    pub fn is_partitioned(&self, table: &Name, step: &Step) -> bool {
        self.timeline.is_partitioned(table, step.number)
            || self.before().is_some_and(|(prior, before)| prior.timeline.is_partitioned(table, before))
    }

    /// True when a table is known to have a `CHECK` of whatever condition.
    pub fn has_check(&self, table: &Name, step: &Step) -> bool {
        self.timeline.has_check(table, step.number)
            || self.before().is_some_and(|(prior, before)| prior.timeline.has_check(table, before))
    }

    /// Whether a function is declared to give the same value for all rows; `None` when no
    /// migration tells.
    pub fn is_stable_function(&self, name: &str) -> Option<bool> {
        let prior = || self.before().and_then(|(prior, _)| prior.timeline.is_stable_function(name));
        self.timeline.is_stable_function(name).or_else(prior)
    }

    /// True when any migration tells that only triggers can call a function.
    pub fn is_trigger_function(&self, name: &str) -> bool {
        self.timeline.is_trigger_function(name)
            || self.prior.is_some_and(|prior| prior.timeline.is_trigger_function(name))
    }

    /// True when row level security of a table is switched on, by this script or any other.
    pub fn is_secured(&self, table: &Name, step: &Step) -> bool {
        let timeline = |timeline: &Timeline, at: usize| timeline.is_secured(table, at);
        timeline(self.timeline, step.number) || self.before().is_some_and(|(prior, at)| timeline(&prior.timeline, at))
    }

    /// True when the project builds indexes concurrently at all, as far as is known.
    pub fn builds_concurrently(&self) -> bool {
        self.conventions.is_none_or(|conventions| conventions.concurrent_indexes)
    }

    /// True when the project uses row level security at all, as far as is known.
    pub fn uses_row_security(&self) -> bool {
        self.conventions.is_none_or(|conventions| conventions.row_security)
    }

    /// The tables that have a column of this type; `None` when the history was not read.
    pub fn tables_with(&self, type_name: &str) -> Option<Vec<&'a str>> {
        let (prior, _) = self.before()?;
        let mut tables = self.timeline.tables_with(type_name);
        tables.extend(prior.timeline.tables_with(type_name));
        Some(tables)
    }

    /// True when this script drops the object only to make it, or what takes its place,
    /// again: one *replace*.
    pub fn is_replaced(&self, object: &Object, step: &Step) -> bool {
        let has_many = matches!(object.kind, ObjectKind::Constraint | ObjectKind::Policy);
        self.timeline.is_made_again(object, step.number)
            || self.timeline.was_moved_aside(object, step.number)
            || (has_many && self.timeline.gets_another(object, step.number))
    }

    /// True when a dropped object is replaced, but not what `CASCADE` drops with it.
    pub fn loses_dependents(&self, object: &Object, step: &Step) -> bool {
        let is_dependent = |operation: &Operation| match operation {
            Operation::Create { object: made, .. } => {
                let is_kind = matches!(
                    made.kind,
                    ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::View | ObjectKind::MaterializedView
                );
                is_kind && !made.name.is_same(&object.name)
            }
            Operation::AddConstraint { .. }
            | Operation::SetType { .. }
            | Operation::CreateIndex(_)
            | Operation::AlterColumn { change: ColumnChange::SetDefault(_), .. } => true,
            _ => false,
        };
        let after = self.script.run().skip(step.number + 1);
        self.is_replaced(object, step) && !after.into_iter().any(|(_, action)| is_dependent(&action.operation))
    }

    /// True when a column whose default is dropped gets another later.
    pub fn gets_default(&self, table: &Name, column: &str, step: &Step) -> bool {
        let is_of_column = |name: &str, of: &Name| name == column && of.is_same(table);
        self.script.run().skip(step.number + 1).any(|(_, action)| match &action.operation {
            Operation::AlterColumn {
                table,
                column,
                change: ColumnChange::SetDefault(_) | ColumnChange::AddIdentity,
            } => is_of_column(column, table),
            _ => false,
        })
    }

    fn before(&self) -> Option<(&'a PriorDdl, usize)> {
        let prior = self.prior?;
        Some((prior, prior.starts.get(self.path).copied().unwrap_or(usize::MAX)))
    }

    /// The class of what a step does, with what is known of old types and of replacements.
    pub fn class(&self, step: &Step) -> Option<Class> {
        let (effect, kind) = step.action.operation.effect();
        let effect = match (&step.action.operation, effect) {
            (
                Operation::Drop { object, cascade, .. } | Operation::DropPart { part: object, cascade, .. },
                Effect::Drop,
            ) if kind != ObjectKind::Table
                && kind != ObjectKind::Column
                && self.is_replaced(object, step)
                && !(*cascade && self.loses_dependents(object, step)) =>
            {
                Effect::Replace
            }
            (Operation::AlterColumn { table, column, .. }, Effect::Drop) if self.gets_default(table, column, step) => {
                Effect::Replace
            }
            (Operation::SetType { table, column, to, using: None, .. }, Effect::Coerce)
                if self.column_type(table, column, step).is_some_and(|old| !old.narrows_to(to)) =>
            {
                Effect::Widen
            }
            (_, effect) => effect,
        };
        class_of(effect, kind)
    }

    /// A diagnostic about a step, at its action.
    pub fn diagnostic(&self, rule: &'static RuleInfo, step: &Step, message: impl Into<String>) -> Diagnostic {
        self.diagnostic_at(rule, step, &step.action.span, message)
    }

    /// A diagnostic about a step, at a part of it.
    pub fn diagnostic_at(
        &self,
        rule: &'static RuleInfo,
        step: &Step,
        span: &Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(rule, Place::content(self.path, self.content, span), message)
            .statement(step.statement.span.clone(), self.class(step))
    }

    /// The words of a part of the file.
    pub fn text(&self, span: &Span) -> String {
        String::from_utf8_lossy(&self.content[span.clone()]).into_owned()
    }
}
