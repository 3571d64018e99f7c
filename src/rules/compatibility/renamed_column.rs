#![doc = include_str!("renamed_column.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "renamed-column",
        summary: "column is renamed",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Compatibility,
        expects: None,
        page: include_str!("renamed_column.md"),
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
        let Some(table) = object.on.as_ref().filter(|_| object.kind == ObjectKind::Column) else {
            continue;
        };
        let is_replaced = script.timeline.is_recreated(object, step.number);
        if is_replaced || script.origin(object, &step) == Origin::New {
            continue;
        }
        let (old, new) = (quoted(&object.name.name), quoted(to));
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("`{table}.{old}` is renamed to `{new}`"))
                .label(format!("code that uses `{old}` fails"))
                .why("Until the rollout is complete, some of the running code uses the old name and some the new one.")
                .help(format!(
                    "add `{new}` as a second column, write both, backfill it, switch the readers, and drop `{old}` a release \
                     later; or {SAY_WHY}"
                )),
        );
    }
}
