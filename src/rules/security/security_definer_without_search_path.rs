#![doc = include_str!("security_definer_without_search_path.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{CreateRoutine, Operation};

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
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_down() {
        return;
    }
    let steps: Vec<_> = script.steps().collect();
    for (at, step) in steps.iter().enumerate() {
        let Operation::CreateRoutine(routine) = &step.action.operation else {
            continue;
        };
        if !routine.security_definer || routine.sets_search_path || is_bound(script, step, routine) {
            continue;
        }
        // Set by a later statement, or recreated with it.
        if steps[at + 1..].iter().any(|later| is_fixed(script, later, routine)) {
            continue;
        }
        let object = &routine.object;
        let name = &object.name;
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("{object} runs with its owner's privileges and the caller's search_path"))
                .label("SECURITY DEFINER without SET search_path")
                .why("The caller chooses where unqualified names in it are looked up, so a table or operator of the caller is used with the privileges of the owner.")
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

/// Whether a later statement sets the search path, or replaces or drops the function.
fn is_fixed(script: &ScriptContext, later: &Step, routine: &CreateRoutine) -> bool {
    let sets = || script.text(&later.action.span).to_lowercase().contains("search_path");
    match &later.action.operation {
        Operation::Alter { object } => object.name.is_same(&routine.object.name) && sets(),
        Operation::CreateRoutine(other) => other.object.name.is_same(&routine.object.name) && other.sets_search_path,
        Operation::Drop { object, .. } => object.name.is_same(&routine.object.name) && object.on.is_none(),
        // Dynamic `ALTER FUNCTION … SET search_path`, often for many functions.
        Operation::DynamicSql | Operation::Do => sets(),
        _ => false,
    }
}
