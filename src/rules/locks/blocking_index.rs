#![doc = include_str!("blocking_index.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, Object, ObjectKind, quoted};
use crate::rules::context::lock_advice::{held, one_line, outside_transaction, part_name, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{CreateIndex, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-index",
        summary: "index build blocks writes to the table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Scan),
        page: include_str!("blocking_index.md"),
    },
    scope: Scope::File,
    needs: Needs::Conventions,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    if !script.options().is_enforced(RULE.info.id) && !script.builds_concurrently() {
        return;
    }
    for step in steps_ahead(script) {
        let Operation::CreateIndex(create) = &step.action.operation else {
            continue;
        };
        if create.concurrently || create.only || !script.is_in_use(&create.table, &step) {
            continue;
        }
        if is_built(script, create, &step) || script.is_on_every_partition(create) {
            continue;
        }
        let table = &create.table;
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("index build on `{table}` blocks writes"))
                .label(format!("{} lock until the index is built", Lock::Share))
                .why(held(Lock::Share, "until the whole table is scanned and sorted"))
                .help(help(script, create, &step)),
        );
    }
}

/// Whether `IF NOT EXISTS` finds an index that an earlier migration built.
fn is_built(script: &ScriptContext, create: &CreateIndex, step: &Step) -> bool {
    let schema = create.table.schema.clone();
    let index = create.name.clone().map(|name| Object::new(ObjectKind::Index, Name { schema, name }));
    create.if_not_exists && index.is_some_and(|index| script.already_exists(&index, step))
}

fn help(script: &ScriptContext, create: &CreateIndex, step: &Step) -> String {
    let unique = if create.unique { "unique " } else { "" };
    let (table, rest) = (&create.table, &create.rest);
    if script.is_partitioned(table, step) {
        let name = create.name.as_deref().map_or_else(|| part_name(table, &[], "idx"), quoted);
        let only = one_line(&format!("create {unique}index {name} on only {table} {rest}"));
        return format!(
            "create the index on the partitioned table only, which does not support CONCURRENTLY: `{only}`, then for \
             each partition CREATE {}INDEX CONCURRENTLY and ALTER INDEX {name} ATTACH PARTITION",
            unique.to_ascii_uppercase()
        );
    }
    let name = create.name.as_deref().map(|name| format!("{} ", quoted(name))).unwrap_or_default();
    let index = one_line(&format!("create {unique}index concurrently {name}on {table} {rest}"));
    outside_transaction(script, step, "build it concurrently", &index)
}
