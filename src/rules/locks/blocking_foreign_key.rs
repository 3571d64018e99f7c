#![doc = include_str!("blocking_foreign_key.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, Object, ObjectKind, quoted};
use crate::rules::context::lock_advice::{
    are_unfilled, constraint_name, held, in_two_steps, listed, one_line, steps_ahead,
};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Column, Constraint, ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-foreign-key",
        summary: "adding a foreign key blocks writes to both tables",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("blocking_foreign_key.md"),
    },
    scope: Scope::File,
    needs: Needs::Conventions,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        match &step.action.operation {
            Operation::AddConstraint { table, constraint }
                if !constraint.not_valid && script.is_in_use(table, &step) =>
            {
                let ConstraintKind::ForeignKey { references, clause } = &constraint.kind else {
                    continue;
                };
                // The scan of a column that contains only NULL is quick, and rows that satisfied the key before satisfy
                // it again; few projects mind either.
                let is_light = are_unfilled(script, table, &constraint.columns, &step)
                    || is_exchanged(script, table, constraint, &step);
                if is_light && !script.options().is_enforced(RULE.info.id) && !script.validates_later() {
                    continue;
                }
                let name = constraint_name(table, constraint, "fkey");
                let key = format!("foreign key {} {}", listed(&constraint.columns), one_line(clause));
                report(script, &step, sink, &(table, references), advice(script, &step, table, &name, &key));
            }
            Operation::AddColumn { table, column, .. } if is_filled(column) && script.is_in_use(table, &step) => {
                let Some(references) = column.constraints.iter().find_map(|constraint| match &constraint.kind {
                    ConstraintKind::ForeignKey { references, .. } => Some(references),
                    _ => None,
                }) else {
                    continue;
                };
                let help = format!(
                    "add column `{}` without REFERENCES, then add the foreign key NOT VALID, and validate it in a \
                     later migration",
                    quoted(&column.name)
                );
                report(script, &step, sink, &(table, references), help);
            }
            _ => {}
        }
    }
}

/// Whether the script drops a key of this name before, usually to change what happens on delete.
fn is_exchanged(script: &ScriptContext, table: &Name, constraint: &Constraint, step: &Step) -> bool {
    let name = constraint.name.clone().map(|name| Object::part(ObjectKind::Constraint, name, table));
    name.is_some_and(|part| script.is_dropped_before(&part, step))
}

fn report(script: &ScriptContext, step: &Step, sink: &mut Sink, tables: &(&Name, &Name), help: String) {
    let (table, references) = tables;
    let message = if table.is_same(references) {
        format!("adding a foreign key from `{table}` to itself blocks writes")
    } else {
        format!("adding a foreign key from `{table}` to `{references}` blocks writes to both tables")
    };
    let locked = if table.is_same(references) { format!("`{table}`") } else { "both tables".to_owned() };
    let is_column = matches!(step.action.operation, Operation::AddColumn { .. });
    let more = if is_column {
        format!(" ADD COLUMN also locks `{table}` {}, which blocks reads as well.", Lock::AccessExclusive)
    } else {
        String::new()
    };
    sink.report(
        script
            .diagnostic(&RULE.info, step, message)
            .label(format!("{} lock on {locked} until all rows are checked", Lock::ShareRowExclusive))
            .why(held(Lock::ShareRowExclusive, &format!("on {locked} until all rows are checked")) + &more)
            .help(help),
    );
}

/// Whether existing rows get a value, which then has to be checked.
fn is_filled(column: &Column) -> bool {
    column.default.as_ref().is_some_and(|default| !default.is_null())
}

/// Before `PostgreSQL` 18, a partitioned table cannot have a foreign key that is `NOT VALID`.
fn advice(script: &ScriptContext, step: &Step, table: &Name, name: &str, key: &str) -> String {
    let supports_not_valid = script.options().postgres.is_some_and(|major| major >= 18);
    if script.is_partitioned(table, step) && !supports_not_valid {
        return format!(
            "add it to each partition of `{table}` NOT VALID, `alter table …_partition add constraint {name} {key} not \
             valid`, then VALIDATE CONSTRAINT there, and then add it to `{table}` itself, which adopts the valid ones"
        );
    }
    in_two_steps(table, name, key)
}
