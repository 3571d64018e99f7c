#![doc = include_str!("many_tables_locked.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::Lock;
use crate::rules::context::lock_advice::{Held, steps_ahead, transactions};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "many-tables-locked",
        summary: "one transaction locks several tables ACCESS EXCLUSIVE",
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

/// The number of tables from which the rule reports.
const MANY: usize = 3;

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let mut held = Held::default();
    for (step, transaction) in steps.iter().zip(transactions(&steps)) {
        let before = held.at(transaction).len();
        let is_more = held.take(transaction, step, |table| script.is_in_use(table, step));
        let tables = held.at(transaction);
        if !is_more || before >= MANY || tables.len() < MANY {
            continue;
        }
        let names: Vec<String> = tables.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(", ");
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    step,
                    format!("one transaction locks {} tables {}: {names}", tables.len(), Lock::AccessExclusive),
                )
                .label(format!("{} locks on all of them until the transaction ends", Lock::AccessExclusive))
                .why(format!(
                    "A transaction that uses these tables in a different order can deadlock with the migration, and \
                     PostgreSQL then cancels one of the two. Until the migration's transaction ends, the locks block \
                     {} on all of these tables.",
                    Lock::AccessExclusive.blocks()
                ))
                .help("alter each table in a migration of its own"),
        );
    }
}
