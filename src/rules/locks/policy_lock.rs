#![doc = include_str!("policy_lock.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, ObjectKind, PUBLIC};
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::context::step_index::NameSet;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Action, Operation};
use std::collections::HashMap;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "policy-lock",
        summary: "changing row-level security blocks reads and writes on the table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Lock),
        page: include_str!("policy_lock.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let mut seen = NameSet::default();
    let steps = steps_ahead(script);
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    for table in steps.iter().filter_map(|step| table_of_policy(step.action)) {
        *counts.entry((table.schema_or(PUBLIC), &table.name)).or_default() += 1;
    }
    for step in &steps {
        let Some(table) = table_of_policy(step.action) else {
            continue;
        };
        if seen.contains(table) || !script.is_in_use(table, step) {
            continue;
        }
        seen.insert(table);
        let count = counts.get(&(table.schema_or(PUBLIC), table.name.as_str())).copied().unwrap_or_default();
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    step,
                    format!("changing row-level security of `{table}` blocks reads and writes on it{}", counted(count)),
                )
                .label(format!("{} lock until the transaction ends", Lock::AccessExclusive))
                .why(format!(
                    "{} The change itself is quick, but it first waits for every running query on the table, and all \
                     later queries queue behind it.",
                    held(Lock::AccessExclusive, "until the transaction ends")
                ))
                .help(format!(
                    "put the policies of `{table}` last in a short migration, and begin it with a lock timeout, so \
                     that it gives up instead of blocking all queries: `set local lock_timeout = '3s'`; then accept it above the statement: `-- tidegate:allow policy-lock <why>`"
                )),
        );
    }
}

/// The table whose row-level security an action changes.
fn table_of_policy(action: &Action) -> Option<&Name> {
    match &action.operation {
        Operation::RowSecurity { table, .. } => Some(table),
        Operation::Create { object, .. }
        | Operation::Drop { object, .. }
        | Operation::Alter { object, .. }
        | Operation::Rename { object, .. }
            if object.kind == ObjectKind::Policy =>
        {
            object.on.as_ref()
        }
        _ => None,
    }
}

/// The number of statements, as they are reported once for each table.
fn counted(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        count => format!(" ({count} statements)"),
    }
}
