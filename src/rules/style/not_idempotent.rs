#![doc = include_str!("not_idempotent.md")]

use crate::diagnostic::{Family, Preset, RuleInfo, Severity};
use crate::object::{Name, Object, ObjectKind, quoted};
use crate::rules::{Check, Needs, Rule, Scope, ScriptContext, Sink, Step};
use crate::sql::{Operation, Within};

pub(in crate::rules) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "not-idempotent",
        summary: "a statement fails when the script is run a second time",
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
    let mut dropped: Vec<&Object> = Vec::new();
    for step in steps.iter().filter(|step| step.action.within != (Within::Do { guarded: true })) {
        if let Operation::Drop { object, if_exists: true, .. }
        | Operation::DropPart { part: object, if_exists: true, .. } = &step.action.operation
        {
            dropped.push(object);
        }
        let Some((message, help)) = problem(script, step, &dropped) else {
            continue;
        };
        sink.report(
            script
                .diagnostic(&RULE.info, step, message)
                .label("works once")
                .why("When a run stops half way, or a database has part of it already, the script cannot simply be run again.")
                .help(help),
        );
    }
}

/// What fails the second time, and what does not.
fn problem(script: &ScriptContext, step: &Step, dropped: &[&Object]) -> Option<(String, String)> {
    let if_not_exists = |operation: &str, name: &dyn std::fmt::Display| {
        (
            format!("{operation} `{name}` is there already at the second run"),
            format!("add `if not exists` behind `{operation}`"),
        )
    };
    match &step.action.operation {
        Operation::CreateTable(create) if !create.if_not_exists && !create.temporary => {
            let object = Object::new(ObjectKind::Table, create.table.clone());
            (!is_dropped(&object, dropped)).then(|| if_not_exists("create table", &create.table))
        }
        Operation::CreateIndex(create) if !create.if_not_exists => {
            let name = Name { schema: create.table.schema.clone(), name: create.name.clone().unwrap_or_default() };
            let object = Object::new(ObjectKind::Index, name);
            let is_gone = is_dropped(&object, dropped) || has_new_table(Some(&create.table), dropped);
            (!is_gone).then(|| if_not_exists("create index", &object.name.name))
        }
        Operation::AddColumn { table, column, if_not_exists: false } if !has_new_table(Some(table), dropped) => {
            let object = Object::part(ObjectKind::Column, column.name.clone(), table);
            (!is_dropped(&object, dropped)).then(|| if_not_exists("add column", &quoted(&column.name)))
        }
        Operation::AddEnumValue { value, if_not_exists: false, .. } => Some(if_not_exists("add value", value)),
        Operation::CreateRoutine(routine) if !routine.or_replace => of_created(&routine.object, dropped, true),
        Operation::CreateType { name, .. } => of_created(&Object::new(ObjectKind::Type, name.clone()), dropped, false),
        Operation::Create { object, if_not_exists: false, or_replace: false, temporary: false } => {
            of_created(object, dropped, object.kind == ObjectKind::View)
        }
        Operation::AddConstraint { table, constraint } => {
            let name = constraint.name.clone().unwrap_or_default();
            let object = Object::part(ObjectKind::Constraint, name.clone(), table);
            let is_gone = is_dropped(&object, dropped) || has_new_table(Some(table), dropped);
            let drop = format!(
                "give it a name and put `alter table {table} drop constraint if exists {}` above it",
                quoted(&name)
            );
            (!is_gone).then(|| (format!("the constraint is on `{table}` already at the second run"), drop))
        }
        Operation::Drop { object, if_exists: false, .. }
        | Operation::DropPart { part: object, if_exists: false, .. } => Some((
            format!("{object} is gone already at the second run"),
            format!("write `drop {} if exists`", object.kind.word()),
        )),
        Operation::Rename { object, .. } | Operation::SetSchema { object, .. } => Some((
            format!("{object} has its new name already at the second run"),
            "do it in a DO block that looks whether the old name is still there".to_owned(),
        )),
        Operation::Insert { table, on_conflict: false, .. }
            if !asks_first(script, step) && !has_new_table(Some(table), dropped) =>
        {
            Some((
                format!("the rows are in `{table}` already at the second run"),
                "add `on conflict do nothing`".to_owned(),
            ))
        }
        _ => None,
    }
}

/// `CREATE` of what knows no IF NOT EXISTS, or where something else is better.
fn of_created(object: &Object, dropped: &[&Object], has_or_replace: bool) -> Option<(String, String)> {
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
            format!("put `drop {kind} if exists {} on {on}` above it", quoted(&object.name.name))
        }
        _ => format!("create it in a DO block that looks whether {kind} `{}` is there", object.name),
    };
    Some((format!("{object} is there already at the second run"), help))
}

fn is_dropped(object: &Object, dropped: &[&Object]) -> bool {
    let is_on_same = |one: Option<&Name>, other: Option<&Name>| match (one, other) {
        (Some(one), Some(other)) => one.is_same(other),
        (one, other) => one.is_none() && other.is_none(),
    };
    dropped.iter().any(|gone| {
        gone.kind.space() == object.kind.space()
            && gone.name.name == object.name.name
            && is_on_same(gone.on.as_ref(), object.on.as_ref())
    })
}

/// With its table everything on it was dropped.
fn has_new_table(table: Option<&Name>, dropped: &[&Object]) -> bool {
    table.is_some_and(|table| is_dropped(&Object::new(ObjectKind::Table, table.clone()), dropped))
}

/// `INSERT … WHERE NOT EXISTS (…)`
fn asks_first(script: &ScriptContext, step: &Step) -> bool {
    script.text(&step.action.span).to_lowercase().contains("not exists")
}
