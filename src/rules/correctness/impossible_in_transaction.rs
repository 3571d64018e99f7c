#![doc = include_str!("impossible_in_transaction.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::migration::Transaction;
use crate::object::ObjectKind;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{NonTransactional, Operation, Within};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "impossible-in-transaction",
        summary: "a statement stands in a transaction that cannot hold it",
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
    for step in script.steps() {
        let Some(statement) = non_transactional(script, &step) else {
            continue;
        };
        let Some((where_, help)) = holder(script, &step, statement) else {
            continue;
        };
        let deed = statement.name();
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{deed} in {where_}"))
                .label("no transaction can hold it")
                .why(format!("PostgreSQL refuses it with `cannot run inside a transaction block`, on every version: {deed} commits by itself."))
                .help(help),
        );
    }
}

/// The statement that PostgreSQL refuses in a transaction block. A subscription that an earlier
/// statement of the script has parted from its replication slot can be dropped in one.
fn non_transactional(script: &ScriptContext, step: &Step) -> Option<NonTransactional> {
    let statement = step.action.operation.non_transactional()?;
    let detaches_slot = |earlier: &Step| {
        matches!(&earlier.action.operation, Operation::Alter { object } if object.kind == ObjectKind::Subscription)
            && script.text(&earlier.statement.span).to_lowercase().contains("slot_name")
    };
    let is_without_slot = statement == NonTransactional::DropSubscription
        && script.steps().take_while(|earlier| earlier.index < step.index).any(|earlier| detaches_slot(&earlier));
    (!is_without_slot).then_some(statement)
}

/// The transaction it stands in, and the way out; none where it can run.
fn holder(script: &ScriptContext, step: &Step, statement: NonTransactional) -> Option<(String, String)> {
    let tool = script.layout().tool;
    if matches!(step.action.within, Within::Do { .. }) {
        return Some((
            "a DO block, which is always a transaction".to_owned(),
            "write it as a statement of its own".to_owned(),
        ));
    }
    if step.in_own_transaction {
        return Some((
            "the transaction that the script opens".to_owned(),
            "put it behind the COMMIT, or into a migration of its own".to_owned(),
        ));
    }
    match script.transaction {
        // Its `metadata.toml` beside the script may switch the transaction off.
        Transaction::Whole if script.layout().id == "diesel" => None,
        Transaction::Whole => Some((
            format!("the transaction of {tool}"),
            format!("put it into a migration of its own and switch the transaction of {tool} off there"),
        )),
        Transaction::WholeButLifts if !statement.is_lifted() => {
            Some((format!("the transaction of {tool}"), "run it by hand, outside a migration".to_owned()))
        }
        Transaction::Message if stands_with_others(script, step) => Some((
            format!("one message with other statements, which {tool} sends as a transaction"),
            "put it into a migration of its own, without any other statement".to_owned(),
        )),
        _ => None,
    }
}

/// Flyway sends each statement by itself where none of them can stand in a transaction.
fn stands_with_others(script: &ScriptContext, step: &Step) -> bool {
    if script.layout().id != "flyway" {
        return script.script.statements.len() > 1;
    }
    script.steps().any(|other| {
        other.index != step.index
            && non_transactional(script, &other).is_none()
            && !matches!(other.action.operation, Operation::Set { .. } | Operation::Other)
    })
}
