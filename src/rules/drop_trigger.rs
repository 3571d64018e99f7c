#![doc = include_str!("drop_trigger.md")]

use super::loss::{SAY_WHY, losses};
use super::{Check, Rule, Scope, ScriptContext, Sink};
use crate::diagnostic::{Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind};

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-trigger",
        summary: "a trigger or a rule is dropped",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        page: include_str!("drop_trigger.md"),
    },
    scope: Scope::File,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::Trigger, ObjectKind::Rule, ObjectKind::EventTrigger]) {
        let object = loss.object;
        let table = object.on.clone().unwrap_or_else(Name::default);
        let rows = if object.on.is_some() { format!("rows of `{table}`") } else { "changes of the schema".to_owned() };
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("drops {object}"))
                .label("what it did is no longer done")
                .why(format!("From now on {rows} are written without what it checked or filled in."))
                .help(format!("make what takes its place in the same migration, or {SAY_WHY}")),
        );
    }
}
