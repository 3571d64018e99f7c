#![doc = include_str!("exposed_relation.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::ObjectKind;
use crate::rules::context::exposed::{API_ROLES, Clause, is_served, is_withdrawn};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::Operation;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "exposed-relation",
        summary: "relation without policies is served over the API",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Recommended,
        family: Family::Security,
        expects: None,
        page: include_str!("exposed_relation.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    if !script.layout().platform.serves_public_tables() || script.is_down() {
        return;
    }
    for step in script.steps() {
        let (kind, name) = match &step.action.operation {
            Operation::Create { object, .. } if object.kind == ObjectKind::MaterializedView => {
                // `exposed-users` reports it.
                let reads_users =
                    |view: &crate::sql::ViewDetails| view.reads.iter().any(|read| read.to_string() == "auth.users");
                if step.action.operation.view().is_some_and(reads_users) {
                    continue;
                }
                ("materialized view", &object.name)
            }
            Operation::CreateTable(create) if create.foreign => ("foreign table", &create.table),
            Operation::Privileges { roles, revoke: false, .. } => {
                granted(script, &step, roles, sink);
                continue;
            }
            _ => continue,
        };
        if !is_served(script, name, &step) || is_withdrawn(script, name, &step) {
            continue;
        }
        sink.report(
            script
                .diagnostic(&RULE.info, &step, format!("{kind} `{name}` is readable by everyone with the public key"))
                .label("policies do not apply to it")
                .why(format!("Supabase serves every relation of the public schema over its API, and row-level security does not exist for a {kind}."))
                .help(format!(
                    "create it in another schema, such as `private.{}`, or revoke access in the same migration: `revoke all on {name} from anon, authenticated`",
                    name.name
                )),
        );
    }
}

/// Reports a grant to `anon` on a table that a migration creates without row-level security. In the public schema,
/// where `anon` may read and write without it, `table-without-rls` reports the table.
fn granted(script: &ScriptContext, step: &Step, roles: &[String], sink: &mut Sink) {
    if !roles.iter().any(|role| role == API_ROLES[0]) {
        return;
    }
    let Some(clause) = Clause::of(&script.text(&step.action.span)) else {
        return;
    };
    let is_unprotected = |table: &&crate::object::Name| {
        let is_outside = table.schema.as_deref().is_some_and(|schema| schema != "public");
        let is_known = script.prior.is_none() || !crate::rules::context::exposed::is_protected(script, table, step);
        let is_reading = clause.privileges.iter().all(|word| matches!(word.as_str(), "select" | "," | "(" | ")"));
        is_outside && is_known && !is_reading
    };
    let Some(table) = clause.relations().iter().find(is_unprotected) else {
        return;
    };
    sink.report(
        script
            .diagnostic(&RULE.info, step, format!("everyone with the public key may write `{table}`"))
            .label("granted to `anon`, and the table has no row-level security")
            .why("`anon` is the role of every visitor. Without row-level security, the privilege holds for every row.")
            .help(format!("enable row-level security in the same migration, `alter table {table} enable row level security`, and write policies for it")),
    );
}
