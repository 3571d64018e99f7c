#![doc = include_str!("validate_in_same_transaction.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, PUBLIC, quoted};
use crate::rules::context::lock_advice::{steps_ahead, transactions};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ConstraintKind, Operation};
use std::collections::HashMap;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "validate-in-same-transaction",
        summary: "constraint is added NOT VALID and validated in the same transaction",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: None,
        page: include_str!("validate_in_same_transaction.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let transactions = transactions(&steps);
    // Whether each constraint that was added NOT VALID is a foreign key.
    let mut added: HashMap<(usize, &str, &String, &String), bool> = HashMap::new();
    for (at, step) in steps.iter().enumerate() {
        if let Operation::AddConstraint { table, constraint } = &step.action.operation
            && let (Some(name), true) = (&constraint.name, constraint.not_valid)
        {
            let is_key = matches!(constraint.kind, ConstraintKind::ForeignKey { .. });
            added.entry((transactions[at], table.schema_or(PUBLIC), &table.name, name)).or_insert(is_key);
        }
        let Operation::ValidateConstraint { table, name } = &step.action.operation else {
            continue;
        };
        let Some(is_key) = added.get(&(transactions[at], table.schema_or(PUBLIC), &table.name, name)).copied() else {
            continue;
        };
        if !script.is_in_use(table, step) {
            continue;
        }
        let lock = if is_key { Lock::ShareRowExclusive } else { Lock::AccessExclusive };
        let name = quoted(name);
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    step,
                    format!("constraint `{name}` on `{table}` is validated in the transaction that adds it NOT VALID"),
                )
                .label(format!("the {lock} lock of ADD CONSTRAINT is still held"))
                .why(format!(
                    "Every PostgreSQL version holds a lock until the transaction ends: while all rows are checked, the \
                     lock blocks {}, as if the constraint had been added without NOT VALID.",
                    lock.blocks()
                ))
                .help(format!("validate it in a later migration: `alter table {table} validate constraint {name}`")),
        );
    }
}
