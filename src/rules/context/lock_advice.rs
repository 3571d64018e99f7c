//! Shared parts of the rules about locks: the steps that they check, which of them run in one transaction, and
//! advice worded for the migration tool that runs the script.

use super::script::{ScriptContext, Step};
use super::step_index::NameSet;
use crate::object::{Lock, Name, Object, ObjectKind, quoted};
use crate::sql::{Constraint, Operation, Origin, TransactionControl, Within, WriteVerb, locks};

/// Maximum length of an identifier that `PostgreSQL` does not truncate, in bytes.
const NAME_LIMIT: usize = 63;

/// The steps of a forward script; none for a down migration, which runs once, in an emergency, if ever.
pub(in crate::rules) fn steps_ahead<'a>(script: &ScriptContext<'a>) -> Vec<Step<'a>> {
    if script.is_down() { Vec::new() } else { script.steps().collect() }
}

/// For each step the number of its transaction: the migration tool's, one that the script opens, or the
/// statement's own.
pub(in crate::rules) fn transactions(steps: &[Step]) -> Vec<usize> {
    let mut current = 0;
    let mut last_statement = None;
    let mut numbers = Vec::with_capacity(steps.len());
    for step in steps {
        let is_new_statement = last_statement.replace(step.index) != Some(step.index);
        let begins = step.action.operation == Operation::Transaction(TransactionControl::Begin);
        if begins || (is_new_statement && step.in_transaction != Some(true)) {
            current += 1;
        }
        numbers.push(current);
        if matches!(
            step.action.operation,
            Operation::Transaction(TransactionControl::Commit | TransactionControl::Rollback)
        ) {
            current += 1;
        }
    }
    numbers
}

/// The lock and what it blocks, as a sentence; `extent` names the table where needed and the end of the lock.
pub(in crate::rules) fn held(lock: Lock, extent: &str) -> String {
    format!("The lock is {lock} on every PostgreSQL version: it blocks {} {extent}.", lock.blocks())
}

/// Advice to run a statement that cannot run inside a transaction block, as the project's migration tool requires it;
/// `operation` is the imperative that it begins with.
pub(in crate::rules) fn outside_transaction(script: &ScriptContext, step: &Step, operation: &str, sql: &str) -> String {
    let layout = script.layout();
    let place = match (layout.outside_transaction_since(sql), layout.no_transaction_hint) {
        (Some(since), _) => format!(" ({} runs it outside its transaction since {since})", layout.tool),
        (None, Some(hint)) => format!(", {hint}"),
        (None, None) => format!(" with psql, because {} would run it in a transaction", layout.tool),
    };
    let place = if matches!(step.action.within, Within::Do { .. }) {
        format!(", outside the DO block{place}")
    } else if step.in_own_transaction {
        format!(", without BEGIN{place}")
    } else if step.in_transaction == Some(false) {
        String::new()
    } else {
        place
    };
    format!("{operation}{place}: `{sql}`")
}

/// Whether the project's migration tool cannot run a statement outside a transaction.
pub(in crate::rules) fn runs_in_transaction_only(script: &ScriptContext, sql: &str) -> bool {
    let layout = script.layout();
    layout.no_transaction_hint.is_none() && layout.outside_transaction_since(sql).is_none()
}

/// The name of a constraint: its own, or the one that `PostgreSQL` generates for it.
pub(in crate::rules) fn constraint_name(table: &Name, constraint: &Constraint, ending: &str) -> String {
    match &constraint.name {
        Some(name) => quoted(name),
        None => part_name(table, &constraint.columns, ending),
    }
}

/// A name composed of a table, columns and an ending, as `PostgreSQL` generates it.
pub(in crate::rules) fn part_name(table: &Name, columns: &[String], ending: &str) -> String {
    let mut name = table.name.clone();
    for column in columns {
        name = format!("{name}_{column}");
    }
    let mut end = name.len().min(NAME_LIMIT - ending.len() - 1);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    quoted(&format!("{}_{ending}", &name[..end]))
}

/// Columns as a parenthesized list.
pub(in crate::rules) fn listed(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    format!("({})", columns.join(", "))
}

