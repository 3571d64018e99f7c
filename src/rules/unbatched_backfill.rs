#![doc = include_str!("unbatched_backfill.md")]

use super::safer::{is_of_all_rows, steps_ahead, transactions};
use super::{Check, Rule, Scope, ScriptSubject, Sink, Step};
use crate::diagnostic::{Preset, RuleInfo, Severity};
use crate::sql::{Lock, locks};

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unbatched-backfill",
        summary: "all rows of a table are updated in one statement",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        page: include_str!("unbatched_backfill.md"),
    },
    scope: Scope::File,
    check: Check::Script(check),
};

fn check(script: &ScriptSubject, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let transactions = transactions(&steps);
    for (at, step) in steps.iter().enumerate() {
        let Some(table) = is_of_all_rows(script, step).filter(|table| script.is_in_use(table, step)) else {
            continue;
        };
        // Below a stronger lock it is another problem, and another rule's.
        let is_locked = |(earlier, transaction): (&Step, &usize)| {
            let mut strong = locks(&earlier.action.what).into_iter().filter(|(_, lock)| *lock == Lock::AccessExclusive);
            *transaction == transactions[at] && strong.any(|(locked, _)| locked.is_same(table))
        };
        if steps.iter().zip(&transactions).take(at).any(is_locked) {
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("updates all rows of `{table}` in one statement"))
                .label("every row stays locked until the transaction ends")
                .why(
                    "Whoever writes to one of these rows waits until the transaction ends, every row is written a second time \
                     before any space is free again, and replicas fall behind.",
                )
                .help(
                    "update a few thousand rows at a time, each batch in a transaction of its own, from a script outside the \
                     migration",
                ),
        );
    }
}
