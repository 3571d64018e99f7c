#![doc = include_str!("blocking_exclusion.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-exclusion",
        summary: "adding an exclusion constraint blocks reads and writes",
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
                    format!("adding an exclusion constraint to `{table}` blocks reads and writes"),
                )
                .label(format!("{} lock until the index is built", Lock::AccessExclusive))
                .why(format!(
                    "{} PostgreSQL cannot build an exclusion constraint concurrently.",
                    held(Lock::AccessExclusive, "until the whole table is scanned and compared")
                ))
                .help(format!(
                    "run it while `{table}` is small or not in use, or create a new table with the constraint and move \
                     the rows over in batches"
                )),
        );
    }
}
