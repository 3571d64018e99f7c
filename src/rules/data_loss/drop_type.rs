#![doc = include_str!("drop_type.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-type",
        summary: "type or domain is dropped",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_type.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::Type, ObjectKind::Domain]) {
        let (object, name) = (loss.object, &loss.object.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("{object} is dropped"))
                .label("code that uses it fails")
                .why("Queries that cast to the type, and clients that cache its OID, fail once this is applied.")
                .help(format!("first release code that no longer uses `{name}`, then {SAY_WHY}")),
        );
    }
}
