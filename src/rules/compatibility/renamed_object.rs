#![doc = include_str!("renamed_object.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::object::{Class, Name, Object, ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "renamed-object",
        summary: "a type, an enum value, a function or a schema gets another name",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Compatibility,
        expects: None,
        page: include_str!("renamed_object.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        match &step.action.operation {
            Operation::Rename { object, to } => sink.diagnostics.extend(of_object(script, &step, object, to)),
            Operation::RenameEnumValue { name, from, to } => {
                sink.diagnostics.extend(of_value(script, &step, name, (from, to)));
            }
            _ => {}
        }
    }
}

/// Tables and columns have rules of their own; of indexes, constraints and the like nobody
/// reads the name.
fn of_object(script: &ScriptContext, step: &Step, object: &Object, to: &str) -> Option<Diagnostic> {
    use ObjectKind::{Column, ForeignTable, MaterializedView, Table, View};
    let is_elsewhere = matches!(object.kind, Table | View | MaterializedView | ForeignTable | Column);
    let is_served = script.timeline.is_made_again(object, step.number);
    let is_named_by_clients = script.class(step) == Some(Class::B);
    if is_elsewhere
        || goes_with_table(script, object)
        || is_served
        || !is_named_by_clients
        || script.origin(object, step) == Origin::New
    {
        return None;
    }
    let (kind, old, new) = (object.kind.word(), &object.name, quoted(to));
    let help = format!("make a new {kind} `{new}`, move the code over, drop `{old}` a release later; or {SAY_WHY}");
    Some(
        worded(script.diagnostic(&RULE.info, step, format!("renames {object} to `{new}`")), &old.to_string())
            .help(help),
    )
}

/// A sequence is found by its number, wherever a default names it; its name follows the
/// table's for the sake of order.
fn goes_with_table(script: &ScriptContext, sequence: &Object) -> bool {
    let renames_table = |operation: &Operation| matches!(operation, Operation::Rename { object, .. } if object.kind == ObjectKind::Table);
    sequence.kind == ObjectKind::Sequence && script.script.run().any(|(_, action)| renames_table(&action.operation))
}

fn of_value(script: &ScriptContext, step: &Step, type_: &Name, (from, to): (&str, &str)) -> Option<Diagnostic> {
    let of_type = Object::new(ObjectKind::Type, type_.clone());
    if script.origin(&of_type, step) == Origin::New {
        return None;
    }
    let message = format!("renames value `{from}` of type `{type_}` to `{to}`");
    let help = format!(
        "`alter type {type_} add value '{}'`, move code and rows over, and leave `{from}` unused; or {SAY_WHY}",
        to.replace('\'', "''")
    );
    Some(worded(script.diagnostic(&RULE.info, step, message), from).help(help))
}

fn worded(diagnostic: Diagnostic, old: &str) -> Diagnostic {
    diagnostic
        .label(format!("code that names `{old}` fails"))
        .why("Until the rollout is over one part of the running code knows the old name and one the new.")
}
