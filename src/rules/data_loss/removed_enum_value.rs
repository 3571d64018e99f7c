#![doc = include_str!("removed_enum_value.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Class, Name, Object, ObjectKind};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::Operation;
use crate::text::words;
use std::collections::HashSet;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "removed-enum-value",
        summary: "enum is recreated without one of its values",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("removed_enum_value.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let Operation::CreateType { name, labels: Some(labels) } = &step.action.operation else {
            continue;
        };
        let Some(type_) = replaced(script, name, &step) else {
            continue;
        };
        let old = script.old_enum_labels(&type_);
        let removed: Vec<&String> = match &old {
            Some(old) => {
                let kept: HashSet<&String> = labels.iter().collect();
                old.iter().filter(|label| !kept.contains(label)).collect()
            }
            // Before the history is read, it may be any of them.
            None if script.prior.is_none() => labels.iter().take(1).collect(),
            None => continue,
        };
        let Some(first) = removed.first() else {
            continue;
        };
        let quoted: Vec<String> = removed.iter().map(|label| format!("`{label}`")).collect();
        let values = words::list(&quoted, 4);
        let noun = if removed.len() == 1 { "value" } else { "values" };
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("type `{type_}` is recreated without {values}"))
                .statement(step.statement.span.clone(), Some(Class::B))
                .label(format!("rows and code may still use the missing {noun}"))
                .why("Code that writes such a value fails once this is applied, and the conversion fails on the first row that contains one, under an ACCESS EXCLUSIVE lock.")
                .help(format!("first change the rows and the code that use `{first}`, then {SAY_WHY}")),
        );
    }
}

/// The old type that a new one replaces: one that this script renamed or dropped before, or the
/// one whose name the new type gets later.
fn replaced(script: &ScriptContext, name: &Name, step: &Step) -> Option<Name> {
    let object = |name: &Name| Object::new(ObjectKind::Type, name.clone());
    if let Some(later) = script.timeline.later_name(&object(name), step.number) {
        return Some(Name { schema: name.schema.clone(), name: later.to_owned() });
    }
    let is_of_name = |operation: &Operation| match operation {
        Operation::Drop { object, .. } | Operation::Rename { object, .. } => {
            object.kind.space() == ObjectKind::Type && object.name.is_same(name)
        }
        _ => false,
    };
    script.earlier(&name.name, step.number).any(is_of_name).then(|| name.clone())
}
