#![doc = include_str!("transaction_control.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::migration::Transaction;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, TransactionControl};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "transaction-control",
        summary: "a script ends the transaction of the tool before its last statement",
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

/// Only for tools that open a transaction themselves: with the others BEGIN and COMMIT are
/// the way to have one.
fn check(script: &ScriptContext, sink: &mut Sink) {
    if !matches!(script.transaction, Transaction::Whole | Transaction::WholeButLifts) {
        return;
    }
    let tool = script.layout().tool;
    let steps: Vec<_> = script.steps().collect();
    let mut open: Option<&Step> = None;
    for (at, step) in steps.iter().enumerate() {
        match step.action.operation {
            Operation::Transaction(TransactionControl::Begin) => open = Some(step),
            Operation::Transaction(control @ (TransactionControl::Commit | TransactionControl::Rollback)) => {
                open = None;
                let Some(next) = steps.get(at + 1).filter(|_| steps[at + 1..].iter().any(works)) else {
                    continue;
                };
                let word = if control == TransactionControl::Commit { "COMMIT" } else { "ROLLBACK" };
                let line = crate::text::position(script.content, next.statement.span.start).line;
                sink.report(
                    script
                        .diagnostic(&RULE.info, step, format!("{word} ends the transaction of {tool} in the middle of the script"))
                        .label("what stands above stays, whatever fails below")
                        .why(format!("When a statement from line {line} on fails, half of the migration has happened and no version is recorded: the next run starts again from the top."))
                        .help(format!("leave the transaction to {tool}, and put what must be committed first into a migration of its own")),
                );
                return;
            }
            _ => {}
        }
    }
    if let Some(begin) = open {
        sink.report(
            script
                .diagnostic(&RULE.info, begin, "BEGIN without a COMMIT")
                .label("never committed by the script")
                .why(format!("{tool} has a transaction open already; a second BEGIN only warns, and without its COMMIT it depends on {tool} whether anything of the script stays."))
                .help(format!("leave BEGIN out: {tool} runs the script in a transaction")),
        );
    }
}

/// True for what may fail or leave something behind.
fn works(step: &Step) -> bool {
    !matches!(step.action.operation, Operation::Transaction(_) | Operation::Set { .. } | Operation::Query { .. })
}
