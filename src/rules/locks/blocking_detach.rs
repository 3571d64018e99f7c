#![doc = include_str!("blocking_detach.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::migration::Transaction;
use crate::object::Lock;
use crate::rules::context::lock_advice::{held, outside_transaction, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-detach",
        summary: "a partition is detached while nobody can use the whole table",
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
                .diagnostic(&RULE.info, step, format!("locks all of `{table}` to detach `{partition}`"))
                .label(format!("{} lock on both tables", Lock::AccessExclusive))
                .why(held(
                    Lock::AccessExclusive,
                    &format!("of `{partition}`, and all that go through `{table}`, until the transaction ends"),
                ))
                .help(help(script, step, &detach)),
        );
    }
}

/// The Supabase CLI runs other statements beside its transaction, but not this one.
fn help(script: &ScriptContext, step: &Step, detach: &str) -> String {
    if script.transaction == Transaction::WholeButLifts {
        return "detach it at a quiet hour, and give up instead of making others wait: `set lock_timeout = '3s'` before it"
            .to_owned();
    }
    format!("since PostgreSQL 14, unless there is a default partition: {}", outside_transaction(script, step, detach))
}
