#![doc = include_str!("unfiltered_delete.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Operation, WriteVerb};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unfiltered-delete",
        summary: "DELETE without WHERE deletes every row of a table",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("unfiltered_delete.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let Operation::Write { table, verb: WriteVerb::Delete, filtered: false, .. } = &step.action.operation else {
            continue;
        };
        if step.statement.error.is_some() || !script.is_in_use(table, &step) {
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("DELETE removes every row of `{table}`"))
                .label("no WHERE clause that filters rows")
                .why("No migration can restore the rows, and every row stays locked until the transaction ends.")
                .help(format!("restrict it to the intended rows with `delete from {table} where …`, or {SAY_WHY}")),
        );
    }
}
