#![doc = include_str!("drop_cascade.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Object, ObjectKind};
use crate::rules::context::data_loss::{SAY_WHY, goes_with_its_table};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-cascade",
        summary: "CASCADE drops things that the statement does not name",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_cascade.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps().filter(|_| !script.is_down()) {
        let (Operation::Drop { object, cascade: true, if_exists, .. }
        | Operation::DropPart { part: object, cascade: true, if_exists }) = &step.action.operation
        else {
            continue;
        };
        let is_quiet = script.origin(object, &step) == Origin::New
            || tells_nothing_new(object.kind)
            || (*if_exists && object.kind != ObjectKind::Constraint && is_unknown(script, object, &step))
            || goes_with_its_table(script, object)
            || (script.is_replaced(object, &step) && !script.loses_dependents(object, &step));
        if is_quiet {
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("CASCADE drops all that depends on {object}"))
                .label("the statement does not tell what goes")
                .why(dependents(object.kind))
                .help(format!("leave CASCADE out: the server then names what depends on it; or {SAY_WHY}")),
        );
    }
}

fn is_unknown(script: &ScriptContext, object: &Object, step: &Step) -> bool {
    object.kind != ObjectKind::Column && script.is_made_elsewhere(object, step)
}

/// People write CASCADE there as well, and it does nothing; of a schema it is the whole
/// point, and told with the drop.
fn tells_nothing_new(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Schema | ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule | ObjectKind::Index)
}

fn dependents(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Table | ObjectKind::ForeignTable => {
            "Views that read the table and foreign keys of other tables that point at it go as well."
        }
        ObjectKind::Type | ObjectKind::Domain => {
            "Every column of the type goes with its values, in every table, and functions that take it as well."
        }
        ObjectKind::Extension => "Columns of its types go with their values, and indexes that use it as well.",
        ObjectKind::Function | ObjectKind::Routine | ObjectKind::Procedure => {
            "Triggers, policies, defaults and indexes that call it go as well, without a word."
        }
        ObjectKind::Column => "Views that read the column, and foreign keys and policies on it, go as well.",
        ObjectKind::Constraint => "Foreign keys of other tables that rest on the constraint go as well.",
        _ => "What depends on it is found by the server while it runs, and is gone then.",
    }
}
