#![doc = include_str!("blocking_foreign_key.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, quoted};
use crate::rules::context::lock_advice::{
    are_unfilled, constraint_name, held, in_two_steps, listed, one_line, steps_ahead,
};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Column, ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-foreign-key",
        summary: "a foreign key is checked while writes to both tables wait",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("blocking_foreign_key.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
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
                if are_unfilled(script, table, &constraint.columns, &step) {
                    continue;
                }
                let name = constraint_name(table, constraint, "fkey");
                let key = format!("foreign key {} {}", listed(&constraint.columns), one_line(clause));
                report(script, &step, sink, &(table, references), &advice(script, &step, table, &name, &key));
            }
            Operation::AddColumn { table, column, .. } if is_filled(column) && script.is_in_use(table, &step) => {
                let Some(references) = column.constraints.iter().find_map(|constraint| match &constraint.kind {
                    ConstraintKind::ForeignKey { references, .. } => Some(references),
                    _ => None,
                }) else {
                    continue;
                };
                let help = format!(
                    "add `{}` without REFERENCES, then the foreign key NOT VALID, and validate it in a later migration",
                    quoted(&column.name)
                );
                report(script, &step, sink, &(table, references), &help);
            }
            _ => {}
        }
    }
}

fn report(script: &ScriptContext, step: &Step, sink: &mut Sink, tables: &(&Name, &Name), help: &str) {
    let (table, references) = tables;
    let both = if table.is_same(references) {
        format!("`{table}` while writes to it wait")
    } else {
        format!("`{table}` in `{references}` while writes to both wait")
    };
    sink.report(
        script
            .diagnostic(&RULE.info, step, format!("looks up every row of {both}"))
            .label(format!("{} lock on both tables until every row is read", Lock::ShareRowExclusive))
            .why(held(Lock::ShareRowExclusive, "on both tables until every row is looked up"))
            .help(help),
    );
}

/// A column whose old rows get a value, so that there is something to look up.
fn is_filled(column: &Column) -> bool {
    column.default.as_ref().is_some_and(|default| !default.is_null())
}

/// Before 18 no partitioned table can have a foreign key that is not valid.
fn advice(script: &ScriptContext, step: &Step, table: &Name, name: &str, key: &str) -> String {
    let is_young = script.options().postgres.is_some_and(|major| major >= 18);
    if script.is_partitioned(table, step) && !is_young {
        return format!(
            "add it to each partition of `{table}` in these two steps, then to `{table}` itself, which takes over what is \
             valid already: `alter table …_partition add constraint {name} {key} not valid`, then VALIDATE CONSTRAINT"
        );
    }
    in_two_steps(table, name, key)
}
