#![doc = include_str!("drop_trigger.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-trigger",
        summary: "trigger or rule is dropped",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_trigger.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::Trigger, ObjectKind::Rule, ObjectKind::EventTrigger]) {
        let object = loss.object;
        let kind = object.kind.word();
        let why = match &object.on {
            Some(table) => {
                format!("From then on rows of `{table}` are written without what the {kind} checked or filled in.")
            }
            None => format!("From then on schema changes are made without what the {kind} checked or did."),
        };
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("{object} is dropped"))
                .label("it no longer runs")
                .why(why)
                .help(format!("create its replacement in the same migration with `create {kind} …`, or {SAY_WHY}")),
        );
    }
}
