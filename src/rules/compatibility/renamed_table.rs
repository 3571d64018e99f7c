#![doc = include_str!("renamed_table.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "renamed-table",
        summary: "table or view is renamed",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Compatibility,
        expects: None,
        page: include_str!("renamed_table.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let Operation::Rename { object, to } = &step.action.operation else {
            continue;
        };
        let is_relation = matches!(
            object.kind,
            ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::ForeignTable
        );
        // With a view or another table under the old name, old code keeps working.
        let is_replaced = script.timeline.is_recreated(object, step.number);
        if !is_relation || is_replaced || script.origin(object, &step) == Origin::New {
            continue;
        }
        let (old, new) = (&object.name, quoted(to));
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{object} is renamed to `{new}`"))
                .label(format!("code that uses `{old}` fails"))
                .why("Until the rollout is complete, some of the running code uses the old name and some the new one.")
                .help(format!(
                    "run `create view {old} with (security_invoker = true) as select * from {new}` in the same transaction and drop the view a release later; or {SAY_WHY}"
                )),
        );
    }
}
