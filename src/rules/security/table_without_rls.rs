#![doc = include_str!("table_without_rls.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Object, ObjectKind, PUBLIC};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{CreateTable, Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "table-without-rls",
        summary: "a table of an exposed schema is open to everybody",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("table_without_rls.md"),
    },
    scope: Scope::File,
    needs: Needs::Conventions,
    check: Check::Script(check),
};

/// Supabase serves every table of the public schema to whoever has the public key. A project
/// that never uses row level security has another wall, or none on purpose.
fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.layout().id != "supabase" || script.is_down() || !script.uses_row_security() {
        return;
    }
    let steps: Vec<_> = script.steps().collect();
    if steps.iter().any(|step| secures_many(script, step)) {
        return;
    }
    for (at, step) in steps.iter().enumerate() {
        let Operation::CreateTable(create) = &step.action.operation else {
            continue;
        };
        let later = &steps[at + 1..];
        if !is_served(script, step, create) || script.is_secured(&create.table, step) || is_changed(later, create) {
            continue;
        }
        let table = &create.table;
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("table `{table}` has no row level security"))
                .label("open to everybody with the project's public key")
                .why("Supabase serves every table of the public schema over its API, and without row level security it gives and takes every row.")
                .help(format!("`alter table {table} enable row level security;` in the same migration, with policies for those who may")),
        );
    }
}

fn is_served(script: &ScriptContext, step: &Step, create: &CreateTable) -> bool {
    let schema = create.table.schema_or(script.timeline.default_schema(step.number));
    let object = Object::new(ObjectKind::Table, create.table.clone());
    // IF NOT EXISTS of a table that an earlier migration made makes nothing.
    let is_old = create.if_not_exists
        && script.prior.is_some()
        && script.origin(&object, step) == Origin::Old
        && !script.is_made_elsewhere(&object, step);
    schema == PUBLIC
        && !create.table.name.is_empty()
        && !create.temporary
        && !create.foreign
        && create.partition_of.is_none()
        && !is_old
}

/// A later statement of the script takes the table away, renames it, or makes a policy for
/// it, of which `policy-without-rls` speaks.
fn is_changed(later: &[Step], create: &CreateTable) -> bool {
    later.iter().any(|step| match &step.action.operation {
        Operation::Drop { object, .. } | Operation::Rename { object, .. } | Operation::SetSchema { object, .. } => {
            object.on.is_none() && object.name.is_same(&create.table)
        }
        Operation::Create { object, .. } if object.kind == ObjectKind::Policy => {
            object.on.as_ref().is_some_and(|table| table.is_same(&create.table))
        }
        Operation::RowSecurity { table, .. } => table.is_same(&create.table),
        _ => false,
    })
}

/// Switched on for many tables by SQL put together at run time.
fn secures_many(script: &ScriptContext, step: &Step) -> bool {
    matches!(step.action.operation, Operation::DynamicSql)
        && script.text(&step.statement.span).to_lowercase().contains("row level security")
}
