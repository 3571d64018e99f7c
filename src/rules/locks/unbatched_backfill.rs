#![doc = include_str!("unbatched_backfill.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::rules::context::lock_advice::{Held, is_of_all_rows, steps_ahead, transactions};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unbatched-backfill",
        summary: "one statement updates all rows of a table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: None,
        page: include_str!("unbatched_backfill.md"),
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
        // Under a stronger lock, `backfill-beside-ddl` reports it.
        let is_locked = updated.is_some_and(|table| held.holds(transaction, table));
        held.take(transaction, step, |_| true);
        let Some(table) = updated.filter(|table| !is_locked && script.is_in_use(table, step)) else {
            continue;
        };
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("one statement updates all rows of `{table}`"))
                .label("every row stays locked until the transaction ends")
                .why(
                    "Other writes to these rows wait until the transaction ends, every row is written a second time \
                     before any space can be reused, and replicas fall behind.",
                )
                .help(
                    "update a few thousand rows at a time, each batch in its own transaction, from a script outside \
                     the migration",
                ),
        );
    }
}
