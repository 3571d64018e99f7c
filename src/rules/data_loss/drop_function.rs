#![doc = include_str!("drop_function.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-function",
        summary: "function or procedure is dropped",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_function.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

const KINDS: [ObjectKind; 4] =
    [ObjectKind::Function, ObjectKind::Procedure, ObjectKind::Routine, ObjectKind::Aggregate];

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &KINDS) {
        if script.is_trigger_function(&loss.object.name.name) {
            continue;
        }
        let (object, name) = (loss.object, &loss.object.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("{object} is dropped"))
                .label("calls to it fail")
                .why("Code that is running while the migration is applied may still call it, and so may other functions, whose bodies PostgreSQL does not check when it drops one.")
                .help(format!("first release code that no longer calls `{name}`, then {SAY_WHY}")),
        );
    }
}
