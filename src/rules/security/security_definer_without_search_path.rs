#![doc = include_str!("security_definer_without_search_path.md")]

use crate::catalog::{Routine, RoutineForm};
use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::rules::context::state::{FindingText, name};
use crate::rules::{Check, Findings, Needs, Rule, Scope, ScriptContext, Sink, StateContext, Step};
use crate::sql::{CreateRoutine, Operation};
use std::cell::OnceCell;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "security-definer-without-search-path",
        summary: "SECURITY DEFINER function does not set `search_path`",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("security_definer_without_search_path.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::ScriptAndState(check, check_state),
};

const WHY: &str = "The caller chooses where unqualified names in it are looked up, so a table or operator of the caller \
    is used with the privileges of the owner.";

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_down() {
        return;
    }
    let last_dynamic = OnceCell::new();
    let last_dynamic = || *last_dynamic.get_or_init(|| script.steps().filter(|step| sets_many(script, step)).last());
    for step in script.steps() {
        let Operation::CreateRoutine(routine) = &step.action.operation else {
            continue;
        };
        if !routine.security_definer || routine.sets_search_path || is_bound(script, &step, routine) {
            continue;
        }
        // Reported when it was created; the rule reports it in `verify` as long as it is so.
        if routine.or_replace && script.was_open_definer(&routine.object.name) {
            continue;
        }
        // Set by a later statement, or recreated with it.
        let is_set_later = || last_dynamic().is_some_and(|last: Step| last.number > step.number);
        if is_set_later() || is_fixed(script, &step, routine) {
            continue;
        }
        let object = &routine.object;
        let name = &object.name;
        sink.report(
            script
                .diagnostic(
                    &RULE.info,
                    &step,
                    format!("{object} runs with its owner's privileges and the caller's search_path"),
                )
                .label("SECURITY DEFINER without SET search_path")
                .why(WHY)
                .help(format!("add `set search_path = ''` to `{name}` and schema-qualify every name in its body")),
        );
    }
}

/// Whether names are not looked up at run time: those in a `BEGIN ATOMIC` body are bound when the
/// function is defined, and compiled languages look up none.
fn is_bound(script: &ScriptContext, step: &Step, routine: &CreateRoutine) -> bool {
    let is_atomic = || script.text(&step.action.span).to_lowercase().split_whitespace().any(|word| word == "atomic");
    matches!(routine.language.as_str(), "c" | "internal") || is_atomic()
}

/// Whether a later statement sets the `search_path` of the routine, recreates it with one or drops it.
fn is_fixed(script: &ScriptContext, step: &Step, routine: &CreateRoutine) -> bool {
    let name = &routine.object.name;
    script.later_steps(&name.name, step.number).any(|later| match &later.action.operation {
        Operation::Alter { object, .. } => {
            object.name.is_same(name) && script.text(&later.action.span).to_lowercase().contains("search_path")
        }
        Operation::CreateRoutine(other) => other.object.name.is_same(name) && other.sets_search_path,
        Operation::Drop { object, .. } => object.name.is_same(name) && object.on.is_none(),
        _ => false,
    })
}

/// Dynamic `ALTER FUNCTION … SET search_path`, often for many functions.
fn sets_many(script: &ScriptContext, step: &Step) -> bool {
    matches!(step.action.operation, Operation::DynamicSql | Operation::Do)
        && script.text(&step.action.span).to_lowercase().contains("search_path")
}

fn check_state(state: &StateContext, findings: &mut Findings) {
    let has_path = |routine: &Routine| routine.settings.as_ref().is_some_and(|all| all.contains_key("search_path"));
    // The names in a body that the server has parsed are bound.
    let is_bound = |routine: &Routine| routine.body.is_some() || matches!(routine.language.as_str(), "c" | "internal");
    for routine in state.routines.iter().filter(|routine| routine.security_definer) {
        if has_path(routine) || is_bound(routine) {
            continue;
        }
        let word = if routine.form == RoutineForm::Procedure { "procedure" } else { "function" };
        let name = format!("{}({})", name(&routine.schema, &routine.name), routine.signature);
        let text = FindingText {
            message: format!("{word} `{name}` runs with its owner's privileges and the caller's search_path"),
            label: "SECURITY DEFINER without SET search_path",
            why: WHY,
            help: format!(
                "schema-qualify every name in its body, and set the path: `alter {word} {name} set search_path = ''`"
            ),
        };
        findings.report(&RULE.info, routine.identity(), [], text);
    }
}
