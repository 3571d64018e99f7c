#![doc = include_str!("table_without_rls.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Object, ObjectKind, PUBLIC};
use crate::rules::context::exposed::is_revoked;
use crate::rules::context::state::{FindingText, is_granted_to_api, table_name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, ScriptContext, Sink, StateContext, Step};
use crate::sql::{CreateTable, Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "table-without-rls",
        summary: "table in an exposed schema has no row-level security",
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
    check: Check::ScriptAndState(check, check_state),
};

const WHY: &str = "Supabase serves every table of the public schema over its API; without row-level security, anyone \
    with the public key reads and writes every row.";

/// Supabase serves every table of the public schema to anyone with the public key. A project
/// that never uses row-level security is protected otherwise, or open on purpose.
fn check(script: &ScriptContext, sink: &mut Sink) {
    if !script.platform().serves_public_tables() || script.is_down() || !script.uses_row_security() {
        return;
    }
    if script.builds("row level security") {
        return;
    }
    for step in script.steps() {
        let Operation::CreateTable(create) = &step.action.operation else {
            continue;
        };
        if !is_served(script, &step, create)
            || script.is_secured(&create.table, &step)
            || is_changed(script, &step, create)
            || is_revoked(script, &create.table, &step)
        {
            continue;
        }
        let table = &create.table;
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("table `{table}` has no row-level security"))
                .label("open to anyone with the project's public key")
                .why(WHY)
                .help(format!("add `alter table {table} enable row level security;` to the migration, and policies for the roles that need access")),
        );
    }
}

/// Whether the API serves the table that the statement creates.
fn is_served(script: &ScriptContext, step: &Step, create: &CreateTable) -> bool {
    let schema = create.table.schema_or(script.timeline.default_schema(step.number));
    let object = Object::new(ObjectKind::Table, create.table.clone());
    // IF NOT EXISTS does nothing for a table that an earlier migration created.
    let is_old = create.if_not_exists
        && script.prior.is_some()
        && script.origin(&object, step) == Origin::Old
        && !script.is_created_outside_migrations(&object, step);
    schema == PUBLIC
        && !create.table.name.is_empty()
        && !create.temporary
        && !create.foreign
        && create.partition_of.is_none()
        && !is_old
}

/// Whether a later statement of the script drops, moves or renames the table, or creates a policy
/// on it, which `policy-without-rls` reports.
fn is_changed(script: &ScriptContext, step: &Step, create: &CreateTable) -> bool {
    script.later(&create.table.name, step.number).any(|operation| match operation {
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

/// The privileges of the table decide whether the API serves it, and a partition is served as well.
fn check_state(state: &StateContext, findings: &mut Findings) {
    let exposed = state.tables().filter(|(table, _)| state.platform.serves_public_tables() && table.schema == PUBLIC);
    for (table, relation) in exposed {
        // `policy-without-rls` reports a table with policies.
        if table.row_security || !relation.policies.is_empty() || !is_granted_to_api(table.grants.as_deref()) {
            continue;
        }
        let name = table_name(table);
        let text = FindingText {
            message: format!("table `{name}` has no row-level security"),
            label: "open to anyone with the project's public key",
            why: WHY,
            help: format!(
                "enable it, and create policies for the roles that need access: `alter table {name} enable row level security`"
            ),
        };
        findings.report(&RULE.info, table.identity(), [], text);
    }
}
