#![doc = include_str!("create_partition_of.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name};
use crate::rules::context::lock_advice::{held, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{CreateTable, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "create-partition-of",
        summary: "a new partition locks the whole partitioned table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Lock),
        page: include_str!("create_partition_of.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::CreateTable(create) = &step.action.operation else {
            continue;
        };
        let Some(parent) = create.partition_of.as_ref().filter(|parent| script.is_in_use(parent, &step)) else {
            continue;
        };
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("locks all of `{parent}` to create a partition of it"))
                .label(format!("{} lock on `{parent}`", Lock::AccessExclusive))
                .why(format!(
                    "{} ATTACH PARTITION takes only {} there, and reads and writes go on.",
                    held(Lock::AccessExclusive, &format!("of `{parent}` and waits for all that run")),
                    Lock::ShareUpdateExclusive
                ))
                .help(help(script, &step, create, parent)),
        );
    }
}

fn help(script: &ScriptContext, step: &Step, create: &CreateTable, parent: &Name) -> String {
    let table = &create.table;
    let make = format!("create table {table} (like {parent} including defaults including constraints)");
    let written = one_line(&script.text(&step.action.span));
    let lower = written.to_ascii_lowercase();
    let bounds = lower.find(" for values ").filter(|_| lower.len() == written.len());
    let is_simple = !create.is_partitioned && !lower.contains(" with (") && !lower.contains(" tablespace ");
    match bounds.filter(|_| is_simple) {
        Some(at) => format!("`{make}; alter table {parent} attach partition {table}{}`", &written[at..]),
        None => format!("create it as a table of its own first, then ALTER TABLE {parent} ATTACH PARTITION {table}"),
    }
}
