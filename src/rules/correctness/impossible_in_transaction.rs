#![doc = include_str!("impossible_in_transaction.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::migration::Transaction;
use crate::object::ObjectKind;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Within};

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
        let Some(deed) = deed(script, &step) else {
            continue;
        };
        let Some((where_, help)) = holder(script, &step) else {
            continue;
        };
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{deed} in {where_}"))
                .label("no transaction can hold it")
                .why(format!("PostgreSQL refuses it with `cannot run inside a transaction block`, on every version: {deed} commits by itself."))
                .help(help),
        );
    }
}

/// The words of a statement that no transaction may hold.
fn deed(script: &ScriptContext, step: &Step) -> Option<&'static str> {
    Some(match &step.action.operation {
        Operation::CreateIndex(create) if create.concurrently => "CREATE INDEX CONCURRENTLY",
        Operation::Drop { object, concurrently: true, .. } if object.kind == ObjectKind::Index => {
            "DROP INDEX CONCURRENTLY"
        }
        Operation::Reindex { concurrently: true, .. } => "REINDEX CONCURRENTLY",
        Operation::DetachPartition { concurrently: true, .. } => "DETACH PARTITION CONCURRENTLY",
        Operation::Vacuum { .. } => "VACUUM",
        Operation::Cluster { table: None } => "CLUSTER of all tables",
        // Without a slot to make, it can.
        Operation::OutsideTransaction("CREATE SUBSCRIPTION") => {
            let text = script.text(&step.statement.span).to_lowercase();
            if text.contains("create_slot") || text.contains("connect") {
                return None;
            }
            "CREATE SUBSCRIPTION"
        }
        Operation::OutsideTransaction(words) => words,
        _ => return None,
    })
}

/// The transaction it stands in, and the way out; none where it can run.
fn holder(script: &ScriptContext, step: &Step) -> Option<(String, String)> {
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
        Transaction::WholeButLifts if !is_lifted(&step.action.operation) => {
            Some((format!("the transaction of {tool}"), "run it by hand, outside a migration".to_owned()))
        }
        Transaction::Message if stands_with_others(script, step) => Some((
            format!("one message with other statements, which {tool} sends as a transaction"),
            "put it into a migration of its own, without any other statement".to_owned(),
        )),
        _ => None,
    }
}

/// What the Supabase CLI takes out of the batch and runs beside it.
fn is_lifted(operation: &Operation) -> bool {
    match operation {
        Operation::CreateIndex(_)
        | Operation::Drop { .. }
        | Operation::Reindex { .. }
        | Operation::Vacuum { .. }
        | Operation::Cluster { .. } => true,
        Operation::OutsideTransaction(words) => *words == "ALTER SYSTEM",
        _ => false,
    }
}

/// Flyway sends each statement by itself where none of them can stand in a transaction.
fn stands_with_others(script: &ScriptContext, step: &Step) -> bool {
    if script.layout().id != "flyway" {
        return script.script.statements.len() > 1;
    }
    script.steps().any(|other| {
        other.index != step.index
            && deed(script, &other).is_none()
            && !matches!(other.action.operation, Operation::Set { .. } | Operation::Other)
    })
}
