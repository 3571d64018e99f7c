#![doc = include_str!("drop_cascade.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Object, ObjectKind};
use crate::rules::context::data_loss::{SAY_WHY, goes_with_its_table};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-cascade",
        summary: "CASCADE drops objects that the statement does not name",
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
            || adds_nothing(object.kind)
            || (*if_exists && is_clean_up(script, object, &step))
            || goes_with_its_table(script, object)
            || (script.is_replaced(object, &step) && !script.loses_dependents(object, &step));
        if is_quiet {
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("CASCADE drops everything that depends on {object}"))
                .label("the statement does not name what is dropped")
                .why(dependents(object.kind))
                .help(format!("remove CASCADE: PostgreSQL then fails and lists the dependent objects; or {SAY_WHY}")),
        );
    }
}

/// Whether an object that no migration creates is dropped before the script creates it. Otherwise it is there or not, and
/// so is what depends on it; the rule about the drop reports a table in any case.
fn is_clean_up(script: &ScriptContext, object: &Object, step: &Step) -> bool {
    let is_part = matches!(object.kind, ObjectKind::Column | ObjectKind::Constraint);
    let comes_back = script.timeline.is_recreated(object, step.number);
    let is_reported = matches!(object.kind, ObjectKind::Table | ObjectKind::ForeignTable);
    !is_part && script.is_created_outside_migrations(object, step) && (comes_back || is_reported)
}

/// CASCADE is often written for these and does nothing; for a schema it is the point of the
/// statement, and the rule about the drop reports it.
fn adds_nothing(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Schema | ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule | ObjectKind::Index)
}

fn dependents(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Table | ObjectKind::ForeignTable => {
            "Views that read the table, and foreign keys of other tables that reference it, are dropped as well."
        }
        ObjectKind::Type | ObjectKind::Domain => {
            "Every column of the type is dropped with its values, in every table, and so are functions that take it."
        }
        ObjectKind::Extension => "Columns of its types are dropped with their values, and so are indexes that use it.",
        ObjectKind::Function | ObjectKind::Routine | ObjectKind::Procedure => {
            "Triggers, policies, defaults and indexes that call it are dropped as well, with no more than a notice."
        }
        ObjectKind::Column => {
            "Views that read the column, and foreign keys and policies that use it, are dropped as well."
        }
        ObjectKind::Constraint => "Foreign keys of other tables that depend on the constraint are dropped as well.",
        _ => "PostgreSQL finds the dependent objects while it runs the statement, and drops them.",
    }
}
