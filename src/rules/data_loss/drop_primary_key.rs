#![doc = include_str!("drop_primary_key.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Class, Name, Object, ObjectKind, PUBLIC, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{ConstraintKind, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-primary-key",
        summary: "primary key or replica identity is dropped",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_primary_key.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        match &step.action.operation {
            Operation::DropPart { part, .. } if part.kind == ObjectKind::Constraint => {
                let Some(table) = part.on.as_ref().filter(|table| script.is_in_use(table, &step)) else {
                    continue;
                };
                if is_primary_key(script, part, table) && !gets_identity(script, table) {
                    of_key(script, &step, part, table, sink);
                }
            }
            Operation::ReplicaIdentity { table, nothing: true } if script.is_in_use(table, &step) => {
                sink.report(
                    script
                        .diagnostic(&RULE.info, &step, format!("`{table}` loses its replica identity"))
                        .statement(step.statement.span.clone(), Some(Class::B))
                        .label("updates and deletes fail if it is replicated")
                        .why("If the table is in a publication, PostgreSQL rejects every UPDATE and DELETE on it from then on, because subscribers could not find the row.")
                        .help(format!("use `alter table {table} replica identity default`, or {SAY_WHY}")),
                );
            }
            _ => {}
        }
    }
}

/// Whether a migration declares the constraint as a primary key, or it has the name that PostgreSQL gives to one.
fn is_primary_key(script: &ScriptContext, part: &Object, table: &Name) -> bool {
    // Only the history knows one with another name.
    part.name.name == format!("{}_pkey", table.name) || script.prior.is_none() || script.is_primary_key(part)
}

/// Whether the script gives the table another key, another identity, or drops it.
fn gets_identity(script: &ScriptContext, table: &Name) -> bool {
    let is_same = |other: &Name| other.name == table.name && other.schema_or(PUBLIC) == table.schema_or(PUBLIC);
    script.earlier(&table.name, usize::MAX).any(|operation| match operation {
        Operation::AddConstraint { table: of, constraint } => {
            is_same(of) && constraint.kind == ConstraintKind::PrimaryKey
        }
        Operation::AddColumn { table: of, column, .. } => {
            is_same(of) && column.constraints.iter().any(|found| found.kind == ConstraintKind::PrimaryKey)
        }
        Operation::ReplicaIdentity { table: of, nothing: false } => is_same(of),
        Operation::Drop { object, .. } | Operation::Rename { object, .. } => {
            object.on.is_none() && is_same(&object.name)
        }
        _ => false,
    })
}

fn of_key(script: &ScriptContext, step: &Step, part: &Object, table: &Name, sink: &mut Sink) {
    let name = quoted(&part.name.name);
    sink.report(
        script
            .diagnostic(&RULE.info, step, format!("primary key `{name}` of `{table}` is dropped"))
            .label("duplicates are accepted, and replication loses its key")
            .why("Once there are duplicates the key cannot be added again. If the table is in a publication, every UPDATE and DELETE on it fails from then on, because the primary key is its replica identity.")
            .help(format!(
                "add the new key in the same migration, `alter table {table} drop constraint {name}, add primary key using index …`, or {SAY_WHY}"
            )),
    );
}
