#![doc = include_str!("blocking_not_null.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, quoted};
use crate::rules::context::lock_advice::{held, in_two_steps, part_name, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ColumnChange, Operation};

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
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::AlterColumn { table, column, change: ColumnChange::SetNotNull } = &step.action.operation else {
            continue;
        };
        if !script.is_in_use(table, &step) || script.has_not_null_check(table, column, &step) {
            continue;
        }
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("SET NOT NULL on column `{}` scans `{table}` and blocks reads and writes", quoted(column)),
                )
                .label(format!("{} lock until all rows are checked", Lock::AccessExclusive))
                .why(format!(
                    "{} A single NULL makes the migration fail.",
                    held(Lock::AccessExclusive, "until the whole table is scanned")
                ))
                .help(help(script, table, column)),
        );
    }
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
