#![doc = include_str!("impossible_in_transaction.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::migration::Transaction;
use crate::object::ObjectKind;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{NonTransactional, Operation, TransactionKind, Within};
use std::cell::OnceCell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "impossible-in-transaction",
        summary: "statement cannot run inside a transaction block",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Correctness,
        expects: None,
        page: include_str!("impossible_in_transaction.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let detach = OnceCell::new();
    for step in script.steps() {
        let Some(statement) = non_transactional(script, &step, &detach) else {
            continue;
        };
        let Some((transaction, help)) = transaction_around(script, &step, statement) else {
            continue;
        };
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{} cannot run inside {transaction}", statement.name()))
                .label("not allowed in a transaction block")
                .why(if statement.is_of_block() {
                    "PostgreSQL rejects it there with `invalid transaction termination`: a DO block can only end the \
                     transaction that its own statement has begun."
                } else {
                    "Every PostgreSQL version rejects the statement there with `cannot run inside a transaction block`, \
                     because it commits on its own or cannot be rolled back."
                })
                .help(help),
        );
    }
}

/// The statement that PostgreSQL rejects in a transaction block. A subscription can be dropped in
/// one after an earlier statement of the script has detached it from its replication slot; `detach` is the first
/// statement that does.
fn non_transactional(
    script: &ScriptContext,
    step: &Step,
    detach: &OnceCell<Option<usize>>,
) -> Option<NonTransactional> {
    let statement = step.action.operation.non_transactional()?;
    let detaches_slot = |earlier: &Step| {
        matches!(&earlier.action.operation, Operation::Alter { object, .. } if object.kind == ObjectKind::Subscription)
            && script.text(&earlier.statement.span).to_lowercase().contains("slot_name")
    };
    let first_detach = || *detach.get_or_init(|| script.steps().find(detaches_slot).map(|step| step.index));
    let is_without_slot =
        statement == NonTransactional::DropSubscription && first_detach().is_some_and(|first| first < step.index);
    (!is_without_slot).then_some(statement)
}

/// The transaction around the statement, and how to avoid it; none where it can run.
fn transaction_around(script: &ScriptContext, step: &Step, statement: NonTransactional) -> Option<(String, String)> {
    let tool = script.layout().tool;
    if matches!(step.action.within, Within::Do { .. }) && !statement.is_of_block() {
        return Some((
            "a DO block, which always runs in a transaction".to_owned(),
            "write it as a statement of its own, outside the DO block".to_owned(),
        ));
    }
    if step.in_own_transaction {
        let it = if statement.is_of_block() { "the DO block" } else { "it" };
        return Some((
            "the transaction that the script opens".to_owned(),
            format!("move {it} after the COMMIT, or into a migration of its own"),
        ));
    }
    match script.transaction {
        Transaction::Whole | Transaction::Shared => {
            let is_shared = script.transaction == Transaction::Shared;
            Some((format!("the transaction of {tool}"), without_transaction(tool, statement, is_shared)))
        }
        // The tool sends the statements of its batch with the extended protocol, where a block may end what it begins.
        Transaction::WholeExcept(_) if statement.is_of_block() => None,
        transaction @ Transaction::WholeExcept(_)
            if !transaction.runs_outside(TransactionKind::Outside(statement)) && !begins_batch(script, step) =>
        {
            let help = match statement {
                NonTransactional::ReindexSchema | NonTransactional::ReindexDatabase => {
                    format!(
                        "add CONCURRENTLY, because {tool} runs `{} concurrently` outside its transaction",
                        statement.name().to_lowercase()
                    )
                }
                _ => "move it to the beginning of a migration of its own".to_owned(),
            };
            Some((format!("the transaction of {tool}"), help))
        }
        Transaction::Message if script.script.statements.len() > 1 => Some((
            format!("a message of several statements, which {tool} sends as one transaction"),
            "move it into a migration of its own, without any other statement".to_owned(),
        )),
        _ => None,
    }
}

/// The way to run the statement without the transaction of a tool, which may be one of all pending scripts.
fn without_transaction(tool: &str, statement: NonTransactional, is_shared: bool) -> String {
    let word = statement.name().split_whitespace().next().unwrap_or_default();
    match (statement.is_of_block(), is_shared) {
        (true, true) => format!("remove {word} from the DO block: {tool} commits the work itself"),
        (true, false) => format!(
            "move the DO block into a migration of its own, and turn off the transaction of {tool} there; or remove {word} \
             from the block"
        ),
        (false, _) => {
            format!("move it into a migration of its own, and turn off the transaction of {tool} there")
        }
    }
}

/// Whether no statement of the tool's batch is before this one. After one that commits on its own a new transaction
/// begins.
fn begins_batch(script: &ScriptContext, step: &Step) -> bool {
    let mut before = script.steps().filter(|other| other.index + 1 == step.index);
    step.index == 0 || before.any(|before| before.action.operation.non_transactional().is_some())
}
