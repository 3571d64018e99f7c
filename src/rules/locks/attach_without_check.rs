#![doc = include_str!("attach_without_check.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "attach-without-check",
        summary: "attaching a partition scans the whole partition",
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
        let condition =
            if *is_default { "excludes the rows of the other partitions" } else { "matches the partition bounds" };
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("attaching `{partition}` to `{table}` scans all of `{partition}`"),
                )
                .label(format!("{} lock on `{partition}` during the scan", Lock::AccessExclusive))
                .why(format!(
                    "{} Reads and writes on `{table}` itself are not blocked.",
                    held(
                        Lock::AccessExclusive,
                        &format!("on `{partition}` until every row is compared with the partition bounds")
                    )
                ))
                .help(format!(
                    "first add a CHECK constraint that {condition}, `alter table {partition} add constraint … check \
                     (…) not valid`, and validate it in a later migration; ATTACH PARTITION then skips the scan"
                )),
        );
    }
}
