#![doc = include_str!("transaction_control.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::migration::Transaction;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, TransactionControl};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "transaction-control",
        summary: "script ends the migration tool's transaction before its last statement",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Correctness,
        expects: None,
        page: include_str!("transaction_control.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

/// Only for tools that open a transaction: with the others, BEGIN and COMMIT are the way to get one.
fn check(script: &ScriptContext, sink: &mut Sink) {
    if !matches!(script.transaction, Transaction::Whole | Transaction::WholeExcept(_) | Transaction::Own) {
        return;
    }
    let tool = script.layout().tool;
    let steps: Vec<_> = script.steps().collect();
    let last_work = steps.iter().rposition(works);
    let mut open: Option<&Step> = None;
    for (at, step) in steps.iter().enumerate() {
        match step.action.operation {
            Operation::Transaction(TransactionControl::Begin) => open = Some(step),
            Operation::Transaction(control @ (TransactionControl::Commit | TransactionControl::Rollback)) => {
                open = None;
                let Some(next) = steps.get(at + 1).filter(|_| last_work > Some(at)) else {
                    continue;
                };
                let (word, label) = ending(script, step, control);
                let line = script.position(next.statement.span.start).line;
                sink.report(
                    script
                        .diagnostic(&RULE.info, step, format!("{word} ends the transaction of {tool} before the last statement"))
                        .label(label)
                        .why(format!("If a statement from line {line} on fails, part of the migration stays applied and its version is not recorded: the next run starts again from the first statement."))
                        .help(format!("leave the transaction to {tool}, and move what must be committed first into a migration of its own")),
                );
                return;
            }
            _ => {}
        }
    }
    if let Some(begin) = open.filter(|_| !script.script.is_cut) {
        sink.report(
            script
                .diagnostic(&RULE.info, begin, "BEGIN has no matching COMMIT")
                .label("the script never commits it")
                .why(format!("{tool} has already opened a transaction: a second BEGIN only produces a warning, and without its COMMIT it depends on {tool} whether the script has any effect."))
                .help(format!("remove BEGIN: {tool} runs the script in a transaction")),
        );
    }
}

/// The statement that ends the transaction, and what happens to the statements above it.
fn ending(script: &ScriptContext, step: &Step, control: TransactionControl) -> (&'static str, &'static str) {
    let is_prepared = || script.text(&step.statement.span).trim_start().to_lowercase().starts_with("prepare");
    match control {
        TransactionControl::Rollback => ("ROLLBACK", "the statements above are undone"),
        _ if is_prepared() => ("PREPARE TRANSACTION", "the statements above wait for COMMIT PREPARED"),
        _ => ("COMMIT", "the statements above stay committed if a later one fails"),
    }
}

/// Whether a statement may fail or leave something behind.
fn works(step: &Step) -> bool {
    !matches!(step.action.operation, Operation::Transaction(_) | Operation::Set { .. } | Operation::Query { .. })
}
