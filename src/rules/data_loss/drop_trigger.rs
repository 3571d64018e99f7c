#![doc = include_str!("drop_trigger.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind};
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-trigger",
        summary: "a trigger or a rule is dropped",
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
