//! The context of rules about statements: one parsed script, with everything around it that
//! decides whether a statement is dangerous.

use super::pending::Pending;
use super::prior::{Preceding, PriorDdl, View};
use super::project::{Options, ProjectContext};
use super::step_index::StepIndex;
use crate::diagnostic::{Diagnostic, Place, RuleInfo};
use crate::migration::layout::{Condition, Layout, LeftOpen, Refusal};
use crate::migration::{Platform, Role, Transaction};
use crate::object::{Class, Effect, Name, Object, ObjectKind, class_of};
use crate::sql::{Action, Operation, Origin, Script, Secret, Statement, Timeline, Type};
use crate::text::{LineIndex, Position, RelPath, Span, Spliced};
use std::sync::OnceLock;

/// A file of which the tool replaces parts before the script runs.
#[derive(Debug)]
pub struct Original {
    /// Content of the file, with every secret replaced by asterisks.
    pub content: Vec<u8>,
    /// The positions of its lines.
    pub lines: LineIndex,
    pub spliced: Spliced,
}

/// A script to check.
pub struct ScriptContext<'a> {
    pub context: &'a ProjectContext<'a>,
    pub path: &'a RelPath,
    /// Content of the file as it runs: with what the tool replaces, and with every secret replaced by asterisks.
    pub content: &'a [u8],
    /// The file itself, if the tool replaces parts of it.
    pub original: Option<&'a Original>,
    /// Positions of the secrets in the content.
    pub secrets: &'a [Secret],
    /// The positions of its lines.
    pub lines: &'a LineIndex,
    pub script: &'a Script,
    /// The DDL of the script.
    pub timeline: &'a Timeline,
    /// The DDL of the migrations before it, if they were read.
    pub prior: Option<&'a PriorDdl>,
    /// The transaction of earlier migrations that goes on in the script, if there is one.
    pub pending: Option<&'a Pending>,
    /// The conventions of the project, if they were read.
    pub conventions: Option<&'a Conventions>,
    pub role: Role,
    /// The transactions in which the migration tool runs the script.
    pub transaction: Transaction,
    /// Fate of a transaction that the script leaves open.
    pub left_open: LeftOpen,
    /// Whether the migration tool fails at its own COMMIT if the script has ended its transaction.
    pub refuses_ended: bool,
    /// The messages in which the tool sends the script, if the script goes on outside a transaction once it has ended that of
    /// the tool.
    pub messages: &'a [Span],
    /// Refusals of the migration tool in the whole file, with its first part only: places in the file itself.
    pub refusals: &'a [Refusal],
    /// The statements that the migration tool accepts with a setting only: places in the file itself.
    pub conditions: &'a [Condition],
    /// Every action that runs, computed on first use.
    pub steps: OnceLock<Vec<Step<'a>>>,
    /// The steps by the names in them, computed on first use.
    pub index: OnceLock<StepIndex<'a>>,
}

/// Practices of the most recent migrations of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a practice of its own")]
pub struct Conventions {
    /// Whether one of them enables row-level security.
    pub row_security: bool,
    /// Whether one of them builds an index concurrently.
    pub concurrent_indexes: bool,
    /// Whether one before the touched ones builds an index otherwise.
    pub plain_indexes: bool,
    /// Whether one adds a constraint `NOT VALID`.
    pub not_valid: bool,
    /// Whether one before the touched ones adds a foreign key otherwise.
    pub plain_keys: bool,
    /// Whether one before the touched ones adds a `UNIQUE` constraint to a table otherwise.
    pub plain_unique: bool,
    /// Whether one before the touched ones adds a `CHECK` to a table otherwise.
    pub plain_checks: bool,
    /// Whether one before the touched ones sets a column `NOT NULL` otherwise.
    pub plain_not_null: bool,
    /// The first of them that builds an index concurrently with `IF NOT EXISTS`.
    pub first_concurrently_if_not_exists: Option<RelPath>,
}

/// An action that the migration runs, with its surroundings.
#[derive(Clone, Copy)]
pub struct Step<'a> {
    /// Its number among the actions that run.
    pub number: usize,
    /// The number of its statement.
    pub index: usize,
    pub statement: &'a Statement,
    pub action: &'a Action,
    /// Whether it runs inside a transaction; `None` where that is not known.
    pub in_transaction: Option<bool>,
    /// Whether it runs inside a transaction that the script itself begins.
    pub in_own_transaction: bool,
}

