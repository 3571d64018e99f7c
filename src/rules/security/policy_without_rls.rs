#![doc = include_str!("policy_without_rls.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind, quoted};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "policy-without-rls",
        summary: "a policy stands on a table without row level security",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("policy_without_rls.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_down() {
        return;
    }
    let steps: Vec<_> = script.steps().collect();
    let mut told: Vec<&Name> = Vec::new();
    for step in &steps {
        let Operation::Create { object, .. } = &step.action.operation else {
            continue;
        };
        let Some(table) = object.on.as_ref().filter(|_| object.kind == ObjectKind::Policy) else {
            continue;
        };
        let is_new = script.timeline.table_origin(table, step.number) == Origin::New;
        if !is_new
            || script.is_secured(table, step)
            || told.contains(&table)
            || is_switched_elsewhere(script, &steps, table)
        {
            continue;
        }
        told.push(table);
        let policy = quoted(&object.name.name);
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("policy `{policy}` does nothing: `{table}` has no row level security"))
                .label("asked by nobody")
                .why("PostgreSQL keeps the policy and does not ask it until row level security is switched on for the table: everybody with a privilege on it sees every row.")
                .help(format!("`alter table {table} enable row level security;`")),
        );
    }
}

/// Switched by SQL put together at run time, or the table is renamed.
fn is_switched_elsewhere(script: &ScriptContext, steps: &[Step], table: &Name) -> bool {
    steps.iter().any(|step| match &step.action.operation {
        Operation::DynamicSql => script.text(&step.statement.span).to_lowercase().contains("row level security"),
        Operation::Rename { object, .. } => object.on.is_none() && object.name.is_same(table),
        _ => false,
    })
}
