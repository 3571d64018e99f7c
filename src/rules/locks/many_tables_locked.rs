#![doc = include_str!("many_tables_locked.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name};
use crate::rules::context::lock_advice::{Held, steps_ahead, transactions};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};

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

/// The number of tables from which the rule reports tables that nothing is known to link.
const MANY: usize = 3;

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps = steps_ahead(script);
    let mut held = Held::default();
    let mut reported = None;
    for (step, transaction) in steps.iter().zip(transactions(&steps)) {
        let before = held.at(transaction).len();
        let is_more = held.take(transaction, step, |table| script.is_in_use(table, step));
        let tables = held.at(transaction);
        if !is_more || reported == Some(transaction) {
            continue;
        }
        let of_link = linked(script, tables, before, step).map(|(one, other)| {
            let names = format!("`{one}` and `{other}`");
            (
                format!("one transaction locks {names} {}, and a foreign key links them", Lock::AccessExclusive),
                "An INSERT, UPDATE or DELETE of either table locks the other one too, for the foreign key. One that \
                 began before can hold the table that the migration waits for and wait for the one that it holds: \
                 PostgreSQL then cancels one of the two.",
            )
        });
        let of_number = || {
            let names: Vec<String> = tables.iter().map(|name| format!("`{name}`")).collect();
            (
                format!(
                    "one transaction locks {} tables {}: {}",
                    tables.len(),
                    Lock::AccessExclusive,
                    names.join(", ")
                ),
                "A transaction that uses these tables in a different order can deadlock with the migration, and \
                 PostgreSQL then cancels one of the two.",
            )
        };
        let found = of_link.or_else(|| (tables.len() >= MANY).then(of_number));
        if let Some((message, why)) = found {
            reported = Some(transaction);
            sink.report(diagnostic(script, step, message, why));
        }
    }
}

fn diagnostic(script: &ScriptContext, step: &Step, message: String, why: &str) -> Diagnostic {
    script
        .diagnostic(&RULE.info, step, message)
        .label(format!("{} locks on all of them until the transaction ends", Lock::AccessExclusive))
        .why(format!(
            "{why} Until the migration's transaction ends, the locks block {} on all of these tables.",
            Lock::AccessExclusive.blocks()
        ))
        .help("alter each table in a migration of its own")
}

/// A table that a foreign key links with one that the step adds to the locked ones.
fn linked<'a>(script: &ScriptContext, tables: &[&'a Name], before: usize, step: &Step) -> Option<(&'a Name, &'a Name)> {
    let (old, new) = tables.split_at_checked(before)?;
    let pairs = new.iter().flat_map(|new| old.iter().map(move |old| (*old, *new)));
    let mut pairs = pairs.filter(|(one, other)| !one.is_same(other));
    pairs.find(|(one, other)| script.is_linked(one, other, step))
}
