#![doc = include_str!("moved_schema.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "moved-schema",
        summary: "object is moved to another schema",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Compatibility,
        expects: None,
        page: include_str!("moved_schema.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let Operation::SetSchema { object, schema } = &step.action.operation else {
            continue;
        };
        let is_replaced = script.timeline.is_recreated(object, step.number);
        // Hosted databases keep extensions there, and every role has it in its search_path.
        let is_usual = object.kind == ObjectKind::Extension && schema == "extensions";
        if is_replaced || is_usual || script.origin(object, &step) == Origin::New {
            continue;
        }
        let (old, new) = (&object.name, format!("{}.{}", quoted(schema), quoted(&object.name.name)));
        let is_relation = matches!(object.kind, ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView);
        let help = if is_relation {
            format!(
                "run `create view {old} with (security_invoker = true) as select * from {new}` in the same transaction and drop the view a release later; or {SAY_WHY}"
            )
        } else {
            format!("make sure that every role's search_path contains `{}`, then {SAY_WHY}", quoted(schema))
        };
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{object} is moved to schema `{}`", quoted(schema)))
                .label(format!("code no longer finds `{old}`"))
                .why("Code that uses the old schema name, or whose search_path does not contain the new schema, fails once this is applied.")
                .help(help),
        );
    }
}
