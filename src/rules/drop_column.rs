#![doc = include_str!("drop_column.md")]

use super::{Check, Rule, Scope, ScriptSubject, Sink};
use crate::diagnostic::{Preset, RuleInfo, Severity};
use crate::sql::{ObjectKind, Origin, What, quoted};

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-column",
        summary: "a column is dropped with everything in it",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        page: include_str!("drop_column.md"),
    },
    scope: Scope::File,
    check: Check::Script(check),
};

fn check(script: &ScriptSubject, sink: &mut Sink) {
    if script.is_way_back() {
        return;
    }
    for step in script.steps() {
        let What::DropPart { part, .. } = &step.action.what else {
            continue;
        };
        let Some(table) = part.on.as_ref().filter(|_| part.kind == ObjectKind::Column) else {
            continue;
        };
        if script.origin(part, &step) == Origin::New {
            continue;
        }
        let column = quoted(&part.name.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("drops column `{column}` of `{table}` with everything in it"))
                .label("this data is gone for good")
                .why("No migration brings the values back, and code that still names the column fails from this moment on.")
                .help(format!(
                    "first release code that no longer uses `{column}`, then say why above the statement: `-- BREAKING: <why>`"
                )),
        );
    }
}
