#![doc = include_str!("drop_constraint.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind, quoted};
use crate::rules::context::data_loss::{Loss, SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::{ColumnChange, Operation};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-constraint",
        summary: "constraint is dropped without a replacement",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_constraint.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::Constraint]) {
        let Some(table) = loss.object.on.as_ref().filter(|table| !is_needless(script, &loss, table)) else {
            continue;
        };
        let name = quoted(&loss.object.name.name);
        sink.report(
            script
                .diagnostic(&RULE.info, &loss.step, format!("constraint `{name}` of `{table}` is dropped"))
                .label("rows that violate it are accepted from then on")
                .why("Once such rows exist, the constraint cannot be added again.")
                .help(format!("add its replacement in the same migration with `alter table {table} add constraint …`, or {SAY_WHY}")),
        );
    }
}

/// Whether something else rejects such rows: NOT NULL, for which the check was only the
/// preparation, or a unique index.
fn is_needless(script: &ScriptContext, loss: &Loss, table: &Name) -> bool {
    script.steps().any(|other| match &other.action.operation {
        Operation::AlterColumn { table: of, change: ColumnChange::SetNotNull, .. } => {
            of.is_same(table) && other.number < loss.step.number
        }
        Operation::CreateIndex(create) => create.unique && create.table.is_same(table),
        // The constraints of a column are dropped with it.
        Operation::DropPart { part, .. } => {
            part.kind == ObjectKind::Column && part.on.as_ref().is_some_and(|of| of.is_same(table))
        }
        _ => false,
    })
}
