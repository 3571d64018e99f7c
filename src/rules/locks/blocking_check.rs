#![doc = include_str!("blocking_check.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Object, ObjectKind};
use crate::rules::context::lock_advice::{constraint_name, held, in_two_steps, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Constraint, ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-check",
        summary: "a CHECK is tested on every row while nobody can use the table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("blocking_check.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::AddConstraint { table, constraint } = &step.action.operation else {
            continue;
        };
        let definition = match &constraint.kind {
            ConstraintKind::Check { condition, .. } => format!("check ({})", one_line(condition)),
            ConstraintKind::NotNull => format!("not null {}", constraint.columns.join(", ")),
            _ => continue,
        };
        if constraint.not_valid || !script.is_in_use(table, &step) || is_exchanged(script, constraint, &step) {
            continue;
        }
        let name = constraint_name(table, constraint, "check");
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("tests every row of `{table}` while nobody can use it"))
                .label(format!("{} lock until every row is read", Lock::AccessExclusive))
                .why(held(Lock::AccessExclusive, "until the whole table is read"))
                .help(in_two_steps(table, &name, &definition)),
        );
    }
}

/// One more value in a list, mostly: the rows are known to be right, and another rule's.
fn is_exchanged(script: &ScriptContext, constraint: &Constraint, step: &Step) -> bool {
    let table = step.action.operation.table();
    let part = constraint.name.as_ref().zip(table);
    part.is_some_and(|(name, table)| {
        script.is_dropped_before(&Object::part(ObjectKind::Constraint, name.clone(), table), step)
    })
}
