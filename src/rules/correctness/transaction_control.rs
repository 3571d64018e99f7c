#![doc = include_str!("transaction_control.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::migration::Transaction;
use crate::migration::layout::LeftOpen;
use crate::rules::context::transactions::{cost_of_end, remedy_of_end};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, TransactionControl};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "transaction-control",
        summary: "script leaves its transaction open, or ends that of the migration tool",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("transaction_control.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps: Vec<_> = script.steps().collect();
    if !check_refused(script, &steps, sink) && !check_undone(script, &steps, sink) && !check_ended(script, &steps, sink)
    {
        check_left_open(script, &steps, sink);
    }
}

/// Whether the tool opens a transaction around the script.
fn is_inside(script: &ScriptContext) -> bool {
    script.transaction.is_of_tool()
}

/// Reports a statement that ends the tool's transaction, where the tool then fails.
fn check_refused(script: &ScriptContext, steps: &[Step], sink: &mut Sink) -> bool {
    let refused = if script.refuses_ended && is_inside(script) { last_end(script, steps) } else { None };
    let Some((step, control)) = refused else { return false };
    let tool = script.layout().tool;
    let (word, label) = ending(script, step, control);
    let diagnostic = script
        .diagnostic(&RULE.info, step, format!("{word} ends the transaction of {tool}, whose own COMMIT then fails"))
        .severity(Severity::Error)
        .label(label)
        .why(format!("{tool} stops at this migration after the statements have run, and every later deployment stops there as well."))
        .help(format!("remove BEGIN and {word}: {tool} runs the script in a transaction"));
    sink.report(diagnostic);
    true
}

/// The transaction that a ROLLBACK ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// That of the tool around the script.
    Tools,
    /// That of the tool around all pending scripts.
    Shared,
    /// That of the server around the statements of a message.
    Message,
    /// That of the script, which does nothing else.
    Own,
    /// The one in which the project may run the script.
    Possible,
}

/// Reports a ROLLBACK that undoes work which the tool records as applied.
fn check_undone(script: &ScriptContext, steps: &[Step], sink: &mut Sink) -> bool {
    let Some((step, ended)) = undone(script, steps).filter(|_| !script.script.is_cut) else { return false };
    let tool = script.layout().tool;
    let records = format!("{tool} reports no error and records the migration as applied");
    let (why, help) = match ended {
        Ended::Tools => (
            format!("{tool} runs the script in a transaction, which this statement rolls back; {records}."),
            "remove ROLLBACK, and BEGIN if there is one",
        ),
        Ended::Shared => (
            format!("{tool} runs all pending migrations in one transaction, which this statement rolls back, those before this one included; {records}."),
            "remove ROLLBACK, and BEGIN if there is one",
        ),
        Ended::Message => (
            format!("{tool} sends the statements together, which the server runs as one transaction; this statement rolls it back, and {records}."),
            "remove ROLLBACK",
        ),
        Ended::Own => {
            (format!("The script rolls back everything that it does, and {records}."), "write `COMMIT;` in place of ROLLBACK")
        }
        Ended::Possible => (
            "psql runs each statement in a transaction of its own, so that there is nothing to roll back; with `--single-transaction` everything above is undone.".to_owned(),
            "remove ROLLBACK",
        ),
    };
    let severity = if ended == Ended::Possible { Severity::Warning } else { Severity::Error };
    let diagnostic = script
        .diagnostic(&RULE.info, step, "ROLLBACK undoes the statements above it")
        .severity(severity)
        .label("the statements above are undone")
        .why(why)
        .help(help);
    sink.report(diagnostic);
    true
}

