#![doc = include_str!("impossible_in_transaction.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::migration::Transaction;
use crate::object::ObjectKind;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Kind, NonTransactional, Operation, TransactionControl, TransactionKind, Within, tokens};
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
    check_modes(script, sink);
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

/// Reports modes of a transaction that are set after its first query.
fn check_modes(script: &ScriptContext, sink: &mut Sink) {
    let pending = script.pending.map(|pending| &pending.last);
    // The first query of the transaction: a statement of the script, or a whole migration.
    let mut query =
        pending.map(|path| (format!("`{path}`, which {} runs in the same transaction", script.layout().tool), true));
    let (mut is_set, mut is_read_only) = (false, false);
    for step in script.steps() {
        let line = || script.position(step.statement.span.start).line;
        let text = || words_of(&script.text(&step.statement.span));
        match &step.action.operation {
            Operation::Transaction(TransactionControl::Inside) if step.in_transaction == Some(true) => {
                let words = text();
                if words.starts_with("savepoint ") {
                    query.get_or_insert_with(|| (format!("the savepoint in line {}", line()), false));
                    continue;
                }
                let mode = late_mode(&words, is_read_only);
                is_read_only |= words.contains("read only");
                let Some(mode) = mode else { continue };
                if let Some((first, is_pending)) = query.as_ref().filter(|_| !is_set) {
                    report_late(script, &step, (mode, first, *is_pending), sink);
                }
                is_set |= mode != READ_WRITE;
            }
            Operation::Transaction(TransactionControl::Inside) | Operation::Set { .. } | Operation::Lock { .. } => {}
            Operation::Transaction(_) => (query, is_set, is_read_only) = (None, false, false),
            _ if step.in_transaction == Some(true) && query.is_none() && !needs_no_snapshot(&text()) => {
                query = Some((format!("the statement in line {}", line()), false));
            }
            _ => {}
        }
    }
}

/// The words of a statement in lower case, with a blank between them.
fn words_of(statement: &str) -> String {
    let words = tokens(statement.as_bytes()).filter(|token| token.kind == Kind::Word);
    words.map(|token| statement[token.span].to_ascii_lowercase()).collect::<Vec<_>>().join(" ")
}

/// Whether a statement is not a query for `PostgreSQL` (`PlannedStmtRequiresSnapshot` in its `pquery.c`).
fn needs_no_snapshot(words: &str) -> bool {
    const FIRST: [&str; 7] = ["checkpoint", "fetch", "listen", "move", "notify", "show", "unlisten"];
    words.split(' ').next().is_some_and(|word| FIRST.contains(&word))
}

const READ_WRITE: &str = "SET TRANSACTION READ WRITE";

/// The mode that a `SET TRANSACTION` sets, if PostgreSQL accepts it before the first query only. The level that it has
/// anyway is accepted.
fn late_mode(words: &str, is_read_only: bool) -> Option<&'static str> {
    let modes = words.strip_prefix("set transaction ")?;
    if modes.contains("deferrable") {
        return Some("SET TRANSACTION [NOT] DEFERRABLE");
    }
    if modes.contains("read write") && is_read_only {
        return Some(READ_WRITE);
    }
    let level = modes.split_once("isolation level ")?.1;
    (!level.starts_with("read committed")).then_some("SET TRANSACTION ISOLATION LEVEL")
}

fn report_late(script: &ScriptContext, step: &Step, (mode, first, is_pending): (&str, &str, bool), sink: &mut Sink) {
    let help = if is_pending {
        format!("remove the statement, or publish and deploy {} first", first.split(',').next().unwrap_or_default())
    } else {
        "move it above the first statement of the transaction, or remove it".to_owned()
    };
    sink.report(
        script
            .diagnostic(&RULE.info, step, format!("{mode} follows a query of the same transaction"))
            .label("only before the first query or savepoint")
            .why(format!("PostgreSQL accepts it before the first query of a transaction and outside savepoints only: {first} is before it."))
            .help(help),
    );
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
        // The script has ended the transaction in an earlier message.
        Transaction::Whole | Transaction::Shared if step.in_transaction == Some(false) => None,
        Transaction::Whole | Transaction::Shared => {
            Some((format!("the transaction of {tool}"), without_transaction(script, statement)))
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
fn without_transaction(script: &ScriptContext, statement: NonTransactional) -> String {
    let (tool, hint) = (script.layout().tool, script.layout().no_transaction_hint);
    let word = statement.name().split_whitespace().next().unwrap_or_default();
    if statement.is_of_block() {
        return match hint {
            Some(hint) => format!("put the DO block {hint}, or remove {word} from the block"),
            None => format!("remove {word} from the DO block: {tool} commits the work itself"),
        };
    }
    match (hint, script.layout().statement_break) {
        (Some(hint), _) => format!("put the statement {hint}"),
        (None, Some(mark)) => format!(
            "write `COMMIT;{mark}` on a line above it, and nothing else before the next `{mark}`; what has run is then not rolled \
             back when a later statement fails"
        ),
        (None, None) => format!("run the statement with psql, because {tool} would run it in a transaction"),
    }
}

/// Whether no statement of the tool's batch is before this one. After one that commits on its own a new transaction
/// begins.
fn begins_batch(script: &ScriptContext, step: &Step) -> bool {
    let mut before = script.steps().filter(|other| other.index + 1 == step.index);
    step.index == 0 || before.any(|before| before.action.operation.non_transactional().is_some())
}
