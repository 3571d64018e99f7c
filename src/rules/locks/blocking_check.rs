#![doc = include_str!("blocking_check.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Object, ObjectKind};
use crate::rules::context::lock_advice::{constraint_name, held, in_two_steps, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Constraint, ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-check",
        summary: "adding a CHECK constraint scans the table and blocks reads and writes",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("blocking_check.md"),
    },
    scope: Scope::File,
    needs: Needs::Conventions,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_usual(&RULE.info, |known| known.plain_checks) {
        return;
    }
    for step in steps_ahead(script) {
        let Operation::AddConstraint { table, constraint } = &step.action.operation else {
            continue;
        };
        let (kind, definition) = match &constraint.kind {
            ConstraintKind::Check { condition, .. } => ("CHECK", format!("check ({})", one_line(condition))),
            ConstraintKind::NotNull => ("NOT NULL", format!("not null {}", constraint.columns.join(", "))),
            _ => continue,
        };
        if constraint.not_valid || !script.is_in_use(table, &step) || is_exchanged(script, constraint, &step) {
            continue;
        }
        let name = constraint_name(table, constraint, "check");
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("adding a {kind} constraint scans `{table}` and blocks reads and writes"),
                )
                .label(format!("{} lock until all rows are checked", Lock::AccessExclusive))
                .why(held(Lock::AccessExclusive, "until the whole table is scanned"))
                .help(in_two_steps(table, &name, &definition)),
        );
    }
}

/// Whether the constraint replaces one of the same name, which `exchanged-check` reports: usually it only
/// adds a value to a list, which no existing row can violate.
fn is_exchanged(script: &ScriptContext, constraint: &Constraint, step: &Step) -> bool {
    let table = step.action.operation.table();
    let part = constraint.name.as_ref().zip(table);
    part.is_some_and(|(name, table)| {
        script.is_dropped_before(&Object::part(ObjectKind::Constraint, name.clone(), table), step)
    })
}
