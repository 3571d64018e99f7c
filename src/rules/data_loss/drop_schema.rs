#![doc = include_str!("drop_schema.md")]

use crate::diagnostic::{Diagnostic, Family, Preset, RuleInfo, Severity};
use crate::object::{Object, ObjectKind};
use crate::rules::context::data_loss::{Loss, SAY_WHY, losses};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-schema",
        summary: "schema or database is dropped with everything in it",
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
    for loss in losses(script, &[ObjectKind::Schema]).into_iter().filter(|loss| !cascades(&loss.step.action.operation))
    {
        sink.report(of_object(script, &loss));
    }
    for step in script.steps().filter(|_| !script.is_down()) {
        if let Operation::Drop { object, if_exists, .. } = &step.action.operation
            && is_lost(script, &step, object, *if_exists)
        {
            sink.report(of_object(script, &Loss { step, object }));
        }
    }
    for step in script.steps().filter(|_| !script.is_down()) {
        if step.action.operation == Operation::DropOwned {
            let message = "DROP OWNED drops every object of a role, including tables with their rows";
            sink.report(
                script
                    .diagnostic(&RULE.info, &step, message)
                    .label("the statement does not name the objects")
                    .why("Which objects are dropped depends on the database it runs on, and no migration can restore the rows.")
                    .help(format!(
                        "first run `reassign owned by … to …`, so that this statement only revokes privileges, then {SAY_WHY}"
                    )),
            );
        }
    }
}

fn cascades(operation: &Operation) -> bool {
    matches!(operation, Operation::Drop { cascade: true, .. })
}

/// Schemas that every database, or every Supabase project, has without a migration.
const PROVIDED: [&str; 13] = [
    "auth",
    "cron",
    "extensions",
    "graphql",
    "graphql_public",
    "net",
    "pgmq",
    "pgsodium",
    "public",
    "realtime",
    "storage",
    "supabase_functions",
    "vault",
];

/// Whether a whole database, or a schema with everything in it, is dropped. That no migration creates it does not mean
/// that it is not there; a schema that the script creates again may be a clean-up, unless the database provides it.
fn is_lost(script: &ScriptContext, step: &Step, object: &Object, if_exists: bool) -> bool {
    if script.origin(object, step) == Origin::New {
        return false;
    }
    match object.kind {
        ObjectKind::Database => true,
        ObjectKind::Schema if cascades(&step.action.operation) => {
            let is_provided = PROVIDED.contains(&object.name.name.as_str());
            let is_clean_up = if_exists && script.is_created_outside_migrations(object, step);
            let comes_back = script.timeline.is_recreated(object, step.number);
            is_provided || !(is_clean_up && comes_back)
        }
        _ => false,
    }
}

fn of_object(script: &ScriptContext, loss: &Loss) -> Diagnostic {
    let Loss { step, object } = loss;
    let name = &object.name;
    // Without CASCADE, PostgreSQL refuses to drop a schema that contains anything.
    let is_empty =
        object.kind == ObjectKind::Schema && matches!(step.action.operation, Operation::Drop { cascade: false, .. });
    if is_empty {
        return script
            .diagnostic(&RULE.info, step, format!("{object} is dropped"))
            .label("fails unless it is empty")
            .why("No rows are lost, but code and roles that have the schema in their search_path no longer find it.")
            .help(format!("first release code that no longer uses `{name}`, then {SAY_WHY}"))
            .severity(Severity::Warning);
    }
    script
        .diagnostic(&RULE.info, step, format!("{object} is dropped with every table in it"))
        .label("everything in it is lost permanently")
        .why("No migration can restore the rows, and the statement does not show which tables are dropped.")
        .help(format!("drop the objects in `{name}` by name, or at least {SAY_WHY}"))
}
