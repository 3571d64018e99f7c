#![doc = include_str!("narrowing_type_change.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Expression, Operation, Origin, Type};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "narrowing-type-change",
        summary: "column type is narrowed, and existing values may not fit",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("narrowing_type_change.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let Operation::SetType { table, column, to, using, .. } = &step.action.operation else {
            continue;
        };
        let part = Object::part(ObjectKind::Column, column.clone(), table);
        if script.origin(&part, &step) == Origin::New {
            continue;
        }
        let old = script.column_type(table, column, &step);
        if !may_not_fit(script, old, to, using.as_ref()) {
            continue;
        }
        let from = old.map(|old| format!(" from `{old}`")).unwrap_or_default();
        let column = quoted(column);
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("`{table}.{column}` is narrowed{from} to `{to}`"))
                .label("values that do not fit are truncated or rejected")
                .why(
                    "One value that does not fit aborts the migration in the middle of a rewrite under an ACCESS \
                     EXCLUSIVE lock; digits or characters that are rounded or cut off to fit are lost.",
                )
                .help(help(table, &column, to)),
        );
    }
}

fn help(table: &Name, column: &str, to: &Type) -> String {
    format!(
        "add a second column with `alter table {table} add column … {to}`, copy the values of `{column}` that fit and \
         review the others, or {SAY_WHY}"
    )
}

/// Whether a value of the old type may be changed or rejected. If the old type is unknown, only
/// an explicit conversion shows it; before the history is read, it may be any type.
fn may_not_fit(script: &ScriptContext, old: Option<&Type>, to: &Type, using: Option<&Expression>) -> bool {
    match old {
        Some(old) if using.is_none() => old.narrows_to(to),
        Some(old) => old.narrows_to(to) || (is_text(old) && is_parsed(to) && using.is_some_and(is_cast)),
        None if script.prior.is_none() => !takes_anything(to),
        None => is_parsed(to) && using.is_some_and(is_cast),
    }
}

fn is_cast(using: &Expression) -> bool {
    let text = using.text.to_ascii_lowercase();
    (text.contains("::") || text.starts_with("cast")) && !text.contains("case")
}

fn is_text(type_: &Type) -> bool {
    !type_.array && matches!(type_.name.as_str(), "text" | "character varying" | "character" | "citext")
}

/// Types whose values are parsed from text, which may contain anything.
fn is_parsed(to: &Type) -> bool {
    matches!(
        to.name.as_str(),
        "smallint" | "integer" | "uuid" | "boolean" | "date" | "real" | "json" | "jsonb" | "inet"
    )
}

fn takes_anything(to: &Type) -> bool {
    matches!(to.name.as_str(), "text" | "citext") || (to.name == "character varying" && to.modifiers.is_empty())
}
