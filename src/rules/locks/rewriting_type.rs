#![doc = include_str!("rewriting_type.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, quoted};
use crate::rules::context::lock_advice::{held, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Cost, Expression, Operation, Type};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "rewriting-type",
        summary: "a column's new type makes PostgreSQL write the whole table anew",
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
        let certain = if old.is_some() { "" } else { " (unless the old type only widens to it)" };
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("writes all of `{table}` anew to change `{name}`{from} to {to}{certain}"),
                )
                .label(format!("{} lock until it is written", Lock::AccessExclusive))
                .why(held(Lock::AccessExclusive, "until the table and all its indexes are written"))
                .help(help(table, column, to)),
        );
    }
}

/// Without the old type nobody knows; what most old types become without a rewrite is not
/// worth a word then, once the history was searched for it.
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

/// `USING column` and `USING column::type`, which are what happens without `USING`.
fn is_cast_of(using: &Expression, column: &str) -> bool {
    let text: String =
        using.text.chars().filter(|letter| !letter.is_whitespace() && !"()\"".contains(*letter)).collect();
    let mut parts = text.split("::");
    parts.next().is_some_and(|first| first.eq_ignore_ascii_case(column)) && parts.count() <= 1
}

fn help(table: &Name, column: &str, to: &Type) -> String {
    let new = quoted(&format!("{column}_new"));
    format!(
        "`alter table {table} add column {new} {to}`, keep both columns in step with a trigger, fill the old rows in batches, \
         and switch over in a later migration"
    )
}
