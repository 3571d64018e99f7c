#![doc = include_str!("renamed_table.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "renamed-table",
        summary: "a table or a view gets another name",
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
        // A view or another table under the old name keeps old code going.
        let is_served = script.timeline.is_made_again(object, step.number);
        if !is_relation || is_served || script.origin(object, &step) == Origin::New {
            continue;
        }
        let (old, new) = (&object.name, quoted(to));
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("renames {object} to `{new}`"))
                .label(format!("code that names `{old}` fails"))
                .why("Until the rollout is over one part of the running code knows the old name and one the new.")
                .help(format!(
                    "in the same transaction `create view {old} with (security_invoker = true) as select * from {new}`, and drop it a release later; \
                     or {SAY_WHY}"
                )),
        );
    }
}
