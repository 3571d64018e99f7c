#![doc = include_str!("renamed_object.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::object::{Class, Name, Object, ObjectKind, quoted};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "renamed-object",
        summary: "type, enum value, function or schema is renamed",
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

/// Tables and columns have rules of their own; names of indexes, constraints and the like appear
/// in no query.
fn of_object(script: &ScriptContext, step: &Step, object: &Object, to: &str) -> Option<Diagnostic> {
    use ObjectKind::{Column, ForeignTable, MaterializedView, Table, View};
    let has_own_rule = matches!(object.kind, Table | View | MaterializedView | ForeignTable | Column);
    let is_replaced = script.timeline.is_recreated(object, step.number);
    let is_named_by_clients = script.class(step) == Some(Class::B);
    if has_own_rule
        || goes_with_table(script, object)
        || is_replaced
        || !is_named_by_clients
        || script.origin(object, step) == Origin::New
    {
        return None;
    }
    let (kind, old, new) = (object.kind.word(), &object.name, quoted(to));
    let help =
        format!("create a new {kind} `{new}`, switch the code to it, and drop `{old}` a release later; or {SAY_WHY}");
    Some(
        with_reason(script.diagnostic(&RULE.info, step, format!("{object} is renamed to `{new}`")), &old.to_string())
            .help(help),
    )
}

/// Defaults refer to a sequence by its OID, so that its name may follow that of its table.
fn goes_with_table(script: &ScriptContext, sequence: &Object) -> bool {
    sequence.kind == ObjectKind::Sequence && script.renames_table()
}

fn of_value(script: &ScriptContext, step: &Step, type_: &Name, (from, to): (&str, &str)) -> Option<Diagnostic> {
    let of_type = Object::new(ObjectKind::Type, type_.clone());
    if script.origin(&of_type, step) == Origin::New {
        return None;
    }
    let message = format!("value `{from}` of type `{type_}` is renamed to `{to}`");
    let help = format!(
        "add the new value with `alter type {type_} add value '{}'`, switch code and rows to it, and leave `{from}` \
         unused; or {SAY_WHY}",
        to.replace('\'', "''")
    );
    Some(with_reason(script.diagnostic(&RULE.info, step, message), from).help(help))
}

fn with_reason(diagnostic: Diagnostic, old: &str) -> Diagnostic {
    diagnostic
        .label(format!("code that uses `{old}` fails"))
        .why("Until the rollout is complete, some of the running code uses the old name and some the new one.")
}
