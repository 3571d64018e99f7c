#![doc = include_str!("work_after_exclusive_lock.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{Held, is_of_all_rows, steps_ahead, transactions};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "work-after-exclusive-lock",
        summary: "long work is done while a table is locked against every read and write",
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
    let mut told = None;
    for (step, transaction) in steps.iter().zip(transactions(&steps)) {
        let locked = held.at(transaction).first().copied();
        held.take(step, |table| script.is_in_use(table, step));
        let Some(table) = locked.filter(|_| told != Some(transaction)) else {
            continue;
        };
        let Some(work) = work(script, step) else {
            continue;
        };
        // An update of all rows of that very table is told by itself.
        if is_of_all_rows(script, step).is_some_and(|updated| updated.is_same(table)) {
            continue;
        }
        told = Some(transaction);
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("{work} while `{table}` is locked against every read and write"))
                .label(format!("the {} lock on `{table}` is still held", Lock::AccessExclusive))
                .why(format!(
                    "A lock is kept until the transaction ends, on every PostgreSQL: {} of `{table}` waits until this is done.",
                    Lock::AccessExclusive.blocks()
                ))
                .help(format!("do this work before the lock on `{table}` is taken, or in a migration of its own")),
        );
    }
}

/// What may take long on a table that holds rows.
fn work(script: &ScriptContext, step: &Step) -> Option<&'static str> {
    let (table, work) = match &step.action.operation {
        Operation::CreateIndex(create) if !create.concurrently && !create.only => (&create.table, "builds an index"),
        Operation::ValidateConstraint { table, .. } => (table, "validates a constraint"),
        Operation::Write { table, .. } => (table, "writes rows"),
        Operation::Refresh { view, .. } => (view, "computes a view"),
        _ => return None,
    };
    script.is_in_use(table, step).then_some(work)
}
