#![doc = include_str!("foreign_key_lock.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name};
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Operation, locks};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "foreign-key-lock",
        summary: "a new foreign key blocks writes to the referenced table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Lock),
        page: include_str!("foreign_key_lock.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let mut seen: Vec<&Name> = Vec::new();
    for step in steps_ahead(script) {
        if !matches!(step.action.operation, Operation::CreateTable(_) | Operation::AddColumn { .. }) {
            continue;
        }
        for (table, lock) in locks(&step.action.operation) {
            let is_new = seen.iter().all(|known| !known.is_same(table));
            if lock != Lock::ShareRowExclusive || !is_new || !script.is_in_use(table, &step) {
                continue;
            }
            seen.push(table);
            sink.report(
                script
                    .diagnostic(
                        &RULE.info,
                        &step,
                        format!("creating a foreign key that references `{table}` blocks writes to it"),
                    )
                    .label(format!("{lock} lock on `{table}` until the transaction ends"))
                    .why(format!(
                        "{} No rows have to be checked, so the statement is quick once it has the lock.",
                        held(lock, &format!("on `{table}` until the transaction ends"))
                    ))
                    .help(format!(
                        "keep the migration short, and begin it with a lock timeout, so that it gives up instead of \
                         blocking all writes to `{table}`: `set local lock_timeout = '3s'`; then accept it above the statement: `-- tidegate:allow foreign-key-lock <why>`"
                    )),
            );
        }
    }
}
