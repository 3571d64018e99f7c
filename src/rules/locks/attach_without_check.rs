#![doc = include_str!("attach_without_check.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "attach-without-check",
        summary: "a partition is attached and read from end to end",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("attach_without_check.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::AttachPartition { table, partition, is_default } = &step.action.operation else {
            continue;
        };
        if !script.is_in_use(partition, &step) || script.has_check(partition, &step) {
            continue;
        }
        let says = if *is_default {
            "that no row belongs to another partition"
        } else {
            "exactly the bounds of the partition"
        };
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("reads all of `{partition}` to attach it to `{table}`"))
                .label(format!("{} lock on `{partition}` until it is read", Lock::AccessExclusive))
                .why(format!(
                    "{} `{table}` itself stays usable.",
                    held(Lock::AccessExclusive, &format!("of `{partition}` until every row is compared with the bounds"))
                ))
                .help(format!(
                    "first add a CHECK to `{partition}` that says {says}, NOT VALID, and validate it in a later migration: then \
                     attaching needs no scan"
                )),
        );
    }
}
