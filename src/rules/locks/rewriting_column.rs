#![doc = include_str!("rewriting_column.md")]

use crate::diagnostic::{ExpectedEffect, Family, Preset, RuleInfo, Severity};
use crate::object::{Lock, Name, quoted};
use crate::rules::context::lock_advice::{column_exists, held, one_line, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{Column, Expression, Generated, Operation, Type};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "rewriting-column",
        summary: "adding a column rewrites the table under an ACCESS EXCLUSIVE lock",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: Some(ExpectedEffect::Rewrite),
        page: include_str!("rewriting_column.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in steps_ahead(script) {
        let Operation::AddColumn { table, column, .. } = &step.action.operation else {
            continue;
        };
        let Some(cause) = cause(script, column) else {
            continue;
        };
        if !script.is_in_use(table, &step) || column_exists(script, &step) {
            continue;
        }
        let name = quoted(&column.name);
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("adding column `{name}` rewrites `{table}` under an {} lock", Lock::AccessExclusive),
                )
                .label(format!("{cause}: PostgreSQL writes every row"))
                .why(format!(
                    "{} (A default that is the same for all rows, such as now(), is stored once and needs no rewrite.)",
                    held(Lock::AccessExclusive, "until the table and all its indexes are rewritten")
                ))
                .help(help(script, table, column)),
        );
    }
}

/// The part of the definition that gives each row a value of its own.
fn cause(script: &ScriptContext, column: &Column) -> Option<String> {
    if column.identity {
        return Some("identity column".to_owned());
    }
    if column.type_.is_serial() {
        return Some(format!("`{}`", column.type_));
    }
    match column.generated {
        Some(Generated::Stored) => return Some("stored generated column".to_owned()),
        Some(Generated::Virtual) => return None,
        None => {}
    }
    if is_checked_domain(script, column) {
        return Some(format!("domain `{}` has constraints", column.type_));
    }
    volatile(script, column.default.as_ref()?).map(|call| format!("`{call}()` is volatile"))
}

/// Whether the type is a domain with constraints: PostgreSQL checks the value of every row. Any type that is not built in
/// may be one as long as the history has not been searched for it.
fn is_checked_domain(script: &ScriptContext, column: &Column) -> bool {
    let type_ = &column.type_;
    if type_.is_built_in() || type_.array || *type_ == Type::default() {
        return false;
    }
    let name = Name { schema: type_.schema.clone(), name: type_.name.clone() };
    match script.domain(&name) {
        Some(domain) => domain.check.is_some() || domain.not_null,
        None => script.prior.is_none(),
    }
}

/// Functions in defaults that need no lookup in the history.
const WELL_KNOWN: [&str; 6] = ["now", "timezone", "lower", "upper", "jsonb_build_object", "to_jsonb"];

/// The volatile function that a default calls: built in, or declared volatile by a migration; or an unknown one as
/// long as the history has not been searched for it.
fn volatile<'a>(script: &ScriptContext, default: &'a Expression) -> Option<&'a Name> {
    let is_declared = |call: &&Name| match script.is_stable_function(&call.name) {
        Some(is_stable) => !is_stable,
        None => script.prior.is_none() && !WELL_KNOWN.contains(&call.name.as_str()),
    };
    default.volatile_call().or_else(|| default.calls.iter().find(is_declared))
}

fn help(script: &ScriptContext, table: &Name, column: &Column) -> String {
    let name = quoted(&column.name);
    let type_ = match column.type_.name.as_str() {
        "bigserial" | "serial8" => "bigint".to_owned(),
        "smallserial" | "serial2" => "smallint".to_owned(),
        "serial" | "serial4" => "integer".to_owned(),
        _ => column.type_.to_string(),
    };
    if column.generated.is_some() {
        let virtual_ = if script.options().postgres.is_some_and(|major| major >= 18) {
            "leave out STORED, which makes the column virtual, or "
        } else {
            ""
        };
        return format!(
            "{virtual_}add a plain column, `alter table {table} add column {name} {type_}`, keep it up to date with a \
             trigger, and fill existing rows in batches"
        );
    }
    if is_checked_domain(script, column) {
        return format!(
            "add the column with the type that the domain is based on, and the constraint of the domain as a CHECK of the table, NOT VALID: `alter table {table} add constraint … check (…) not valid`"
        );
    }
    if let Some(default) = &column.default {
        let default = one_line(&default.text);
        return format!(
            "add the column without a default, `alter table {table} add column {name} {type_}`, set the default for \
             new rows, `alter table {table} alter column {name} set default {default}`, and fill existing rows in \
             batches"
        );
    }
    format!(
        "add a plain column, `alter table {table} add column {name} {type_}`, give it the next value of a sequence as \
         its default for new rows, and fill existing rows in batches"
    )
}
