#![doc = include_str!("rewriting_type.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, quoted};
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Cost, Expression, Operation, Type};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "rewriting-type",
        summary: "changing a column type rewrites the table under an ACCESS EXCLUSIVE lock",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Rewrite),
        page: include_str!("rewriting_type.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::SetType { table, column, to, using, .. } = &step.action.operation else {
            continue;
        };
        let old = script.column_type(table, column, &step);
        let is_plain = using.as_ref().is_none_or(|using| is_cast_of(using, column));
        if !script.is_in_use(table, &step) || (is_plain && !is_rewrite(script, old, to)) {
            continue;
        }
        let name = quoted(column);
        let from = old.filter(|old| *old != to).map(|old| format!(" from {old}")).unwrap_or_default();
        let unless = if old.is_some() { "" } else { " (unless it only widens the old type)" };
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("changing column `{name}`{from} to {to} rewrites `{table}`{unless}"),
                )
                .label(format!("{} lock until the table is rewritten", Lock::AccessExclusive))
                .why(held(Lock::AccessExclusive, "until the table and all its indexes are rewritten"))
                .help(help(table, column, to)),
        );
    }
}

/// Whether the change rewrites the table. It is unknown without the old type: types that most old types become
/// without a rewrite are then not reported once the history has been searched.
fn is_rewrite(script: &ScriptContext, old: Option<&Type>, to: &Type) -> bool {
    if let Some(old) = old {
        return old.change_to(to) == Cost::Rewrite;
    }
    let is_wide = to.modifiers.is_empty() && !to.array;
    let is_usual = matches!(
        to.name.as_str(),
        "text" | "character varying" | "timestamp with time zone" | "timestamp without time zone" | "numeric"
    );
    script.prior.is_none() || !(is_wide && is_usual)
}

/// Whether the expression is `column` or `column::type`, which is what happens without `USING`.
fn is_cast_of(using: &Expression, column: &str) -> bool {
    let text: String =
        using.text.chars().filter(|letter| !letter.is_whitespace() && !"()\"".contains(*letter)).collect();
    let mut parts = text.split("::");
    parts.next().is_some_and(|first| first.eq_ignore_ascii_case(column)) && parts.count() <= 1
}

fn help(table: &Name, column: &str, to: &Type) -> String {
    let new = quoted(&format!("{column}_new"));
    format!(
        "add a new column, `alter table {table} add column {new} {to}`, keep both columns in step with a trigger, fill \
         existing rows in batches, and switch over in a later migration"
    )
}
