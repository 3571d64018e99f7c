#![doc = include_str!("blocking_not_null.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, quoted};
use crate::rules::context::lock_advice::{held, part_name, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ColumnChange, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-not-null",
        summary: "NOT NULL is checked while nobody can use the table",
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
                    format!("reads all of `{table}` for NULL in `{}` while nobody can use it", quoted(column)),
                )
                .label(format!("{} lock until every row is read", Lock::AccessExclusive))
                .why(format!(
                    "{} And one NULL stops the migration.",
                    held(Lock::AccessExclusive, "until the whole table is read")
                ))
                .help(help(script, table, column)),
        );
    }
}

/// Since `PostgreSQL` 12 a validated check spares the scan; since 18 NOT NULL itself can wait.
fn help(script: &ScriptContext, table: &Name, column: &str) -> String {
    let name = part_name(table, &[column.to_owned()], "not_null");
    let quoted = quoted(column);
    if script.options().postgres.is_some_and(|major| major >= 18) {
        return format!(
            "`alter table {table} add constraint {name} not null {quoted} not valid`, and in a later migration \
             `alter table {table} validate constraint {name}`, which lets reads and writes go on"
        );
    }
    format!(
        "`alter table {table} add constraint {name} check ({quoted} is not null) not valid`, in a later migration \
         `alter table {table} validate constraint {name}`, and then (PostgreSQL 12 and later need no scan) \
         `alter table {table} alter column {quoted} set not null`"
    )
}
