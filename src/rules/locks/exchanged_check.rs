#![doc = include_str!("exchanged_check.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Object, ObjectKind, quoted};
use crate::rules::context::lock_advice::{held, in_two_steps, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "exchanged-check",
        summary: "replacing a CHECK constraint scans the table and blocks reads and writes",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("exchanged_check.md"),
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
        let (ConstraintKind::Check { condition, .. }, Some(name)) = (&constraint.kind, &constraint.name) else {
            continue;
        };
        let old = Object::part(ObjectKind::Constraint, name.clone(), table);
        if constraint.not_valid || !script.is_dropped_before(&old, &step) || !script.is_in_use(table, &step) {
            continue;
        }
        let definition = format!("check ({})", one_line(condition));
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!(
                        "replacing CHECK constraint `{}` scans `{table}` and blocks reads and writes",
                        quoted(name)
                    ),
                )
                .label(format!("{} lock until all rows are checked", Lock::AccessExclusive))
                .why(held(
                    Lock::AccessExclusive,
                    "until the whole table is scanned, although the existing rows satisfy the old constraint",
                ))
                .help(in_two_steps(table, &quoted(name), &definition)),
        );
    }
}