/// The statement that undoes the work of the script, or of scripts before it.
fn undone<'s, 'a>(script: &ScriptContext, steps: &'s [Step<'a>]) -> Option<(&'s Step<'a>, Ended)> {
    let around = match script.transaction {
        Transaction::Shared => Some(Ended::Shared),
        _ if is_inside(script) => Some(Ended::Tools),
        Transaction::Message if script.script.statements.len() > 1 => Some(Ended::Message),
        _ => None,
    };
    let (mut open, mut has_work, mut keeps, mut own) = (around, around == Some(Ended::Shared), false, None);
    for step in steps {
        match &step.action.operation {
            Operation::Transaction(TransactionControl::Begin) => open = Some(open.unwrap_or(Ended::Own)),
            Operation::Transaction(TransactionControl::Rollback) => {
                match open.filter(|_| has_work) {
                    Some(Ended::Own) => own = Some((step, Ended::Own)),
                    Some(ended) => return Some((step, ended)),
                    None if keeps && script.transaction == Transaction::Unknown => {
                        return Some((step, Ended::Possible));
                    }
                    None => {}
                }
                (open, has_work) = (around.filter(|around| *around == Ended::Message), false);
            }
            Operation::Transaction(TransactionControl::Commit) => {
                keeps |= has_work;
                (open, has_work) = (around.filter(|around| *around == Ended::Message), false);
            }
            _ if works(step) && open.is_some() => has_work = true,
            _ => keeps |= works(step),
        }
    }
    own.filter(|_| !keeps && !has_work)
}

/// Reports a statement that ends the tool's transaction. With tools that open none, BEGIN and COMMIT are the way to get
/// one.
fn check_ended(script: &ScriptContext, steps: &[Step], sink: &mut Sink) -> bool {
    if !is_inside(script) && script.transaction != Transaction::Own {
        return false;
    }
    let tool = script.layout().tool;
    let last_work = steps.iter().rposition(works);
    for (at, step) in steps.iter().enumerate() {
        let Some(control) = end(step) else { continue };
        let Some(next) = steps.get(at + 1).filter(|_| last_work > Some(at)) else { continue };
        let (word, label) = ending(script, step, control);
        let line = script.position(next.statement.span.start).line;
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    step,
                    format!("{word} ends the transaction of {tool} before the last statement"),
                )
                .label(label)
                .why(cost_of_end(script, line))
                .help(remedy_of_end(script)),
        );
        return true;
    }
    false
}

/// Reports a transaction that the script begins and does not end.
fn check_left_open(script: &ScriptContext, steps: &[Step], sink: &mut Sink) {
    let is_begin = |step: &&Step| step.action.operation == Operation::Transaction(TransactionControl::Begin);
    let ended = steps.iter().rposition(|step| end(step).is_some()).map_or(0, |end| end + 1);
    let Some(begin) = steps[ended..].iter().find(is_begin).filter(|_| !script.script.is_cut) else { return };
    let tool = script.layout().tool;
    let diagnostic =
        script.diagnostic(&RULE.info, begin, "BEGIN has no matching COMMIT").label("the script never commits it");
    if is_inside(script) {
        sink.report(
            diagnostic
                .severity(Severity::Error)
                .why(format!("{tool} has already opened a transaction, so this BEGIN only produces a warning, and {tool} commits the work itself."))
                .help(format!("remove BEGIN: {tool} runs the script in a transaction")),
        );
        return;
    }
    let why = match script.left_open {
        LeftOpen::Lost => {
            "Nothing commits the work: it is lost when the connection is closed, and no error is reported.".to_owned()
        }
        LeftOpen::Kept => format!(
            "{tool} goes on in this transaction and reports no error: the work of this migration and of those after it is lost when {tool} disconnects, unless a later one commits it."
        ),
        LeftOpen::StopsNext => format!(
            "{tool} reports no error here, but cannot begin the transaction of the next migration. The work is lost when it disconnects."
        ),
        LeftOpen::Refused => {
            format!("{tool} cannot record the migration inside this transaction: it stops, and the work is lost.")
        }
    };
    sink.report(diagnostic.severity(Severity::Error).why(why).help("add `COMMIT;` at the end, or remove BEGIN"));
}

/// The way in which a step ends a transaction.
fn end(step: &Step) -> Option<TransactionControl> {
    match step.action.operation {
        Operation::Transaction(control @ (TransactionControl::Commit | TransactionControl::Rollback)) => Some(control),
        _ => None,
    }
}

/// The last statement that ends a transaction, unless the script begins another one after it.
fn last_end<'s, 'a>(script: &ScriptContext, steps: &'s [Step<'a>]) -> Option<(&'s Step<'a>, TransactionControl)> {
    let at = steps.iter().rposition(|step| end(step).is_some()).filter(|_| !script.script.is_cut)?;
    let begins = |step: &Step| step.action.operation == Operation::Transaction(TransactionControl::Begin);
    let control = end(&steps[at]).filter(|_| !steps[at..].iter().any(begins))?;
    Some((&steps[at], control))
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
