#![doc = include_str!("default_partition_scan.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name};
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "default-partition-scan",
        summary: "a new partition scans the default partition",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("default_partition_scan.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let (parent, partition, verb) = match &step.action.operation {
            Operation::AttachPartition { table, partition, is_default: false } => (table, partition, "attaching"),
            Operation::CreateTable(create) if !create.is_default => match &create.partition_of {
                Some(parent) => (parent, &create.table, "creating"),
                None => continue,
            },
            _ => continue,
        };
        let default = script.default_partition(parent, &step);
        let is_scanned = |default: &&Name| script.is_in_use(default, &step) && !script.has_check(default, &step);
        // Only the history knows whether there is one.
        let is_unknown = script.prior.is_none() && !parent.name.is_empty() && script.is_in_use(parent, &step);
        let Some(default) = default.filter(is_scanned).or_else(|| is_unknown.then_some(parent)) else {
            continue;
        };
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("{verb} partition `{partition}` of `{parent}` scans the default partition `{default}`"),
                )
                .label(format!("{} lock on `{default}` during the scan", Lock::AccessExclusive))
                .why(format!(
                    "{} PostgreSQL looks for rows that belong to the new partition; a single one makes the statement fail.",
                    held(Lock::AccessExclusive, &format!("on `{default}` until all of it is scanned"))
                ))
                .help(format!(
                    "first add a CHECK constraint to `{default}` that excludes the bounds of the new partition, `alter table {default} add constraint … check (…) not valid`, validate it in a later migration, and add the partition after that"
                )),
        );
    }
}
