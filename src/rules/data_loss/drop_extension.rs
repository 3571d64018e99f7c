#![doc = include_str!("drop_extension.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-extension",
        summary: "an extension is dropped",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_extension.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::Extension]) {
        let (object, name) = (loss.object, &loss.object.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("drops {object} with its types and functions"))
                .label("what it brought is gone")
                .why("Queries that use a function, an operator or a type of the extension fail from this moment on.")
                .help(format!("first release code that needs nothing of `{name}`, then {SAY_WHY}")),
        );
    }
}
