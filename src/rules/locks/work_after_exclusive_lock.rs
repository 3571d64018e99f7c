#![doc = include_str!("work_after_exclusive_lock.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{Held, is_of_all_rows, steps_ahead, transactions};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "work-after-exclusive-lock",
        summary: "long-running statement while a table is locked ACCESS EXCLUSIVE",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: None,
        page: include_str!("work_after_exclusive_lock.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let mut held = Held::default();
    let mut reported = None;
    for (step, transaction) in steps.iter().zip(transactions(&steps)) {
        let locked = held.at(transaction).first().copied();
        held.take(transaction, step, |table| script.is_in_use(table, step));
        let Some(table) = locked.filter(|_| reported != Some(transaction)) else {
            continue;
        };
        let Some(work) = work(script, step) else {
            continue;
        };
        // `backfill-beside-ddl` reports an update of all rows of the locked table.
        if is_of_all_rows(script, step).is_some_and(|updated| updated.is_same(table)) {
            continue;
        }
        reported = Some(transaction);
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    step,
                    format!("statement {work} while `{table}` is locked {}", Lock::AccessExclusive),
                )
                .label(format!("the {} lock on `{table}` is still held", Lock::AccessExclusive))
                .why(format!(
                    "Every PostgreSQL version holds a lock until the transaction ends: this one blocks {} on `{table}` \
                     until the statement has finished.",
                    Lock::AccessExclusive.blocks()
                ))
                .help(format!("move this statement before the one that locks `{table}`, or to a migration of its own")),
        );
    }
}

/// Work of a statement that may take long on a table that contains rows.
fn work(script: &ScriptContext, step: &Step) -> Option<&'static str> {
    let (table, work) = match &step.action.operation {
        Operation::CreateIndex(create) if !create.concurrently && !create.only => (&create.table, "builds an index"),
        Operation::ValidateConstraint { table, .. } => (table, "validates a constraint"),
        Operation::Write { table, .. } => (table, "writes rows"),
        Operation::Refresh { view, .. } => (view, "refreshes a materialized view"),
        _ => return None,
    };
    script.is_in_use(table, step).then_some(work)
}
