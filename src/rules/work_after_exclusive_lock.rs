#![doc = include_str!("work_after_exclusive_lock.md")]

use super::safer::{is_of_all_rows, steps_ahead, transactions};
use super::{Check, Rule, Scope, ScriptSubject, Sink, Step};
use crate::diagnostic::{Preset, RuleInfo, Severity};
use crate::sql::{Lock, Name, What, locks};

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "work-after-exclusive-lock",
        summary: "long work is done while a table is locked against every read and write",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        page: include_str!("work_after_exclusive_lock.md"),
    },
    scope: Scope::File,
    check: Check::Script(check),
};

fn check(script: &ScriptSubject, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let transactions = transactions(&steps);
    let mut told = None;
    for (at, step) in steps.iter().enumerate() {
        let Some(work) = work(script, step) else {
            continue;
        };
        let locked = steps.iter().zip(&transactions).take(at).find_map(|(earlier, transaction)| {
            (*transaction == transactions[at]).then(|| locked(script, earlier)).flatten()
        });
        let Some(table) = locked.filter(|_| told != Some(transactions[at])) else {
            continue;
        };
        // An update of all rows of that very table is told by itself.
        if is_of_all_rows(script, step).is_some_and(|updated| updated.is_same(table)) {
            continue;
        }
        told = Some(transactions[at]);
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

/// The table in use that a step locks against everybody.
fn locked<'a>(script: &ScriptSubject, step: &Step<'a>) -> Option<&'a Name> {
    let strong = locks(&step.action.what).into_iter().filter(|(_, lock)| *lock == Lock::AccessExclusive);
    strong.map(|(table, _)| table).find(|table| script.is_in_use(table, step))
}

/// What may take long on a table that holds rows.
fn work(script: &ScriptSubject, step: &Step) -> Option<&'static str> {
    let (table, work) = match &step.action.what {
        What::CreateIndex(create) if !create.concurrently && !create.only => (&create.table, "builds an index"),
        What::ValidateConstraint { table, .. } => (table, "validates a constraint"),
        What::Write { table, .. } => (table, "writes rows"),
        What::Refresh { view, .. } => (view, "computes a view"),
        _ => return None,
    };
    script.is_in_use(table, step).then_some(work)
}
