#![doc = include_str!("policy_without_rls.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind, quoted};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "policy-without-rls",
        summary: "policy is created on a table without row-level security",
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
    let mut reported: Vec<&Name> = Vec::new();
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
            || reported.contains(&table)
            || is_secured_otherwise(script, &steps, table)
        {
            continue;
        }
        reported.push(table);
        let policy = quoted(&object.name.name);
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("policy `{policy}` has no effect: row-level security is not enabled on `{table}`"))
                .label("PostgreSQL does not apply this policy")
                .why("PostgreSQL stores the policy but does not apply it until row-level security is enabled on the table: every role with privileges on the table sees every row.")
                .help(format!("enable it in the same migration: `alter table {table} enable row level security;`")),
        );
    }
}

/// Whether dynamic SQL enables row-level security, or the table is renamed.
fn is_secured_otherwise(script: &ScriptContext, steps: &[Step], table: &Name) -> bool {
    steps.iter().any(|step| match &step.action.operation {
        Operation::DynamicSql => script.text(&step.statement.span).to_lowercase().contains("row level security"),
        Operation::Rename { object, .. } => object.on.is_none() && object.name.is_same(table),
        _ => false,
    })
}
