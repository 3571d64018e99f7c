#![doc = include_str!("blocking_exclusion.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-exclusion",
        summary: "an exclusion constraint is built while nobody can use the table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("blocking_exclusion.md"),
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
        if constraint.kind != ConstraintKind::Exclude || !script.is_in_use(table, &step) {
            continue;
        }
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("builds an exclusion constraint on `{table}` while nobody can use it"),
                )
                .label(format!("{} lock until its index is built", Lock::AccessExclusive))
                .why(held(Lock::AccessExclusive, "until the whole table is read and compared"))
                .help(format!(
                    "PostgreSQL has no way to build it beside the work: run it while `{table}` is small or nobody uses it, \
                     or make a new table with the constraint and move the rows over in batches"
                )),
        );
    }
}
