#![doc = include_str!("removed_enum_value.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Class, Name, Object, ObjectKind};
use crate::rules::context::data_loss::SAY_WHY;
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::Operation;
use crate::text::words;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "removed-enum-value",
        summary: "an enum is made anew without one of its values",
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
        let removed: Vec<&String> = match script.old_enum_labels(&type_) {
            Some(old) => old.iter().filter(|label| !labels.contains(label)).collect(),
            // Before the history is read it may be any.
            None if script.prior.is_none() => labels.iter().take(1).collect(),
            None => continue,
        };
        let Some(first) = removed.first() else {
            continue;
        };
        let quoted: Vec<String> = removed.iter().map(|label| format!("`{label}`")).collect();
        let values = words::list(&quoted, 4);
        let fits = "the conversion fails on the first row that holds one, under an ACCESS EXCLUSIVE lock";
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("makes type `{type_}` anew without {values}"))
                .statement(step.statement.span.clone(), Some(Class::B))
                .label("rows and code may still hold what is missing")
                .why(format!("Code that writes such a value fails from this moment on, and {fits}."))
                .help(format!("first move rows and code away from `{first}`, then {SAY_WHY}")),
        );
    }
}

/// The old type whose place a new one takes: moved aside or dropped in this script before, or
/// the one whose name it gets later.
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
    script.script.run().take(step.number).any(|(_, action)| is_of_name(&action.operation)).then(|| name.clone())
}
