#![doc = include_str!("policy_without_rls.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind, quoted};
use crate::rules::context::state::{FindingText, table_name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, ScriptContext, Sink, StateContext, Step};
use crate::sql::{Operation, Origin};
use std::cell::OnceCell;
use std::collections::HashSet;

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
    check: Check::ScriptAndState(check, check_state),
};

const WHY: &str = "PostgreSQL stores the policy but does not apply it until row-level security is enabled on the table: \
    every role with privileges on the table sees every row.";

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_down() {
        return;
    }
    let mut reported: HashSet<&Name> = HashSet::new();
    let may_secure = OnceCell::new();
    let may_secure = || *may_secure.get_or_init(|| script.builds("row level security"));
    for step in script.steps() {
        let Operation::Create { object, .. } = &step.action.operation else {
            continue;
        };
        let Some(table) = object.on.as_ref().filter(|_| object.kind == ObjectKind::Policy) else {
            continue;
        };
        let is_new = script.timeline.table_origin(table, step.number) == Origin::New;
        if !(is_new || is_unprotected(script, table, &step))
            || script.is_secured(table, &step)
            || reported.contains(&table)
            || may_secure()
            || is_renamed(script, table)
        {
            continue;
        }
        reported.insert(table);
        let policy = quoted(&object.name.name);
        let diagnostic = script
            .diagnostic(
                &RULE.info,
                &step,
                format!("policy `{policy}` has no effect: row-level security is not enabled on `{table}`"),
            )
            .label("PostgreSQL does not apply this policy")
            .why(WHY)
            .help(format!("enable it in the same migration: `alter table {table} enable row level security;`"));
        // It may have been enabled elsewhere, such as in a dashboard.
        sink.report(if is_new { diagnostic } else { diagnostic.severity(Severity::Warning) });
    }
}

/// Whether migrations create an older table and none of them enables row-level security, as far as the history was read.
fn is_unprotected(script: &ScriptContext, table: &Name, step: &Step) -> bool {
    let object = Object::new(ObjectKind::Table, table.clone());
    let is_declared = !table.name.is_empty() && !script.is_created_outside_migrations(&object, step);
    script.prior.is_none_or(|prior| !prior.builds_row_security) && is_declared
}

/// Whether the table has another name at some point, under which row-level security may be enabled.
fn is_renamed(script: &ScriptContext, table: &Name) -> bool {
    let mut all = script.earlier(&table.name, usize::MAX);
    all.any(|operation| match operation {
        Operation::Rename { object, .. } => object.on.is_none() && object.name.is_same(table),
        _ => false,
    })
}

fn check_state(state: &StateContext, findings: &mut Findings) {
    for (table, relation) in state.tables().filter(|(table, _)| !table.row_security) {
        let Some(policy) = relation.policies.first() else { continue };
        let (table_name, policy_name) = (table_name(table), quoted(&policy.name));
        let text = FindingText {
            message: format!(
                "policy `{policy_name}` has no effect: row-level security is not enabled on `{table_name}`"
            ),
            label: "PostgreSQL does not apply this policy",
            why: WHY,
            help: format!("enable it: `alter table {table_name} enable row level security`"),
        };
        findings.report(&RULE.info, policy.identity(), [table.identity()], text);
    }
}
