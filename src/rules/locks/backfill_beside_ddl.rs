#![doc = include_str!("backfill_beside_ddl.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{Held, held as blocked, is_of_all_rows, steps_ahead, transactions};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "backfill-beside-ddl",
        summary: "UPDATE of all rows runs under the lock of an earlier DDL statement",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: None,
        page: include_str!("backfill_beside_ddl.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let mut held = Held::default();
    for (step, transaction) in steps.iter().zip(transactions(&steps)) {
        let updated = is_of_all_rows(script, step);
        let is_locked = updated.is_some_and(|table| held.holds(transaction, table));
        held.take(transaction, step, |_| true);
        let Some(table) = updated.filter(|table| is_locked && script.is_in_use(table, step)) else {
            continue;
        };
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    step,
                    format!("UPDATE of all rows of `{table}` runs under an {} lock", Lock::AccessExclusive),
                )
                .label(format!("the {} lock of the earlier statement is still held", Lock::AccessExclusive))
                .why(blocked(
                    Lock::AccessExclusive,
                    &format!("on `{table}` until the transaction ends, which includes the update of all rows"),
                ))
                .help("move the UPDATE to a later migration, and run it in batches if the table is large"),
        );
    }
}
