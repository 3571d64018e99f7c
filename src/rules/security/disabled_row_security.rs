#![doc = include_str!("disabled_row_security.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Class, Name};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, RowSecurity};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "disabled-row-security",
        summary: "row-level security of a table is disabled",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::Security,
        expects: None,
        page: include_str!("disabled_row_security.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let Operation::RowSecurity { table, change } = &step.action.operation else {
            continue;
        };
        let is_forced_no_more = match change {
            RowSecurity::Disable => false,
            RowSecurity::NoForce => true,
            RowSecurity::Enable | RowSecurity::Force => continue,
        };
        if !script.is_in_use(table, &step) || is_enabled_later(script, table, step.number) {
            continue;
        }
        if is_forced_no_more {
            no_longer_forced(script, &step, table, sink);
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("row-level security of `{table}` is disabled"))
                .label("every role with privileges on the table sees every row")
                .why("The policies remain but no longer apply: every role that may read the table reads all rows.")
                .help(format!("create the missing policy instead: `create policy … on {table} …`, or {SAY_WHY}")),
        );
    }
}

/// A table is not forced unless a statement did so; for one that no migration creates, that is not known.
fn no_longer_forced(script: &ScriptContext, step: &Step, table: &Name, sink: &mut Sink) {
    let severity = match script.is_forced(table, step) {
        Some(true) => Severity::Error,
        Some(false) => return,
        None => Severity::Warning,
    };
    sink.report(
        script
            .diagnostic(&RULE.info, step, format!("policies of `{table}` no longer apply to its owner"))
            .severity(severity)
            .statement(step.statement.span.clone(), Some(Class::B))
            .label("the owner sees every row")
            .why(
                "Without FORCE the owner of a table bypasses its policies, and many applications connect as the owner.",
            )
            .help(format!("connect as another role, or {SAY_WHY}")),
    );
}

/// Whether a later statement of the script enables it again, as for a repair in one transaction.
fn is_enabled_later(script: &ScriptContext, table: &Name, at: usize) -> bool {
    let enables = |operation: &Operation| {
        matches!(operation, Operation::RowSecurity { table: of, change: RowSecurity::Enable | RowSecurity::Force }
            if of.is_same(table))
    };
    script.later(&table.name, at).any(enables)
}
