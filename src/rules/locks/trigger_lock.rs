#![doc = include_str!("trigger_lock.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, ObjectKind, quoted};
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "trigger-lock",
        summary: "a trigger is changed while its table waits",
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
                (object.on.as_ref(), &object.name.name, "creates", Lock::ShareRowExclusive)
            }
            Operation::Drop { object, .. } if object.kind == ObjectKind::Trigger => {
                (object.on.as_ref(), &object.name.name, "drops", Lock::AccessExclusive)
            }
            Operation::SwitchTrigger { table, trigger, disable } => {
                (Some(table), trigger, if *disable { "disables" } else { "enables" }, Lock::ShareRowExclusive)
            }
            _ => continue,
        };
        let Some(table) = table.filter(|table| script.is_in_use(table, &step)) else {
            continue;
        };
        let who = if lock == Lock::AccessExclusive { "nobody can use it" } else { "writes to it wait" };
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{verb} trigger `{}` on `{table}` while {who}", quoted(trigger)))
                .label(format!("{lock} lock until the transaction ends"))
                .why(format!(
                    "{} The change is over in a moment, but first it waits for others, and all who come later queue up behind it.",
                    held(lock, "until the transaction ends")
                ))
                .help(format!(
                    "put it last in a short migration, and begin it with `set local lock_timeout = '3s'` so that it gives up \
                     instead of stopping everybody on `{table}`"
                )),
        );
    }
}
