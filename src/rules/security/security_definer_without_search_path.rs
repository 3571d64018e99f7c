#![doc = include_str!("security_definer_without_search_path.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{CreateRoutine, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "security-definer-without-search-path",
        summary: "a function runs with its owner's rights and the caller's search path",
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
        // Set by a later statement, or made anew with it.
        if steps[at + 1..].iter().any(|later| is_mended(script, later, routine)) {
            continue;
        }
        let object = &routine.object;
        let name = &object.name;
        sink.report(
            script
                .diagnostic(&RULE.info, step, format!("{object} runs with its owner's rights and the caller's search_path"))
                .label("SECURITY DEFINER without SET search_path")
                .why("Whoever calls it chooses where its unqualified names are looked up: a table or operator of theirs runs with the rights of the owner.")
                .help(format!("add `set search_path = ''` to `{name}` and write every name in it with its schema")),
        );
    }
}

/// The names in a body of `BEGIN ATOMIC` are bound when it is defined; languages that are
/// compiled look up nothing.
fn is_bound(script: &ScriptContext, step: &Step, routine: &CreateRoutine) -> bool {
    let is_atomic = || script.text(&step.action.span).to_lowercase().split_whitespace().any(|word| word == "atomic");
    matches!(routine.language.as_str(), "c" | "internal") || is_atomic()
}

fn is_mended(script: &ScriptContext, later: &Step, routine: &CreateRoutine) -> bool {
    let sets = || script.text(&later.action.span).to_lowercase().contains("search_path");
    match &later.action.operation {
        Operation::Alter { object } => object.name.is_same(&routine.object.name) && sets(),
        Operation::CreateRoutine(again) => again.object.name.is_same(&routine.object.name) && again.sets_search_path,
        Operation::Drop { object, .. } => object.name.is_same(&routine.object.name) && object.on.is_none(),
        // `ALTER FUNCTION … SET search_path` for many, put together at run time.
        Operation::DynamicSql | Operation::Do => sets(),
        _ => false,
    }
}