impl<'a> ScriptContext<'a> {
    /// The settings of the rules.
    pub fn options(&self) -> &'a Options {
        self.context.options
    }

    /// Content of the database before the first migration.
    pub fn platform(&self) -> Platform {
        self.context.project.platform()
    }

    /// The layout of the project.
    pub fn layout(&self) -> &'static Layout {
        self.context.project.layout
    }

    /// Whether the script is a down migration, where drops are expected.
    pub fn is_down(&self) -> bool {
        self.role == Role::Down
    }

    /// Every action that the migration runs, in order.
    pub fn steps(&self) -> impl Iterator<Item = Step<'a>> {
        self.all_steps().iter().copied()
    }

    pub(super) fn all_steps(&self) -> &[Step<'a>] {
        self.steps.get_or_init(|| self.walk())
    }

    /// The origin of a table at a step: new if this script or another unpublished migration
    /// creates it, otherwise old.
    pub fn table_origin(&self, table: &Name, step: &Step) -> Origin {
        self.origin(&Object::new(ObjectKind::Table, table.clone()), step)
    }

    /// The origin of an object at a step. A part of a new table is new.
    pub fn origin(&self, object: &Object, step: &Step) -> Origin {
        let here = self.timeline.origin(object, step.number);
        if here == Origin::New || self.is_part_of_new(object, step) {
            return Origin::New;
        }
        let Some(prior) = self.prior else {
            return here;
        };
        match (here, self.first_created_before(object)) {
            (_, Some(at)) if at >= prior.unpublished_from || self.is_of_earlier_segment(at) => Origin::New,
            // No earlier migration creates it, so IF NOT EXISTS creates it here.
            (Origin::Unsure, None) => Origin::New,
            (Origin::Unsure, Some(_)) => Origin::Old,
            (origin, _) => origin,
        }
    }

    fn is_part_of_new(&self, object: &Object, step: &Step) -> bool {
        object.on.as_ref().is_some_and(|table| self.table_origin(table, step) == Origin::New)
    }

    /// Whether a table can contain rows and be in use: any table but one that was just created.
    pub fn is_in_use(&self, table: &Name, step: &Step) -> bool {
        self.table_origin(table, step) != Origin::New
    }

    /// Whether the history was read and no migration in it creates the object, so that
    /// something else must have.
    pub fn is_created_outside_migrations(&self, object: &Object, step: &Step) -> bool {
        self.timeline.origin(object, step.number) == Origin::Old
            && self.prior.is_some()
            && self.first_created_before(object).is_none()
    }

    /// Whether an earlier migration creates the object and this script has not dropped it, so
    /// that `IF NOT EXISTS` finds it and does nothing.
    pub fn already_exists(&self, object: &Object, step: &Step) -> bool {
        self.first_created_before(object).is_some() && !self.is_dropped_before(object, step)
    }

    /// Whether an earlier migration declares the column, on its own or with its table.
    pub fn is_column_of_table(&self, table: &Name, column: &str, step: &Step) -> bool {
        let is_declared =
            self.before().is_some_and(|View { timeline, at }| timeline.column_type(table, column, at).is_some());
        is_declared && !self.is_dropped_before(&Object::part(ObjectKind::Column, column, table), step)
    }

    /// The type of a column before a step, as far as migrations declare it.
    pub fn column_type(&self, table: &Name, column: &str, step: &Step) -> Option<&'a Type> {
        self.preceding(step).first(|timeline, at| timeline.column_type(table, column, at))
    }

    /// The values of an enum when the script starts, as far as earlier migrations declare them.
    pub fn old_enum_labels(&self, name: &Name) -> Option<Vec<String>> {
        self.before().and_then(|View { timeline, at }| timeline.enum_labels(name, at))
    }

    /// The same when an earlier script starts.
    pub fn enum_labels_before(&self, name: &Name, script: &RelPath) -> Option<Vec<String>> {
        let View { timeline, at } = self.prior?.until(script, 0);
        timeline.enum_labels(name, at)
    }

    /// Whether a table is known to have partitions.
    pub fn is_partitioned(&self, table: &Name, step: &Step) -> bool {
        self.preceding(step).any(|timeline, at| timeline.is_partitioned(table, at))
    }

    /// Whether a table is known to have a `CHECK` constraint, whatever its condition.
    pub fn has_check(&self, table: &Name, step: &Step) -> bool {
        self.preceding(step).any(|timeline, at| timeline.has_check(table, at))
    }

    /// Whether a function is declared stable or immutable, so that it returns the same value
    /// for all rows; `None` when no migration declares it.
    pub fn is_stable_function(&self, name: &str) -> Option<bool> {
        self.whole().first(|timeline, _| timeline.is_stable_function(name))
    }

    /// Whether a migration declares the function as one that only triggers can call.
    pub fn is_trigger_function(&self, name: &str) -> bool {
        self.whole().any(|timeline, _| timeline.is_trigger_function(name))
    }

    /// Whether row-level security of a table is enabled, by this script or any other migration.
    pub fn is_secured(&self, table: &Name, step: &Step) -> bool {
        self.preceding(step).any(|timeline, at| timeline.is_secured(table, at))
    }

    /// Whether the project builds indexes concurrently at all, as far as is known.
    pub fn builds_concurrently(&self) -> bool {
        self.conventions.is_none_or(|conventions| conventions.concurrent_indexes || !conventions.plain_indexes)
    }

    /// Whether the project validates constraints later, as far as is known.
    pub fn validates_later(&self) -> bool {
        self.conventions.is_none_or(|conventions| conventions.not_valid || !conventions.plain_keys)
    }

    /// Whether the last migrations add constraints of a kind, and none of them in a way that does not block: then the
    /// project does so on purpose, unless its settings ask for the rule.
    pub fn is_usual(&self, rule: &RuleInfo, of_kind: fn(&Conventions) -> bool) -> bool {
        let is_usual = |known: &Conventions| of_kind(known) && !known.not_valid && !known.concurrent_indexes;
        self.conventions.is_some_and(is_usual) && !self.options().is_enforced(rule.id)
    }

    /// Whether the project uses row-level security at all, as far as is known.
    pub fn uses_row_security(&self) -> bool {
        self.conventions.is_none_or(|conventions| conventions.row_security)
    }

    /// The tables that have a column of this type; `None` when the history was not read.
    pub fn tables_with(&self, type_name: &str) -> Option<Vec<&'a str>> {
        let prior = self.prior?;
        let mut tables = self.timeline.tables_with(type_name);
        tables.extend(prior.timeline.tables_with(type_name));
        Some(tables)
    }

    /// The migrations before the script, if they were read.
    fn before(&self) -> Option<View<'a>> {
        self.prior.map(|prior| prior.until(self.path, self.script.part.start))
    }

    /// The segments of the script after this one, if it is one and the DDL was read.
    fn following(&self) -> Option<View<'a>> {
        let prior = self.prior.filter(|_| self.script.is_cut)?;
        prior.end_of_segment(self.path, self.script.part.start)
    }

    /// Whether an action of the DDL belongs to an earlier segment of the script.
    fn is_of_earlier_segment(&self, at: usize) -> bool {
        let start = self.prior.filter(|_| self.script.continues).and_then(|prior| prior.start(self.path));
        start.is_some_and(|start| at >= start)
    }

    /// Everything that precedes a step.
    pub(super) fn preceding(&self, step: &Step) -> Preceding<'a> {
        Preceding { script: View { timeline: self.timeline, at: step.number }, prior: self.before() }
    }

    /// The script as a whole and the migrations before it.
    pub(super) fn whole(&self) -> Preceding<'a> {
        Preceding { script: View { timeline: self.timeline, at: usize::MAX }, prior: self.before() }
    }

    /// The number of the action by which an earlier migration first creates an object.
    fn first_created_before(&self, object: &Object) -> Option<usize> {
        self.before().and_then(|View { timeline, at }| timeline.first_created(object, at))
    }

    /// Whether this script drops the object only to create it or its replacement again: one
    /// *replace*.
    pub fn is_replaced(&self, object: &Object, step: &Step) -> bool {
        let has_many = matches!(object.kind, ObjectKind::Constraint | ObjectKind::Policy);
        self.timeline.is_recreated(object, step.number)
            || self.timeline.was_moved_aside(object, step.number)
            || self.following().is_some_and(|View { timeline, at }| timeline.is_recreated(object, at))
            || (has_many && self.timeline.has_other_part(object, step.number))
    }

    /// The class of a step, considering old column types and replacements.
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

    /// Returns a diagnostic about a step that points at its action.
    pub fn diagnostic(&self, rule: &'static RuleInfo, step: &Step, message: impl Into<String>) -> Diagnostic {
        self.diagnostic_at(rule, step, &step.action.span, message)
    }

    /// Returns a diagnostic about a step that points at a part of it.
    pub fn diagnostic_at(
        &self,
        rule: &'static RuleInfo,
        step: &Step,
        span: &Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(rule, self.place(span), message).statement(step.statement.span.clone(), self.class(step))
    }

    /// The place in the file of a part of the script.
    pub fn place(&self, span: &Span) -> Place {
        self.place_in_file(&self.original.map_or_else(|| span.clone(), |original| original.spliced.old_span(span)))
    }

    /// A place in the file.
    pub fn place_in_file(&self, span: &Span) -> Place {
        match self.original {
            Some(original) => Place::content_in(self.path, &original.content, &original.lines, span),
            None => Place::content_in(self.path, self.content, self.lines, span),
        }
    }

    /// The position in the file of a byte of the script.
    pub fn position(&self, at: usize) -> Position {
        match self.original {
            Some(Original { content, lines, spliced }) => lines.position(content, spliced.old(at)),
            None => self.lines.position(self.content, at),
        }
    }

    /// The content of the file itself.
    pub fn file_content(&self) -> &'a [u8] {
        self.original.map_or(self.content, |original| &original.content)
    }

    /// The text of a part of the file.
    pub fn text(&self, span: &Span) -> String {
        String::from_utf8_lossy(&self.content[span.clone()]).into_owned()
    }
}
