#![doc = include_str!("view_bypasses_policies.md")]

use crate::catalog::{Table, View, ViewForm};
use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind, PUBLIC};
use crate::rules::context::exposed::{is_served, is_withdrawn};
use crate::rules::context::state::{FindingText, is_granted_to_api, name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, ScriptContext, Sink, StateContext, Step};
use crate::sql::{Operation, Script, ViewDetails};

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
    check: Check::ScriptAndState(check, check_state),
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
    looks_at_caller(&script.text(&step.action.span))
}

fn looks_at_caller(query: &str) -> bool {
    let text = query.to_ascii_lowercase();
    ["auth.uid", "auth.jwt", "auth.role", "current_setting"].iter().any(|call| text.contains(call))
}

/// Views through which a view may read a table.
const DEPTH: usize = 8;

fn check_state(state: &StateContext, findings: &mut Findings) {
    let views = state.relations().filter_map(|relation| relation.view);
    for view in views.filter(|view| state.server >= 15 && view.form == ViewForm::Plain) {
        let is_invoker = |view: &View| {
            let options = view.options.as_ref().map(|options| &options.0);
            options.and_then(|options| options.get("security_invoker")).is_some_and(|value| value == "true")
        };
        let is_exposed = !state.platform.serves_public_tables()
            || view.schema == PUBLIC && is_granted_to_api(view.grants.as_deref());
        if is_invoker(view) || !is_exposed || looks_at_caller(&view.definition) {
            continue;
        }
        let Some(table) = protected_below(state, view, DEPTH) else { continue };
        let (view_name, table_name) = (name(&view.schema, &view.name), name(&table.schema, &table.name));
        let text = FindingText {
            message: format!("view `{view_name}` shows all rows of `{table_name}`, whatever its policies say"),
            label: "without security_invoker",
            why: "A view reads with the privileges of its owner, for whom the policies of the table do not apply: every role that may read the view reads all rows.",
            help: format!(
                "let the policies of the caller apply: `alter view {view_name} set (security_invoker = true)`"
            ),
        };
        findings.report(&RULE.info, view.identity(), [table.identity()], text);
    }
}

/// Returns a table with row-level security that a view reads, itself or through other views.
fn protected_below<'a>(state: &StateContext<'a>, view: &View, depth: usize) -> Option<&'a Table> {
    let statement = format!("create view v as {}", view.definition);
    let script = Script::read(statement.as_bytes(), &(0..statement.len()));
    let details = script.run().find_map(|(_, action)| action.operation.view())?;
    let reads: Vec<_> =
        details.reads.iter().filter_map(|read| state.named(read.schema.as_deref()?, &read.name)).collect();
    let is_protected = |table: &&'a Table| table.row_security && table.schema != "auth";
    let own = reads.iter().filter_map(|relation| relation.table).find(is_protected);
    own.or_else(|| {
        let views = reads.iter().filter_map(|relation| relation.view).filter(|_| depth > 0);
        views.filter(|below| below.form == ViewForm::Plain).find_map(|below| protected_below(state, below, depth - 1))
    })
}
