#![doc = include_str!("exchanged_check.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Object, ObjectKind, quoted};
use crate::rules::context::lock_advice::{held, in_two_steps, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "exchanged-check",
        summary: "a CHECK takes the place of another and is tested on every row",
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
                    format!("tests every row of `{table}` for the new `{}` while nobody can use it", quoted(name)),
                )
                .label(format!("{} lock until every row is read", Lock::AccessExclusive))
                .why(held(
                    Lock::AccessExclusive,
                    "until the whole table is read, though the old rows passed the old check",
                ))
                .help(in_two_steps(table, &quoted(name), &definition)),
        );
    }
}
