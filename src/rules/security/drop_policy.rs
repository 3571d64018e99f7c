#![doc = include_str!("drop_policy.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind, quoted};
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-policy",
        summary: "a row level security policy is dropped",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("drop_policy.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::Policy]) {
        let table = loss.object.on.clone().unwrap_or_else(Name::default);
        let policy = quoted(&loss.object.name.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("drops policy `{policy}` on `{table}` and makes no other"))
                .label("nothing takes its place here")
                .why(
                    "Without a permissive policy the table is empty for everybody it applied to; without a restrictive \
                     one they see rows they should not.",
                )
                .help(format!("make the policy that takes its place in the same migration, or {SAY_WHY}")),
        );
    }
}
