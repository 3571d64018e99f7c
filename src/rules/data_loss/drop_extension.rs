#![doc = include_str!("drop_extension.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-extension",
        summary: "extension is dropped with its functions and types",
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
                .diagnostic(&RULE.info, &loss.step, format!("{object} is dropped with its functions and types"))
                .label("its functions, operators and types no longer exist")
                .why("Queries that use a function, an operator or a type of the extension fail once this is applied.")
                .help(format!("first release code that no longer uses `{name}`, then {SAY_WHY}")),
        );
    }
}
