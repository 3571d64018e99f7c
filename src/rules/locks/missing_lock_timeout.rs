#![doc = include_str!("missing_lock_timeout.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name};
use crate::rules::context::lock_advice::steps_ahead;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, locks};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "missing-lock-timeout",
        summary: "statement waits for a lock without a timeout",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: None,
        page: include_str!("missing_lock_timeout.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        if sets_timeout(script, &step) {
            return;
        }
        let Some((table, lock)) = strong_lock(script, &step) else {
            continue;
        };
        let set = if step.in_transaction == Some(true) { "set local" } else { "set" };
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("statement waits for a lock on `{table}` without a timeout"))
                .label(format!("{lock} lock, after all running transactions"))
                .why(format!(
                    "While it waits for a long transaction, all later queries on `{table}` queue behind it, however quick the statement itself is. With a timeout it gives up instead, and the migration can be run again."
                ))
                .help(format!("begin the script with a timeout: `{set} lock_timeout = '3s';`")),
        );
        return;
    }
}

/// Whether a step sets a timeout, or one for the role that runs migrations. Zero is none.
fn sets_timeout(script: &ScriptContext, step: &Step) -> bool {
    match &step.action.operation {
        Operation::Set { name, values, .. } => {
            let is_zero = values
                .iter()
                .all(|value| value.trim_start_matches('0').trim_end_matches("ms").trim_end_matches('s').is_empty());
            name == "lock_timeout" && !is_zero
        }
        Operation::Alter { .. } => script.text(&step.action.span).to_ascii_lowercase().contains("lock_timeout"),
        _ => false,
    }
}

/// The first table in use that the step locks so that reads or writes wait.
fn strong_lock<'a>(script: &ScriptContext, step: &Step<'a>) -> Option<(&'a Name, Lock)> {
    let is_row = matches!(step.action.operation, Operation::Insert { .. } | Operation::Write { .. });
    let strong = locks(&step.action.operation).into_iter().filter(|(_, lock)| *lock >= Lock::Share);
    let mut strong = strong.filter(|(table, _)| !is_row && script.is_in_use(table, step));
    strong.next()
}
