#![doc = include_str!("drop_sequence.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-sequence",
        summary: "sequence is dropped with its last value",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_sequence.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::Sequence]) {
        // A column no longer uses it.
        if script.changes_default_before(&loss.step) {
            continue;
        }
        let (object, name) = (loss.object, &loss.object.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("{object} is dropped; its last value is lost"))
                .label("nextval() on it fails")
                .why("A recreated sequence starts over and returns numbers that existing rows already have.")
                .help(format!("first release code that no longer uses `{name}`, then {SAY_WHY}")),
        );
    }
}
