#![doc = include_str!("required_column.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, PUBLIC, quoted};
use crate::rules::context::lock_advice::{column_exists, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Column, Generated, Operation, Type, WriteVerb};
use std::cell::OnceCell;
use std::collections::HashMap;

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
    let emptied = OnceCell::new();
    for step in &steps {
        let Operation::AddColumn { table, column, .. } = &step.action.operation else {
            continue;
        };
        if !is_required(column)
            || !script.is_in_use(table, step)
            || emptied.get_or_init(|| Emptied::of(&steps)).has(table, step)
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

/// The first step that empties each table.
struct Emptied<'a>(HashMap<(&'a str, &'a str), usize>);

impl<'a> Emptied<'a> {
    fn of(steps: &[Step<'a>]) -> Self {
        let mut first = HashMap::new();
        for step in steps {
            let emptied = match &step.action.operation {
                Operation::Truncate { tables, .. } => tables.as_slice(),
                Operation::Write { table, verb: WriteVerb::Delete, filtered: false, .. } => std::slice::from_ref(table),
                _ => &[],
            };
            for table in emptied {
                first.entry((table.schema_or(PUBLIC), table.name.as_str())).or_insert(step.number);
            }
        }
        Self(first)
    }

    /// Whether a step before one empties a table.
    fn has(&self, table: &Name, step: &Step) -> bool {
        self.0.get(&(table.schema_or(PUBLIC), table.name.as_str())).is_some_and(|first| *first < step.number)
    }
}
