#![doc = include_str!("drop_schema.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::data_loss::{Loss, SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-schema",
        summary: "a schema or a database is dropped with everything in it",
        severity: Severity::Error,
        fixable: false,
        forward_only: true,
        preset: Preset::Minimal,
        family: Family::DataLoss,
        expects: None,
        page: include_str!("drop_schema.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    for loss in losses(script, &[ObjectKind::Schema, ObjectKind::Database]) {
        sink.report(of_object(script, &loss));
    }
    for step in script.steps().filter(|_| !script.is_down()) {
        if step.action.operation == Operation::DropOwned {
            let message = "drops everything that a role owns, tables with their rows included";
            sink.report(
                script
                    .diagnostic(&RULE.info, &step, message)
                    .label("nobody can tell from here what that is")
                    .why("What goes depends on the database that it runs on, and no migration brings the rows back.")
                    .help(format!(
                        "`reassign owned by` another role first, so that this only takes privileges away, then {SAY_WHY}"
                    )),
            );
        }
    }
}

fn of_object(script: &ScriptContext, loss: &Loss) -> Diagnostic {
    let Loss { step, object } = loss;
    let name = &object.name;
    // Without CASCADE the server refuses to drop a schema that holds anything.
    let is_empty =
        object.kind == ObjectKind::Schema && matches!(step.action.operation, Operation::Drop { cascade: false, .. });
    if is_empty {
        return script
            .diagnostic(&RULE.info, step, format!("drops {object}"))
            .label("fails unless it is empty")
            .why("No rows are lost, but code and roles that name the schema in their search_path no longer find it.")
            .help(format!("first release code that no longer names `{name}`, then {SAY_WHY}"))
            .severity(Severity::Warning);
    }
    script
        .diagnostic(&RULE.info, step, format!("drops {object} with every table in it"))
        .label("everything in it is gone for good")
        .why("No migration brings the rows back, and the statement does not tell which tables go with it.")
        .help(format!("drop what is in `{name}` by name, or at least {SAY_WHY}"))
}
