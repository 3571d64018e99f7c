#![doc = include_str!("unknown_role.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::migration::layout;
use crate::object::{Name, Object, ObjectKind};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Origin};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unknown-role",
        summary: "statement names a role that no migration creates",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Correctness,
        expects: None,
        page: include_str!("unknown_role.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

/// Roles that exist on every server, and keywords in place of a role.
const PREDEFINED: [&str; 5] = ["public", "postgres", "current_user", "current_role", "session_user"];

fn check(script: &ScriptContext, sink: &mut Sink) {
    if script.is_down() {
        return;
    }
    let mut reported = Vec::new();
    for step in script.steps() {
        for role in roles(&step.action.operation) {
            if reported.contains(role) || !is_unknown(script, &step, role) {
                continue;
            }
            reported.push(role.clone());
            sink.report(
                script
                    .diagnostic(&RULE.info, &step, format!("no migration creates role `{role}`"))
                    .label("does not exist on a new database")
                    .why(format!("On a database built from the migrations alone, such as a preview or a colleague's, this statement fails with `role \"{role}\" does not exist`."))
                    .help(format!("create it in an earlier migration, after checking that it does not exist yet: `create role {role}`")),
            );
        }
    }
}

fn roles(operation: &Operation) -> &[String] {
    match operation {
        Operation::OwnerTo { role, .. } => std::slice::from_ref(role),
        Operation::Privileges { roles, .. } => roles,
        _ => &[],
    }
}

fn is_unknown(script: &ScriptContext, step: &Step, role: &str) -> bool {
    let is_predefined = role.is_empty()
        || role.starts_with("pg_")
        || PREDEFINED.contains(&role)
        // A platform has its roles whichever tool applies the migrations.
        || layout::ALL.iter().any(|layout| layout.platform.has_role(role));
    let object = Object::new(ObjectKind::Role, Name { schema: None, name: role.to_owned() });
    let is_created_here = script.timeline.origin(&object, step.number) != Origin::Old;
    !is_predefined
        && !is_created_here
        && (script.prior.is_none() || script.is_created_outside_migrations(&object, step))
}
