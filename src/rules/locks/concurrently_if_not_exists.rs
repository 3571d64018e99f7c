#![doc = include_str!("concurrently_if_not_exists.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind, quoted};
use crate::rules::context::lock_advice::{one_line, outside_transaction, steps_ahead};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{CreateIndex, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "concurrently-if-not-exists",
        summary: "IF NOT EXISTS accepts the INVALID index of a failed concurrent build",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Locks,
        expects: None,
        page: include_str!("concurrently_if_not_exists.md"),
    },
    scope: Scope::File,
    needs: Needs::Conventions,
    check: Check::Script(check),
};

/// Reports the first index of a script, in the first migration with the form: a project whose earlier migrations have it
/// knows what it does.
fn check(script: &ScriptContext, sink: &mut Sink) {
    let first = script.conventions.and_then(|conventions| conventions.first_concurrently_if_not_exists.as_ref());
    let is_usual = first.is_some_and(|first| first != script.path);
    if is_usual && !script.options().is_enforced(RULE.info.id) {
        return;
    }
    for step in steps_ahead(script) {
        let Operation::CreateIndex(create) = &step.action.operation else {
            continue;
        };
        if !create.concurrently || !create.if_not_exists || !script.is_in_use(&create.table, &step) {
            continue;
        }
        let Some(name) = &create.name else {
            continue;
        };
        // The drop before it removes an INVALID index.
        let index = Object::new(ObjectKind::Index, Name { schema: None, name: name.clone() });
        if script.is_dropped_before(&index, &step) {
            continue;
        }
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("IF NOT EXISTS accepts `{}` even if a failed build left it INVALID", quoted(name)),
                )
                .label("an INVALID index satisfies IF NOT EXISTS")
                .why(
                    "A CREATE INDEX CONCURRENTLY that fails or is cancelled leaves an INVALID index behind. The next \
                     run finds its name, does nothing and reports success, and no query ever uses the index.",
                )
                .help(help(script, &step, create, name)),
        );
        return;
    }
}

/// Dropping first is correct on every run: it removes an INVALID index, or does nothing.
fn help(script: &ScriptContext, step: &Step, create: &CreateIndex, name: &str) -> String {
    let unique = if create.unique { "unique " } else { "" };
    let name = quoted(name);
    let schema = create.table.schema.as_ref().map(|schema| format!("{}.", quoted(schema))).unwrap_or_default();
    let index = one_line(&format!("create {unique}index concurrently {name} on {} {}", create.table, create.rest));
    format!(
        "first drop an index that a failed build left, `drop index concurrently if exists {schema}{name}`, then {}",
        outside_transaction(script, step, "build it", &index)
    )
}
