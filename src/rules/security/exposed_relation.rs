#![doc = include_str!("exposed_relation.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, ObjectKind, PUBLIC};
use crate::rules::context::exposed::{API_ROLES, is_protected, is_served, is_withdrawn};
use crate::rules::context::grant::{Clause, Objects};
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
            Operation::Privileges { revoke: false, .. } => {
                granted(script, &step, sink);
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

/// Reports a grant to `anon`, or to all roles, on tables without row-level security, or on routines that ignore it. In the
/// public schema, where `anon` has these privileges without it, `table-without-rls` reports the table.
fn granted(script: &ScriptContext, step: &Step, sink: &mut Sink) {
    let Some(clause) = Clause::of(&script.text(&step.action.span)) else {
        return;
    };
    let Some(role) = clause.roles.iter().find(|role| *role == API_ROLES[0] || *role == "public") else {
        return;
    };
    let found = match &clause.objects {
        Objects::Relations(relations) if clause.takes_writing() => {
            relations.iter().find(|table| is_unprotected(script, table, step)).map(of_table)
        }
        Objects::Tables(schemas) if clause.takes_writing() => {
            let is_open = |schema: &&String| is_outside(schema) && script.has_unsecured_table(schema);
            schemas.iter().find(is_open).map(|schema| of_tables(schema))
        }
        Objects::FutureTables(schemas) if clause.takes_writing() => {
            let schema = schemas.iter().find(|schema| is_outside(schema));
            (schema.is_some() || schemas.is_empty()).then(|| of_future_tables(schema))
        }
        Objects::Routines(schemas) => {
            let has_definer = |schema: &&String| is_outside(schema) && script.has_definer(schema);
            schemas.iter().find(has_definer).map(|schema| of_routines(schema, role))
        }
        _ => None,
    };
    let Some([message, why, help]) = found else {
        return;
    };
    let label = if role == "public" {
        "granted to all roles, with the role `anon` of every visitor".to_owned()
    } else {
        format!("granted to `{role}`, the role of every visitor")
    };
    sink.report(script.diagnostic(&RULE.info, step, message).label(label).why(why).help(help));
}

/// Whether a schema is one in which the roles of the API do not have all privileges from the start.
fn is_outside(schema: &str) -> bool {
    schema != PUBLIC && schema != "storage"
}

fn is_unprotected(script: &ScriptContext, table: &Name, step: &Step) -> bool {
    table.schema.as_deref().is_some_and(is_outside) && (script.prior.is_none() || !is_protected(script, table, step))
}

const WHY_TABLES: &str = "Without row-level security, a privilege on a table holds for every row of it.";

fn of_table(table: &Name) -> [String; 3] {
    [
        format!("everyone with the public key may write `{table}`, which has no row-level security"),
        WHY_TABLES.to_owned(),
        format!(
            "enable row-level security in the same migration, `alter table {table} enable row level security`, and write policies for it"
        ),
    ]
}

fn of_tables(schema: &str) -> [String; 3] {
    [
        format!("everyone with the public key may write all tables of schema `{schema}`"),
        format!("{WHY_TABLES} The statement includes tables that no migration secures."),
        format!("name the tables that have row-level security: `grant select on {schema}.NAME to anon`"),
    ]
}

fn of_future_tables(schema: Option<&String>) -> [String; 3] {
    let (place, schema) = match schema {
        Some(schema) => (format!(" of schema `{schema}`"), schema.as_str()),
        None => (String::new(), "SCHEMA"),
    };
    [
        format!("everyone with the public key may write every future table{place}"),
        format!("{WHY_TABLES} A new table has none until a statement enables it."),
        format!("grant on each table in the migration that secures it: `grant select on {schema}.NAME to anon`"),
    ]
}

fn of_routines(schema: &str, role: &str) -> [String; 3] {
    [
        format!("everyone with the public key may call all functions of schema `{schema}`"),
        "At least one of them is SECURITY DEFINER: it runs with its owner's privileges, and policies do not hold for it."
            .to_owned(),
        format!("name the functions that are meant for them: `grant execute on function {schema}.NAME to {role}`"),
    ]
}
