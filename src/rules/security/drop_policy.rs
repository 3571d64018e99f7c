#![doc = include_str!("drop_policy.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind, quoted};
use crate::rules::context::data_loss::{SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-policy",
        summary: "row-level security policy is dropped without a replacement",
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
        if script.is_covered(loss.object) {
            continue;
        }
        let table = loss.object.on.clone().unwrap_or_else(Name::default);
        let policy = quoted(&loss.object.name.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("policy `{policy}` on `{table}` is dropped without a replacement"))
                .label("no other policy is created here")
                .why(
                    "Without a permissive policy, the roles it applied to see an empty table; without a restrictive one, \
                     they see rows that they should not see.",
                )
                .help(format!("create its replacement in the same migration, `create policy … on {table} …`, or {SAY_WHY}")),
        );
    }
}
