#![doc = include_str!("drop_constraint.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind, PUBLIC, quoted};
use crate::rules::context::data_loss::{Loss, SAY_WHY, losses};
use crate::rules::context::step_index::NameSet;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ColumnChange, Operation};
use std::collections::HashMap;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-constraint",
        summary: "constraint is dropped without a replacement",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_constraint.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let losses = losses(script, &[ObjectKind::Constraint]);
    let replaced = if losses.is_empty() { Replaced::default() } else { Replaced::of(script) };
    for loss in losses {
        let Some(table) = loss.object.on.as_ref().filter(|table| !replaced.makes_needless(&loss, table)) else {
            continue;
        };
        let name = quoted(&loss.object.name.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("constraint `{name}` of `{table}` is dropped"))
                .label("rows that violate it are accepted from then on")
                .why("Once such rows exist, the constraint cannot be added again.")
                .help(format!("add its replacement in the same migration with `alter table {table} add constraint …`, or {SAY_WHY}")),
        );
    }
}

/// Tables with statements that do the work of a dropped constraint.
#[derive(Default)]
struct Replaced<'a> {
    /// The first `SET NOT NULL` on each table.
    not_null: HashMap<(&'a str, &'a str), usize>,
    /// Tables that get a unique index, or lose a column with its constraints.
    tables: NameSet<'a>,
}

impl<'a> Replaced<'a> {
    fn of(script: &ScriptContext<'a>) -> Self {
        let mut replaced = Self::default();
        for step in script.steps() {
            match &step.action.operation {
                Operation::AlterColumn { table, change: ColumnChange::SetNotNull, .. } => {
                    replaced.not_null.entry((table.schema_or(PUBLIC), &table.name)).or_insert(step.number);
                }
                Operation::CreateIndex(create) if create.unique => {
                    replaced.tables.insert(&create.table);
                }
                Operation::DropPart { part: Object { kind: ObjectKind::Column, on: Some(table), .. }, .. } => {
                    replaced.tables.insert(table);
                }
                _ => {}
            }
        }
        replaced
    }

    fn makes_needless(&self, loss: &Loss, table: &Name) -> bool {
        let not_null = self.not_null.get(&(table.schema_or(PUBLIC), table.name.as_str()));
        not_null.is_some_and(|first| *first < loss.step.number) || self.tables.contains(table)
    }
}
