#![doc = include_str!("checked_column.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, quoted};
use crate::rules::context::lock_advice::{constraint_name, held, in_two_steps, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "checked-column",
        summary: "adding a column with a CHECK constraint scans the table and blocks reads and writes",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("checked_column.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::AddColumn { table, column, .. } = &step.action.operation else {
            continue;
        };
        let found = column.constraints.iter().find_map(|constraint| match &constraint.kind {
            ConstraintKind::Check { condition, .. } => Some((constraint, condition)),
            _ => None,
        });
        let Some((constraint, condition)) = found.filter(|_| script.is_in_use(table, &step)) else {
            continue;
        };
        let mut constraint = constraint.clone();
        constraint.columns = vec![column.name.clone()];
        let name = constraint_name(table, &constraint, "check");
        let definition = format!("check ({})", one_line(condition));
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!(
                        "adding column `{}` with a CHECK constraint scans `{table}` and blocks reads and writes",
                        quoted(&column.name)
                    ),
                )
                .label(format!("{} lock until all rows are checked", Lock::AccessExclusive))
                .why(held(
                    Lock::AccessExclusive,
                    "until the whole table is scanned, although every row has the same value in the new column",
                ))
                .help(format!(
                    "add the column without its CHECK constraint, then {}",
                    in_two_steps(table, &name, &definition)
                )),
        );
    }
}
