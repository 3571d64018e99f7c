#![doc = include_str!("required_column.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::quoted;
use crate::rules::context::lock_advice::{is_column_there, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Column, Generated, Operation, Type, WriteVerb};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "required-column",
        summary: "a column is added that must have a value and gets none",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("required_column.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps = steps_ahead(script);
    for step in &steps {
        let Operation::AddColumn { table, column, .. } = &step.action.operation else {
            continue;
        };
        if !is_required(column)
            || !script.is_in_use(table, step)
            || is_emptied(&steps, step)
            || is_column_there(script, step)
        {
            continue;
        }
        let name = quoted(&column.name);
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    step,
                    format!("adds column `{name}` to `{table}`, NOT NULL and without a value for the rows that are there"),
                )
                .label("fails as soon as there is one row")
                .why(format!(
                    "Every row of `{table}` would get NULL, which NOT NULL refuses: on an empty development database the \
                     migration runs, on one with data it stops."
                ))
                .help(format!(
                    "give it a DEFAULT, or first `alter table {table} add column {name} {}`, then fill it in batches and \
                     make it NOT NULL in a later migration",
                    column.type_
                )),
        );
    }
}

/// True when no row that is there gets a value.
fn is_required(column: &Column) -> bool {
    let has_value = column.default.as_ref().is_some_and(|default| !default.is_null());
    let is_made = column.identity || column.type_.is_serial();
    let is_computed = matches!(column.generated, Some(Generated::Stored | Generated::Virtual));
    column.not_null && !has_value && !is_made && !is_computed && column.type_ != Type::default()
}

/// True when the script has emptied the table before.
fn is_emptied(steps: &[Step], step: &Step) -> bool {
    let Some(table) = step.action.operation.table() else {
        return false;
    };
    steps[..step.number].iter().any(|prior| match &prior.action.operation {
        Operation::Truncate { tables, .. } => tables.iter().any(|emptied| emptied.is_same(table)),
        Operation::Write { table: emptied, verb: WriteVerb::Delete, filtered: false, .. } => emptied.is_same(table),
        _ => false,
    })
}
