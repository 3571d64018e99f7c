#![doc = include_str!("blocking_index.md")]

use super::safer::{held, one_line, outside_transaction, part_name, steps_ahead};
use super::{Check, Rule, Scope, ScriptSubject, Sink, Step};
use crate::diagnostic::{Preset, RuleInfo, Severity};
use crate::sql::{CreateIndex, Lock, What, quoted};

pub(super) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-index",
        summary: "an index is built while writes to its table wait",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        page: include_str!("blocking_index.md"),
    },
    scope: Scope::File,
    check: Check::Script(check),
};

fn check(script: &ScriptSubject, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let What::CreateIndex(create) = &step.action.what else {
            continue;
        };
        if create.concurrently || create.only || !script.is_in_use(&create.table, &step) {
            continue;
        }
        let table = &create.table;
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("builds an index on `{table}` while writes to it wait"))
                .label(format!("{} lock until the index is built", Lock::Share))
                .why(held(Lock::Share, "until the whole table is read and sorted"))
                .help(help(script, create, &step)),
        );
    }
}

fn help(script: &ScriptSubject, create: &CreateIndex, step: &Step) -> String {
    let unique = if create.unique { "unique " } else { "" };
    let (table, rest) = (&create.table, &create.rest);
    if script.is_partitioned(table, step) {
        let name = create.name.as_deref().map_or_else(|| part_name(table, &[], "idx"), quoted);
        let only = one_line(&format!("create {unique}index {name} on only {table} {rest}"));
        return format!(
            "CONCURRENTLY cannot be used on the partitioned `{table}` itself: `{only}`, then for each partition CREATE {}INDEX \
             CONCURRENTLY and ALTER INDEX {name} ATTACH PARTITION",
            unique.to_ascii_uppercase()
        );
    }
    let name = create.name.as_deref().map(|name| format!("{} ", quoted(name))).unwrap_or_default();
    outside_transaction(script, step, &one_line(&format!("create {unique}index concurrently {name}on {table} {rest}")))
}
