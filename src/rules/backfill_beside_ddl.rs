#![doc = include_str!("backfill_beside_ddl.md")]

use super::safer::{held, is_of_all_rows, steps_ahead, transactions};
use super::{Check, Rule, Scope, ScriptSubject, Sink, Step};
use crate::diagnostic::{Preset, RuleInfo, Severity};
use crate::sql::{Lock, locks};

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "backfill-beside-ddl",
        summary: "all rows are updated while the lock of a change to their table is held",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        page: include_str!("backfill_beside_ddl.md"),
    },
    scope: Scope::File,
    check: Check::Script(check),
};

fn check(script: &ScriptSubject, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let transactions = transactions(&steps);
    for (at, step) in steps.iter().enumerate() {
        let Some(table) = is_of_all_rows(script, step) else {
            continue;
        };
        let is_locked = |(earlier, transaction): (&Step, &usize)| {
            let mut strong = locks(&earlier.action.what).into_iter().filter(|(_, lock)| *lock == Lock::AccessExclusive);
            *transaction == transactions[at] && strong.any(|(locked, _)| locked.is_same(table))
        };
        if !steps.iter().zip(&transactions).take(at).any(is_locked) || !script.is_in_use(table, step) {
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("updates all rows of `{table}` while nobody can use it"))
                .label(format!("the {} lock taken above is still held", Lock::AccessExclusive))
                .why(held(
                    Lock::AccessExclusive,
                    &format!("of `{table}` until the transaction ends, and the update of all rows is part of it"),
                ))
                .help("move the update to a later migration, and do it in batches where the table is large"),
        );
    }
}
