#![doc = include_str!("required_column.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::quoted;
use crate::rules::context::lock_advice::{column_exists, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Column, Generated, Operation, Type, WriteVerb};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "required-column",
        summary: "NOT NULL column is added without a value for existing rows",
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
            || column_exists(script, step)
        {
            continue;
        }
        let name = quoted(&column.name);
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    step,
                    format!("NOT NULL column `{table}.{name}` is added without a value for existing rows"),
                )
                .label("fails if the table contains a row")
                .why(format!(
                    "Every row of `{table}` would get NULL, which NOT NULL rejects: the migration succeeds on an empty \
                     development database and fails on one with data."
                ))
                .help(format!(
                    "add a DEFAULT, or first run `alter table {table} add column {name} {}`, then backfill it in batches and \
                     set it NOT NULL in a later migration",
                    column.type_
                )),
        );
    }
}

/// Whether existing rows get no value in a column that must have one.
fn is_required(column: &Column) -> bool {
    let has_value = column.default.as_ref().is_some_and(|default| !default.is_null());
    let is_numbered = column.identity || column.type_.is_serial();
    let is_computed = matches!(column.generated, Some(Generated::Stored | Generated::Virtual));
    column.not_null && !has_value && !is_numbered && !is_computed && column.type_ != Type::default()
}

/// Whether the script empties the table before.
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
