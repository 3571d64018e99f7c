#![doc = include_str!("blocking_not_null.md")]

use crate::diagnostic::{Diagnostic, ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, quoted};
use crate::rules::context::lock_advice::{held, in_two_steps, part_name, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{ColumnChange, ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-not-null",
        summary: "SET NOT NULL scans the table and blocks reads and writes",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("blocking_not_null.md"),
    },
    scope: Scope::File,
    needs: Needs::Conventions,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let is_usual = script.is_usual(&RULE.info, |known| known.plain_not_null);
    for step in steps_ahead(script) {
        match &step.action.operation {
            Operation::AlterColumn { table, column, change: ColumnChange::SetNotNull }
                if is_scanned(script, table, column, &step) =>
            {
                // Where nothing fills the column, a NULL may make the migration fail.
                if is_usual && is_filled(script, table, column, &step) {
                    continue;
                }
                let what = format!("SET NOT NULL on column `{}`", quoted(column));
                sink.report(diagnostic(script, &step, table, column, &what));
            }
            Operation::AddConstraint { table, constraint } if constraint.kind == ConstraintKind::PrimaryKey => {
                let index = constraint.using_index.as_ref();
                let index = index.map(|name| Name { schema: table.schema.clone(), name: name.clone() });
                let columns =
                    index.and_then(|index| script.index_columns(&index)).map_or(&[][..], |(_, columns)| columns);
                let is_nullable = |column: &&String| script.is_nullable(table, column, &step) == Some(true);
                let scanned =
                    columns.iter().find(|column| is_nullable(column) && is_scanned(script, table, column, &step));
                if let Some(column) = scanned {
                    let what = format!("a primary key on column `{}`, which accepts NULL,", quoted(column));
                    sink.report(diagnostic(script, &step, table, column, &what));
                }
            }
            _ => {}
        }
    }
}

fn is_scanned(script: &ScriptContext, table: &Name, column: &str, step: &Step) -> bool {
    script.is_in_use(table, step) && !script.has_not_null_check(table, column, step)
}

/// Whether the script gives the existing rows a value in the column before.
fn is_filled(script: &ScriptContext, table: &Name, column: &str, step: &Step) -> bool {
    script.earlier(&table.name, step.number).any(|operation| match operation {
        Operation::Write { table: of, sets, .. } => of.is_same(table) && sets.iter().any(|(name, _)| name == column),
        Operation::AddColumn { table: of, column: added, .. } => {
            of.is_same(table) && added.name == column && added.default.is_some()
        }
        _ => false,
    })
}

fn diagnostic(script: &ScriptContext, step: &Step, table: &Name, column: &str, what: &str) -> Diagnostic {
    script
        .diagnostic(&RULE.info, step, format!("{what} scans `{table}` and blocks reads and writes"))
        .label(format!("{} lock until all rows are checked", Lock::AccessExclusive))
        .why(format!(
            "{} A single NULL makes the migration fail.",
            held(Lock::AccessExclusive, "until the whole table is scanned")
        ))
        .help(help(script, table, column))
}

/// Since `PostgreSQL` 12 a validated CHECK makes the scan unnecessary; since 18 NOT NULL itself can be `NOT VALID`.
fn help(script: &ScriptContext, table: &Name, column: &str) -> String {
    let name = part_name(table, &[column.to_owned()], "not_null");
    let quoted = quoted(column);
    if script.options().postgres.is_some_and(|major| major >= 18) {
        return in_two_steps(table, &name, &format!("not null {quoted}"));
    }
    format!(
        "first add a CHECK constraint, `alter table {table} add constraint {name} check ({quoted} is not null) not \
         valid`, validate it in a later migration, `alter table {table} validate constraint {name}`, and then run this \
         statement, which needs no scan in PostgreSQL 12 and later: `alter table {table} alter column {quoted} set \
         not null`"
    )
}
