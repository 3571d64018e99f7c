//! What rules about locks share: which steps count, which of them run in one transaction, and
//! how the safer way is worded for the tool that runs the script.

use super::script::{ScriptContext, Step};
use crate::migration::Transaction;
use crate::object::{Lock, Name, Object, ObjectKind, quoted};
use crate::sql::{Constraint, Operation, Origin, TransactionControl, Within, WriteVerb, locks};

/// The longest name that `PostgreSQL` keeps whole, in bytes.
const NAME_LIMIT: usize = 63;

/// The steps of a script that moves forward: a way back runs once, in an emergency, if ever.
pub(in crate::rules) fn steps_ahead<'a>(script: &ScriptContext<'a>) -> Vec<Step<'a>> {
    if script.is_down() { Vec::new() } else { script.steps().collect() }
}

/// For each step the number of its transaction: that of the tool, one that the script opens,
/// or the statement's own.
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

/// The lock and what waits for it, as a sentence: `until` says how long.
pub(in crate::rules) fn held(lock: Lock, until: &str) -> String {
    format!("On every PostgreSQL the lock is {lock}: it blocks {} {until}.", lock.blocks())
}

/// A statement that no transaction may hold, with the way in which the tool runs it.
pub(in crate::rules) fn outside_transaction(script: &ScriptContext, step: &Step, sql: &str) -> String {
    let mark = mark(script);
    if matches!(step.action.within, Within::Do { .. }) {
        return format!("outside the DO block, in a migration of its own{mark}: `{sql}`");
    }
    if step.in_own_transaction {
        return format!("without BEGIN, in a migration of its own{mark}: `{sql}`");
    }
    match script.transaction {
        _ if step.in_transaction == Some(false) => format!("`{sql}`"),
        Transaction::Each => format!("`{sql}`"),
        Transaction::Unknown => format!("outside a transaction: `{sql}`"),
        Transaction::WholeButLifts => lifted(sql),
        Transaction::Whole | Transaction::Message => format!("alone in a migration of its own{mark}: `{sql}`"),
    }
}

/// The Supabase CLI runs only some statements beside its transaction.
fn lifted(sql: &str) -> String {
    let since = if sql.starts_with("drop index") {
        "since August 2026"
    } else if sql.starts_with("alter table") {
        return format!("with psql, because the Supabase CLI would run it in a transaction: `{sql}`");
    } else {
        "since 2.109"
    };
    format!("`{sql}`, which the Supabase CLI runs beside the transaction {since}")
}

/// What takes a script of this layout out of the tool's transaction.
fn mark(script: &ScriptContext) -> &'static str {
    match script.layout().id {
        "sqlx" => " that begins with `-- no-transaction`",
        "dbmate" => " headed `-- migrate:up transaction:false`",
        "goose" => " headed `-- +goose NO TRANSACTION`",
        "diesel" => " with `run_in_transaction = false` in its metadata.toml",
        _ => "",
    }
}

/// A constraint's name: its own, or the one that `PostgreSQL` would give it.
pub(in crate::rules) fn constraint_name(table: &Name, constraint: &Constraint, ending: &str) -> String {
    match &constraint.name {
        Some(name) => quoted(name),
        None => part_name(table, &constraint.columns, ending),
    }
}

/// A name made of a table's, its columns' and an ending, as `PostgreSQL` makes them.
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

/// Columns as a list in brackets.
pub(in crate::rules) fn listed(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    format!("({})", columns.join(", "))
}

/// Words with single blanks between them, as one line.
pub(in crate::rules) fn one_line(text: &str) -> String {
    let text = text.trim().trim_end_matches(';');
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The recipe for a constraint that is first added for new rows and then checked against old
/// ones without stopping anybody.
pub(in crate::rules) fn in_two_steps(table: &Name, name: &str, definition: &str) -> String {
    format!(
        "`alter table {table} add constraint {name} {definition} not valid`, and in a later migration \
         `alter table {table} validate constraint {name}`, which lets reads and writes go on"
    )
}

/// The table whose rows an `UPDATE` changes all, as far as its conditions tell: there are
/// none, or only such that ask for NULL.
pub(in crate::rules) fn is_of_all_rows<'a>(script: &ScriptContext, step: &Step<'a>) -> Option<&'a Name> {
    let Operation::Write { table, verb: WriteVerb::Update, filtered, .. } = &step.action.operation else {
        return None;
    };
    if !filtered {
        return Some(table);
    }
    let text = one_line(&script.text(&step.action.span)).to_ascii_lowercase();
    let conditions = text.rsplit_once(" where ")?.1.replace(" or ", " and ");
    let asks_for_null = |condition: &str| {
        let tested = condition.strip_suffix(" is null").or_else(|| condition.strip_suffix(" is not null"));
        tested.is_some_and(|tested| !tested.contains([' ', '(']))
    };
    conditions.split(" and ").all(|condition| asks_for_null(condition.trim())).then_some(table)
}

/// True when a script adds these columns to a table itself and has not filled them since: all
/// rows hold the same value, so that there is little to look up and nothing to sort.
pub(in crate::rules) fn are_unfilled(script: &ScriptContext, table: &Name, columns: &[String], step: &Step) -> bool {
    let is_added = |column: &String| {
        let part = Object::part(ObjectKind::Column, column.clone(), table);
        script.timeline.origin(&part, step.number) != Origin::Old
    };
    let is_filling = |operation: &Operation| match operation {
        Operation::Write { table: written, verb: WriteVerb::Update | WriteVerb::Merge, .. } => written.is_same(table),
        _ => false,
    };
    !columns.is_empty()
        && columns.iter().all(is_added)
        && !script.script.run().take(step.number).any(|(_, action)| is_filling(&action.operation))
}

/// True when `ADD COLUMN IF NOT EXISTS` finds the column that an earlier migration added.
pub(in crate::rules) fn is_column_there(script: &ScriptContext, step: &Step) -> bool {
    let Operation::AddColumn { table, column, if_not_exists: true } = &step.action.operation else {
        return false;
    };
    script.is_column_of_table(table, &column.name, step)
}

/// The tables that the transaction so far has locked against everybody, kept up while the steps
/// are gone through in order.
#[derive(Default)]
pub(in crate::rules) struct Held<'a> {
    transaction: usize,
    tables: Vec<&'a Name>,
}

impl<'a> Held<'a> {
    /// Those that are held where a step of this transaction begins.
    pub(in crate::rules) fn at(&mut self, transaction: usize) -> &[&'a Name] {
        if self.transaction != transaction {
            self.transaction = transaction;
            self.tables.clear();
        }
        &self.tables
    }

    /// Takes note of what a step locks; true when a table is new among them.
    pub(in crate::rules) fn take(&mut self, step: &Step<'a>, is_meant: impl Fn(&Name) -> bool) -> bool {
        let before = self.tables.len();
        let strong = locks(&step.action.operation).into_iter().filter(|(_, lock)| *lock == Lock::AccessExclusive);
        for (table, _) in strong {
            if !self.tables.iter().any(|timeline| timeline.is_same(table)) && is_meant(table) {
                self.tables.push(table);
            }
        }
        self.tables.len() > before
    }
}
