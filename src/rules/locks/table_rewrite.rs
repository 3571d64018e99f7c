#![doc = include_str!("table_rewrite.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, ObjectKind};
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "table-rewrite",
        summary: "statement rewrites the table under an ACCESS EXCLUSIVE lock",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Rewrite),
        page: include_str!("table_rewrite.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let (table, by) = match &step.action.operation {
            Operation::Rewrite { object, by } if object.kind == ObjectKind::Table => (Some(&object.name), *by),
            Operation::Cluster { table } => (table.as_ref(), "CLUSTER"),
            Operation::Vacuum { full: true } => (None, "VACUUM FULL"),
            _ => continue,
        };
        if table.is_some_and(|table| !script.is_in_use(table, &step)) {
            continue;
        }
        let target = table.map_or_else(|| "whole tables".to_owned(), |table| format!("`{table}`"));
        let help = match by {
            "CLUSTER" | "VACUUM FULL" => {
                "remove it from the migration: pg_repack does the same without blocking reads and writes, and a plain \
                 VACUUM is enough to reuse the space"
            }
            _ => {
                "run it while the table is not in use, or create a new table with this setting and move the rows over \
                 in batches"
            }
        };
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("{by} rewrites {target} under an {} lock", Lock::AccessExclusive),
                )
                .label(format!("{} lock until the rewrite has finished", Lock::AccessExclusive))
                .why(held(Lock::AccessExclusive, "until the table and all its indexes are rewritten"))
                .help(help),
        );
    }
}
