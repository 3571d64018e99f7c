#![doc = include_str!("drop_sequence.md")]

use super::loss::{SAY_WHY, losses};
use super::{Check, Rule, Scope, ScriptSubject, Sink};
use crate::diagnostic::{Preset, RuleInfo, Severity};
use crate::sql::ObjectKind;

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-sequence",
        summary: "a sequence is dropped",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        page: include_str!("drop_sequence.md"),
    },
    scope: Scope::File,
    check: Check::Script(check),
};

fn check(script: &ScriptSubject, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::Sequence]) {
        let (object, name) = (loss.object, &loss.object.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("drops {object} and with it the last number given out"))
                .label("nextval() on it fails")
                .why("A sequence that is made again starts over, and gives out numbers that rows have already.")
                .help(format!("first release code that no longer draws from `{name}`, then {SAY_WHY}")),
        );
    }
}
