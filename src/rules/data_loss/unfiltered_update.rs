#![doc = include_str!("unfiltered_update.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Operation, Origin, WriteVerb};
use crate::text::words;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unfiltered-update",
        summary: "UPDATE without WHERE overwrites a column in every row",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("unfiltered_update.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let Operation::Write { table, verb: WriteVerb::Update, filtered: false, sets, .. } = &step.action.operation
        else {
            continue;
        };
        // A column that the script itself adds has no values to lose: that is a backfill.
        let is_lost = |(column, value): &&(String, String)| {
            !keeps(column, value) && script.origin(&part(column, table), &step) != Origin::New
        };
        let lost: Vec<String> =
            sets.iter().filter(is_lost).map(|(column, _)| format!("`{}`", quoted(column))).collect();
        if lost.is_empty() || step.statement.error.is_some() || !script.is_in_use(table, &step) {
            continue;
        }
        let columns = words::list(&lost, 3);
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("UPDATE overwrites {columns} in every row of `{table}`"))
                .label("no WHERE clause that filters rows")
                .why("No migration can restore the old values, and every row stays locked until the transaction ends.")
                .help(format!("restrict it to the intended rows with `update {table} set … where …`, or {SAY_WHY}")),
        );
    }
}

fn part(column: &str, table: &Name) -> Object {
    Object::part(ObjectKind::Column, column, table)
}

/// Whether the new value is computed from the old one, as in `lower(email)`.
fn keeps(column: &str, value: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    value.split(|letter| !is_letter(letter)).any(|word| word.eq_ignore_ascii_case(column))
}
