#![doc = include_str!("drop_default.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Object, ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ColumnChange, Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-default",
        summary: "default is dropped without a replacement",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_default.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let Operation::AlterColumn { table, column, change } = &step.action.operation else {
            continue;
        };
        let dropped = match change {
            ColumnChange::DropDefault => "default",
            ColumnChange::DropIdentity => "identity",
            _ => continue,
        };
        let part = Object::part(ObjectKind::Column, column.clone(), table);
        if script.origin(&part, &step) == Origin::New || script.gets_default(table, column, &step) {
            continue;
        }
        let column = quoted(column);
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{dropped} of `{table}.{column}` is dropped"))
                .label("an INSERT without this column gets NULL or fails")
                .why("Code that is running while the migration is applied may rely on it and omit the column.")
                .help(format!("first release code that always sets `{column}`, then {SAY_WHY}")),
        );
    }
}
