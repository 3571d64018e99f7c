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
        summary: "a table is emptied",
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
        let others = if *cascade { " and every table that refers to it" } else { "" };
        let why = "It takes every row, with an ACCESS EXCLUSIVE lock, and runs no delete triggers; no migration brings \
                   the rows back.";
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("empties {}{others}", words::list(&names, 4)))
                .label("these rows are gone for good")
                .why(why)
                .help(format!("delete only the rows that are meant, or {SAY_WHY}")),
        );
    }
}
