#![doc = include_str!("unqualified_name.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unqualified-name",
        summary: "object is created without a schema-qualified name",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Style,
        expects: None,
        page: include_str!("unqualified_name.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for step in script.steps() {
        if matches!(&step.action.operation, Operation::Set { name, .. } if name == "search_path") {
            return;
        }
        let Some((kind, name)) = created(&step.action.operation).filter(|(_, name)| name.schema.is_none()) else {
            continue;
        };
        let kind = kind.word();
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{kind} `{name}` is created without a schema-qualified name"))
                .label("no schema")
                .why("The search_path of the role that runs the migration decides its schema, and differs between tools and databases.")
                .help(format!("qualify the name, as in `public.{name}`, or set search_path at the top of the script")),
        );
    }
}

/// The object that a statement creates in a schema.
fn created(operation: &Operation) -> Option<(ObjectKind, &Name)> {
    match operation {
        Operation::CreateTable(create) if !create.temporary => Some((ObjectKind::Table, &create.table)),
        Operation::CreateRoutine(routine) => Some((routine.object.kind, &routine.object.name)),
        Operation::CreateType { name, .. } => Some((ObjectKind::Type, name)),
        Operation::Create { object, temporary: false, .. } => {
            use ObjectKind::{Aggregate, Domain, MaterializedView, Sequence, View};
            matches!(object.kind, Aggregate | Domain | MaterializedView | Sequence | View)
                .then_some((object.kind, &object.name))
        }
        _ => None,
    }
}
