#![doc = include_str!("drop_view.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-view",
        summary: "view is dropped",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_view.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::View, ObjectKind::MaterializedView]) {
        let (object, name) = (loss.object, &loss.object.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("{object} is dropped"))
                .label("queries that read it fail")
                .why("No rows are lost, but code that is running while the migration is applied may still read the view.")
                .help(format!("first release code that no longer reads `{name}`, then {SAY_WHY}")),
        );
    }
}
