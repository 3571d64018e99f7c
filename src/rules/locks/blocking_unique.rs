#![doc = include_str!("blocking_unique.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name};
use crate::rules::context::lock_advice::{
    column_exists, constraint_name, held, listed, one_line, outside_transaction, part_name, steps_ahead,
};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Constraint, ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-unique",
        summary: "adding a UNIQUE or PRIMARY KEY constraint blocks reads and writes",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("blocking_unique.md"),
    },
    scope: Scope::File,
    needs: Needs::Conventions,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_usual(&RULE.info, |known| known.plain_unique) {
        return;
    }
    for step in steps_ahead(script) {
        let (table, constraint, column) = match &step.action.operation {
            Operation::AddConstraint { table, constraint } => (table, &**constraint, None),
            Operation::AddColumn { table, column, .. } => match column.constraints.iter().find(|found| is_key(found)) {
                Some(constraint) => (table, constraint, Some(&column.name)),
                None => continue,
            },
            _ => continue,
        };
        let exists = constraint.using_index.is_some() || column_exists(script, &step);
        if !is_key(constraint) || exists || !script.is_in_use(table, &step) {
            continue;
        }
        let mut constraint = constraint.clone();
        constraint.columns.extend(column.cloned());
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("adding a {} constraint to `{table}` blocks reads and writes", kind(&constraint)),
                )
                .label(format!("{} lock until the index is built", Lock::AccessExclusive))
                .why(held(Lock::AccessExclusive, "until the whole table is scanned and sorted"))
                .help(help(script, &step, table, &constraint)),
        );
    }
}

fn is_key(constraint: &Constraint) -> bool {
    matches!(constraint.kind, ConstraintKind::Unique | ConstraintKind::PrimaryKey)
}

fn kind(constraint: &Constraint) -> &'static str {
    if constraint.kind == ConstraintKind::PrimaryKey { "PRIMARY KEY" } else { "UNIQUE" }
}

fn help(script: &ScriptContext, step: &Step, table: &Name, constraint: &Constraint) -> String {
    let is_primary = constraint.kind == ConstraintKind::PrimaryKey;
    let kind = if is_primary { "primary key" } else { "unique" };
    let name = if is_primary && constraint.name.is_none() {
        part_name(table, &[], "pkey")
    } else {
        constraint_name(table, constraint, "key")
    };
    let written = one_line(&script.text(&constraint.span)).to_ascii_lowercase();
    let is_plain =
        !["include", "nulls not", " with ", "tablespace", "without overlaps"].iter().any(|word| written.contains(word));
    if script.is_partitioned(table, step) || !is_plain || constraint.columns.is_empty() {
        return format!(
            "first build a unique index with CREATE UNIQUE INDEX CONCURRENTLY (on every partition, if `{table}` has \
             partitions), then add the constraint with USING INDEX"
        );
    }
    let index = format!("create unique index concurrently {name} on {table} {}", listed(&constraint.columns));
    format!(
        "{}, and add the constraint in a later migration: `alter table {table} add constraint {name} {kind} using \
         index {name}`",
        outside_transaction(script, step, "first build its index concurrently", &index)
    )
}
