#![doc = include_str!("trigger_lock.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, ObjectKind, quoted};
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "trigger-lock",
        summary: "changing a trigger blocks writes to its table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Lock),
        page: include_str!("trigger_lock.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let (table, trigger, verb, lock) = match &step.action.operation {
            Operation::Create { object, .. } if object.kind == ObjectKind::Trigger => {
                (object.on.as_ref(), &object.name.name, "creating", Lock::ShareRowExclusive)
            }
            Operation::Drop { object, .. } if object.kind == ObjectKind::Trigger => {
                (object.on.as_ref(), &object.name.name, "dropping", Lock::AccessExclusive)
            }
            Operation::SwitchTrigger { table, trigger, disable } => {
                (Some(table), trigger, if *disable { "disabling" } else { "enabling" }, Lock::ShareRowExclusive)
            }
            _ => continue,
        };
        let Some(table) = table.filter(|table| script.is_in_use(table, &step)) else {
            continue;
        };
        let blocked = if lock == Lock::AccessExclusive { "reads and writes on" } else { "writes to" };
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("{verb} trigger `{}` blocks {blocked} `{table}`", quoted(trigger)),
                )
                .label(format!("{lock} lock until the transaction ends"))
                .why(format!(
                    "{} The change itself is quick, but it first waits for running transactions, and all later ones \
                     queue behind it.",
                    held(lock, "until the transaction ends")
                ))
                .help(format!(
                    "put it last in a short migration, and begin it with a lock timeout, so that it gives up instead \
                     of blocking all others on `{table}`: `set local lock_timeout = '3s'`; then accept it above the statement: `-- tidegate:allow trigger-lock <why>`"
                )),
        );
    }
}
