#![doc = include_str!("create_partition_of.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name};
use crate::rules::context::lock_advice::{held, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{CreateTable, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "create-partition-of",
        summary: "creating a partition locks the whole partitioned table",
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
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("creating partition `{}` blocks reads and writes on all of `{parent}`", create.table),
                )
                .label(format!("{} lock on `{parent}`", Lock::AccessExclusive))
                .why(format!(
                    "{} The statement first waits for all running queries on `{parent}`. ATTACH PARTITION takes only \
                     a {} lock, which does not block reads and writes.",
                    held(Lock::AccessExclusive, &format!("on `{parent}` until the transaction ends")),
                    Lock::ShareUpdateExclusive
                ))
                .help(help(script, &step, create, parent)),
        );
    }
}

fn help(script: &ScriptContext, step: &Step, create: &CreateTable, parent: &Name) -> String {
    let table = &create.table;
    let create_table = format!("create table {table} (like {parent} including defaults including constraints)");
    let written = one_line(&script.text(&step.action.span));
    let lower = written.to_ascii_lowercase();
    let bounds = lower.find(" for values ").filter(|_| lower.len() == written.len());
    let is_simple = !create.is_partitioned && !lower.contains(" with (") && !lower.contains(" tablespace ");
    match bounds.filter(|_| is_simple) {
        Some(at) => format!(
            "create the table on its own and attach it: `{create_table}; alter table {parent} attach \
             partition {table}{}`",
            &written[at..]
        ),
        None => format!(
            "create it as a table of its own, then attach it: `alter table {parent} attach partition {table} …`"
        ),
    }
}
