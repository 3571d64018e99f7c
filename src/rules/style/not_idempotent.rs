#![doc = include_str!("not_idempotent.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind, quoted};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Constraint, Operation, Within};
use std::collections::HashMap;

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "not-idempotent",
        summary: "statement fails when the migration is run again",
        severity: Severity::Warning,
        fixable: false,
        forward_only: true,
        preset: Preset::Strict,
        family: Family::Style,
        expects: None,
        page: include_str!("not_idempotent.md"),
    },
    scope: Scope::File,
    needs: Needs::Nothing,
    check: Check::Script(check),
};

fn check(script: &ScriptContext, sink: &mut Sink) {
    let steps: Vec<_> = script.steps().collect();
    let mut dropped = Dropped::default();
    for step in steps.iter().filter(|step| step.action.within != (Within::Do { guarded: true })) {
        if let Operation::Drop { object, if_exists: true, .. }
        | Operation::DropPart { part: object, if_exists: true, .. } = &step.action.operation
        {
            dropped.entry(&object.name.name).or_default().push(object);
        }
        let Some((message, help)) = problem(script, step, &dropped) else {
            continue;
        };
        sink.report(
            script
                .diagnostic(&RULE.info, step, message)
                .label("fails when run again")
                .why("If a run stops halfway, or a database already has part of the changes, the script cannot simply be run again.")
                .help(help),
        );
    }
}

/// The message and help for a statement that fails on the second run; `None` for one that does not.
/// Objects that were dropped, by their bare names.
type Dropped<'a> = HashMap<&'a str, Vec<&'a Object>>;

fn problem(script: &ScriptContext, step: &Step, dropped: &Dropped) -> Option<(String, String)> {
    let if_not_exists = |operation: &str, kind: &str, name: &dyn std::fmt::Display| {
        (
            format!("{kind} `{name}` already exists on the second run"),
            format!("add `if not exists` after `{operation}`"),
        )
    };
    match &step.action.operation {
        Operation::CreateTable(create) if !create.if_not_exists && !create.temporary => {
            let object = Object::new(ObjectKind::Table, create.table.clone());
            (!is_dropped(&object, dropped)).then(|| if_not_exists("create table", "table", &create.table))
        }
        Operation::CreateIndex(create) if !create.if_not_exists => {
            let name = Name { schema: create.table.schema.clone(), name: create.name.clone().unwrap_or_default() };
            let object = Object::new(ObjectKind::Index, name);
            let is_dropped_before = is_dropped(&object, dropped) || has_new_table(Some(&create.table), dropped);
            (!is_dropped_before).then(|| if_not_exists("create index", "index", &object.name.name))
        }
        Operation::AddColumn { table, column, if_not_exists: false } if !has_new_table(Some(table), dropped) => {
            let object = Object::part(ObjectKind::Column, column.name.clone(), table);
            (!is_dropped(&object, dropped)).then(|| if_not_exists("add column", "column", &quoted(&column.name)))
        }
        Operation::AddEnumValue { value, if_not_exists: false, .. } => {
            Some(if_not_exists("add value", "enum value", value))
        }
        Operation::CreateRoutine(routine) if !routine.or_replace => of_created(&routine.object, dropped, true),
        Operation::CreateType { name, .. } => of_created(&Object::new(ObjectKind::Type, name.clone()), dropped, false),
        Operation::Create { object, if_not_exists: false, or_replace: false, temporary: false, .. } => {
            of_created(object, dropped, object.kind == ObjectKind::View)
        }
        Operation::AddConstraint { table, constraint } => of_constraint(table, constraint, dropped),
        Operation::Drop { object, if_exists: false, .. }
        | Operation::DropPart { part: object, if_exists: false, .. } => Some((
            format!("{object} no longer exists on the second run"),
            format!("write `drop {} if exists`", object.kind.word()),
        )),
        Operation::Rename { object, .. } | Operation::SetSchema { object, .. } => Some((
            format!("{object} already has its new name on the second run"),
            "rename it in a DO block that checks whether the old name still exists".to_owned(),
        )),
        Operation::Insert { table, on_conflict: false, .. }
            if !checks_first(script, step) && !has_new_table(Some(table), dropped) =>
        {
            Some((
                format!("rows are already in `{table}` on the second run"),
                "add `on conflict do nothing`".to_owned(),
            ))
        }
        _ => None,
    }
}

fn of_constraint(table: &Name, constraint: &Constraint, dropped: &Dropped) -> Option<(String, String)> {
    let name = constraint.name.clone().unwrap_or_default();
    let object = Object::part(ObjectKind::Constraint, name, table);
    let is_dropped_before = is_dropped(&object, dropped) || has_new_table(Some(table), dropped);
    let help = match &constraint.name {
        Some(name) => format!("add `alter table {table} drop constraint if exists {}` above it", quoted(name)),
        None => format!("name it and add `alter table {table} drop constraint if exists <name>` above it"),
    };
    (!is_dropped_before).then(|| (format!("constraint on `{table}` already exists on the second run"), help))
}

/// The message and help for `CREATE` of an object without `IF NOT EXISTS`, or where something else
/// is better.
fn of_created(object: &Object, dropped: &Dropped, has_or_replace: bool) -> Option<(String, String)> {
    if is_dropped(object, dropped) || has_new_table(object.on.as_ref(), dropped) {
        return None;
    }
    let kind = object.kind.word();
    let help = match object.kind {
        _ if has_or_replace => format!("write `create or replace {kind}`"),
        ObjectKind::Schema
        | ObjectKind::Extension
        | ObjectKind::Sequence
        | ObjectKind::MaterializedView
        | ObjectKind::Server => {
            format!("write `create {kind} if not exists`")
        }
        ObjectKind::Policy | ObjectKind::Trigger | ObjectKind::Rule => {
            let on = object.on.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("add `drop {kind} if exists {} on {on}` above it", quoted(&object.name.name))
        }
        _ => format!("create it in a DO block that checks whether {kind} `{}` exists", object.name),
    };
    Some((format!("{object} already exists on the second run"), help))
}

fn is_dropped(object: &Object, dropped: &Dropped) -> bool {
    let is_on_same = |one: Option<&Name>, other: Option<&Name>| match (one, other) {
        (Some(one), Some(other)) => one.is_same(other),
        (one, other) => one.is_none() && other.is_none(),
    };
    dropped.get(object.name.name.as_str()).into_iter().flatten().any(|other| {
        other.kind.space() == object.kind.space()
            && other.name.name == object.name.name
            && is_on_same(other.on.as_ref(), object.on.as_ref())
    })
}

/// Whether its table was dropped above, and with it everything on the table.
fn has_new_table(table: Option<&Name>, dropped: &Dropped) -> bool {
    table.is_some_and(|table| is_dropped(&Object::new(ObjectKind::Table, table.clone()), dropped))
}

/// Whether an `INSERT` checks for the rows first: `INSERT … WHERE NOT EXISTS (…)`.
fn checks_first(script: &ScriptContext, step: &Step) -> bool {
    script.text(&step.action.span).to_lowercase().contains("not exists")
}
