#![doc = include_str!("truncate.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::Name;
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;
use crate::text::words;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "truncate",
        summary: "TRUNCATE deletes every row of a table",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("truncate.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let Operation::Truncate { tables, cascade } = &step.action.operation else {
            continue;
        };
        let used: Vec<&Name> = tables.iter().filter(|table| script.is_in_use(table, &step)).collect();
        if used.is_empty() {
            continue;
        }
        let names: Vec<String> = used.iter().map(|table| format!("`{table}`")).collect();
        let others = if *cascade { " and of every table that references it" } else { "" };
        let why = "TRUNCATE takes an ACCESS EXCLUSIVE lock and runs no DELETE triggers, and no migration can restore the rows.";
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("TRUNCATE deletes every row of {}{others}", words::list(&names, 4)),
                )
                .label("all rows are lost permanently")
                .why(why)
                .help(format!("delete only the intended rows with `delete from {} where …`, or {SAY_WHY}", used[0])),
        );
    }
}
