#![doc = include_str!("blocking_index_drop.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, ObjectKind};
use crate::rules::context::lock_advice::{held, outside_transaction, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-index-drop",
        summary: "dropping an index blocks reads and writes on its table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: None,
        page: include_str!("blocking_index_drop.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::Drop { object, concurrently: false, if_exists, .. } = &step.action.operation else {
            continue;
        };
        if object.kind != ObjectKind::Index || script.origin(object, &step) == Origin::New {
            continue;
        }
        let if_exists = if *if_exists { "if exists " } else { "" };
        let name = &object.name;
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("dropping index `{name}` blocks reads and writes on its table"))
                .label(format!("{} lock on the index and its table", Lock::AccessExclusive))
                .why(format!(
                    "{} The drop itself is quick, but it first waits for every running query on the table, and all \
                     later queries queue behind it.",
                    held(Lock::AccessExclusive, "on the table until the transaction ends")
                ))
                .help(outside_transaction(
                    script,
                    &step,
                    "drop it concurrently",
                    &format!("drop index concurrently {if_exists}{name}"),
                )),
        );
    }
}
