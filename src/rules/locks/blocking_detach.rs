#![doc = include_str!("blocking_detach.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{held, outside_transaction, runs_in_transaction_only, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-detach",
        summary: "detaching a partition blocks reads and writes on the partitioned table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Lock),
        page: include_str!("blocking_detach.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let is_old = script.options().postgres.is_some_and(|major| major < 14);
    for step in steps_ahead(script).iter().filter(|_| !is_old) {
        let Operation::DetachPartition { table, partition, concurrently: false, .. } = &step.action.operation else {
            continue;
        };
        if !script.is_in_use(table, step) {
            continue;
        }
        let detach = format!("alter table {table} detach partition {partition} concurrently");
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    step,
                    format!("detaching `{partition}` blocks reads and writes on all of `{table}`"),
                )
                .label(format!("{} lock on both tables", Lock::AccessExclusive))
                .why(held(
                    Lock::AccessExclusive,
                    &format!("on `{partition}`, and all that go through `{table}`, until the transaction ends"),
                ))
                .help(help(script, step, &detach)),
        );
    }
}

/// Not every tool that runs other statements outside its transaction does so with this one.
fn help(script: &ScriptContext, step: &Step, detach: &str) -> String {
    if runs_in_transaction_only(script, detach) {
        return "detach it at a quiet time, and set a lock timeout before it, so that it gives up instead of blocking \
                others: `set lock_timeout = '3s'`; then accept it above the statement: `-- tidegate:allow blocking-detach <why>`"
            .to_owned();
    }
    let operation = "detach it concurrently (since PostgreSQL 14, unless there is a default partition)";
    outside_transaction(script, step, operation, detach)
}