/// The text on one line, with single spaces between its words. Messages have statements between backticks, so
/// one in the text is left out.
pub(in crate::rules) fn one_line(text: &str) -> String {
    let text = text.trim().trim_end_matches(';').replace('`', "…");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Advice to add a constraint for new rows first and to check existing rows later, without blocking reads and
/// writes.
pub(in crate::rules) fn in_two_steps(table: &Name, name: &str, definition: &str) -> String {
    format!(
        "add the constraint NOT VALID, `alter table {table} add constraint {name} {definition} not valid`, and \
         validate it in a later migration, which does not block reads and writes: `alter table {table} validate \
         constraint {name}`"
    )
}

/// The table of an `UPDATE` that changes all rows, as far as its text shows: it has no conditions, or only tests
/// for NULL.
pub(in crate::rules) fn is_of_all_rows<'a>(script: &ScriptContext, step: &Step<'a>) -> Option<&'a Name> {
    let Operation::Write { table, verb: WriteVerb::Update, filtered, .. } = &step.action.operation else {
        return None;
    };
    if !filtered {
        return Some(table);
    }
    let text = one_line(&script.text(&step.action.span)).to_ascii_lowercase();
    let conditions = text.rsplit_once(" where ")?.1.replace(" or ", " and ");
    let tests_for_null = |condition: &str| {
        let tested = condition.strip_suffix(" is null").or_else(|| condition.strip_suffix(" is not null"));
        tested.is_some_and(|tested| !tested.contains([' ', '(']))
    };
    conditions.split(" and ").all(|condition| tests_for_null(condition.trim())).then_some(table)
}

/// Whether the script itself adds these columns to a table and has not filled them since: all rows have the same
/// value, so there is little to look up and nothing to sort.
pub(in crate::rules) fn are_unfilled(script: &ScriptContext, table: &Name, columns: &[String], step: &Step) -> bool {
    let is_added = |column: &String| {
        let part = Object::part(ObjectKind::Column, column.clone(), table);
        script.timeline.origin(&part, step.number) != Origin::Old
    };
    let is_filling = |operation: &Operation| match operation {
        Operation::Write { table: written, verb: WriteVerb::Update | WriteVerb::Merge, .. } => written.is_same(table),
        _ => false,
    };
    !columns.is_empty() && columns.iter().all(is_added) && !script.earlier(&table.name, step.number).any(is_filling)
}

/// Whether `ADD COLUMN IF NOT EXISTS` finds a column that an earlier migration added.
pub(in crate::rules) fn column_exists(script: &ScriptContext, step: &Step) -> bool {
    let Operation::AddColumn { table, column, if_not_exists: true } = &step.action.operation else {
        return false;
    };
    script.is_column_of_table(table, &column.name, step)
}

/// The tables that the current transaction has locked ACCESS EXCLUSIVE so far, updated step by step.
#[derive(Default)]
pub(in crate::rules) struct Held<'a> {
    transaction: usize,
    tables: Vec<&'a Name>,
    known: NameSet<'a>,
}

impl<'a> Held<'a> {
    /// The locked tables at the start of a step of this transaction.
    pub(in crate::rules) fn at(&mut self, transaction: usize) -> &[&'a Name] {
        if self.transaction != transaction {
            self.transaction = transaction;
            self.tables.clear();
            self.known.clear();
        }
        &self.tables
    }

    /// Whether a table is locked at the start of a step of this transaction.
    pub(in crate::rules) fn holds(&mut self, transaction: usize, table: &Name) -> bool {
        self.at(transaction);
        self.known.contains(table)
    }

    /// Records what a step locks; returns whether a table was added.
    pub(in crate::rules) fn take(
        &mut self,
        transaction: usize,
        step: &Step<'a>,
        is_included: impl Fn(&Name) -> bool,
    ) -> bool {
        self.at(transaction);
        let before = self.tables.len();
        let strong = locks(&step.action.operation).into_iter().filter(|(_, lock)| *lock == Lock::AccessExclusive);
        for (table, _) in strong {
            if !self.known.contains(table) && is_included(table) {
                self.known.insert(table);
                self.tables.push(table);
            }
        }
        self.tables.len() > before
    }
}
