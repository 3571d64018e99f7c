#![doc = include_str!("blocking_index.md")]

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
    for step in script.steps() {
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
                .why(format!(
                    "On every PostgreSQL it blocks {}, for as long as reading the whole table takes.",
                    Lock::Share.blocks()
                ))
                .help(help(create, &step)),
        );
    }
}

fn help(create: &CreateIndex, step: &Step) -> String {
    let unique = if create.unique { "unique " } else { "" };
    let name = create.name.as_deref().map(|name| format!("{} ", quoted(name))).unwrap_or_default();
    let statement = format!("create {unique}index concurrently {name}on {} {}", create.table, create.rest);
    let statement = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    match step.in_transaction {
        Some(true) => format!("in a migration of its own, outside a transaction: `{statement}`"),
        _ => format!("`{statement}`"),
    }
}
