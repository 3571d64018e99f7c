#![doc = include_str!("many_tables_locked.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{Held, steps_ahead, transactions};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "many-tables-locked",
        summary: "several tables are locked against every read and write in one transaction",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: None,
        page: include_str!("many_tables_locked.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

/// From how many tables on they are many.
const MANY: usize = 3;

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let mut held = Held::default();
    for (step, transaction) in steps.iter().zip(transactions(&steps)) {
        let before = held.at(transaction).len();
        let is_more = held.take(step, |table| script.is_in_use(table, step));
        let tables = held.at(transaction);
        if !is_more || before >= MANY || tables.len() < MANY {
            continue;
        }
        let names: Vec<String> = tables.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(", ");
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("locks a third table in one transaction: {names}"))
                .label(format!("{} locks on all of them until it ends", Lock::AccessExclusive))
                .why(format!(
                    "Whoever uses these tables in another order meets the migration half way, and PostgreSQL cancels one of the \
                     two (deadlock). Until the end {} of all of them waits.",
                    Lock::AccessExclusive.blocks()
                ))
                .help("give each table a migration of its own"),
        );
    }
}
