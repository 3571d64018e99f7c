#![doc = include_str!("view_bypasses_policies.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind};
use crate::rules::context::exposed::{is_served, is_withdrawn};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, ViewDetails};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "view-bypasses-policies",
        summary: "view reads a protected table with the privileges of its owner",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("view_bypasses_policies.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let is_old = script.options().postgres.is_some_and(|major| major < 15);
    for step in script.steps().filter(|_| !script.is_down() && !is_old) {
        if let Some(name) = turned_off(script, &step) {
            sink.report(
                script
                    .diagnostic(&RULE.info, &step, format!("view `{name}` no longer follows the policies of its tables"))
                    .label("turns off security_invoker")
                    .why("A view without security_invoker reads with the privileges of its owner, for whom the policies of its tables do not apply, and Supabase serves every view of the public schema.")
                    .help(format!("keep the option: `alter view {name} set (security_invoker = true)`")),
            );
            continue;
        }
        let (Operation::Create { object, temporary: false, .. }, Some(view)) =
            (&step.action.operation, step.action.operation.view())
        else {
            continue;
        };
        let name = &object.name;
        if object.kind != ObjectKind::View || view.security_invoker || !is_served(script, name, &step) {
            continue;
        }
        let Some(table) = protected(script, view, &step) else {
            continue;
        };
        if is_withdrawn(script, name, &step) || is_set_later(script, name, &step) || selects_own_rows(script, &step) {
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("view `{name}` shows all rows of `{table}`, whatever its policies say"))
                .label("without security_invoker")
                .why("A view reads with the privileges of its owner, for whom the policies of the table do not apply, and Supabase serves every view of the public schema: everyone with the public key reads all rows.")
                .help(format!("add the option: `create view {name} with (security_invoker = true) as …`, or `alter view {name} set (security_invoker = true)`")),
        );
    }
}

/// The view whose `ALTER` sets `security_invoker` to false, or resets it.
fn turned_off<'a>(script: &ScriptContext<'a>, step: &Step<'a>) -> Option<&'a Name> {
    let Operation::Alter { object, .. } = &step.action.operation else { return None };
    let is_off = step.action.operation.view().is_some_and(|view| !view.security_invoker);
    let name = Some(&object.name).filter(|_| object.kind == ObjectKind::View && is_off)?;
    let names_it = script.text(&step.action.span).to_ascii_lowercase().contains("security_invoker");
    let is_open = names_it && is_served(script, name, step);
    Some(name).filter(|_| is_open && !is_withdrawn(script, name, step) && !is_set_later(script, name, step))
}

/// A table that the view reads and that has row-level security: any table as long as the history has not been read.
fn protected<'a>(script: &ScriptContext, view: &'a ViewDetails, step: &Step) -> Option<&'a Name> {
    let is_protected =
        |table: &&Name| !table.name.is_empty() && (script.prior.is_none() || script.is_secured(table, step));
    view.reads.iter().filter(|read| read.schema.as_deref() != Some("auth")).find(is_protected)
}

fn is_set_later(script: &ScriptContext, name: &Name, step: &Step) -> bool {
    script.later(&name.name, step.number).any(|operation| match operation {
        Operation::Alter { object, .. } | Operation::Create { object, .. } => {
            object.name.is_same(name) && operation.view().is_some_and(|view| view.security_invoker)
        }
        _ => false,
    })
}

/// Whether the view itself looks at who the caller is.
fn selects_own_rows(script: &ScriptContext, step: &Step) -> bool {
    let text = script.text(&step.action.span).to_ascii_lowercase();
    ["auth.uid", "auth.jwt", "auth.role", "current_setting"].iter().any(|call| text.contains(call))
}
