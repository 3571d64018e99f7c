#![doc = include_str!("blocking_reindex.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Object, ObjectKind};
use crate::rules::context::lock_advice::{outside_transaction, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "blocking-reindex",
        summary: "REINDEX blocks writes to the table",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: None,
        page: include_str!("blocking_reindex.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::Reindex { object, concurrently: false, .. } = &step.action.operation else {
            continue;
        };
        if object.as_ref().is_some_and(|object| script.origin(object, &step) == Origin::New) {
            continue;
        }
        let target = object.as_ref().map_or_else(|| "all indexes".to_owned(), ToString::to_string);
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("REINDEX of {target} blocks writes"))
                .label(format!("{} lock on the table until all indexes are rebuilt", Lock::Share))
                .why(format!(
                    "On every PostgreSQL version the lock on the table is {}, which blocks {}, and the lock on each \
                     index is {}, so queries that would use it wait as well.",
                    Lock::Share,
                    Lock::Share.blocks(),
                    Lock::AccessExclusive
                ))
                .help(match object {
                    Some(Object { kind, name, .. }) => {
                        let kind = if *kind == ObjectKind::Index { "index" } else { "table" };
                        let reindex = format!("reindex {kind} concurrently {name}");
                        outside_transaction(script, &step, "rebuild it concurrently", &reindex)
                    }
                    None => "name the indexes, and rebuild each with REINDEX INDEX CONCURRENTLY".to_owned(),
                }),
        );
    }
}
