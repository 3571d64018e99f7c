//! Finds where a history creates an object, and where it drops it.

use super::super::source::Source;
use super::message::NamedObject;
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::sql::{Constraint, ConstraintKind, CreateTable, Operation, Script, Within};
use regex::bytes::RegexBuilder;

/// The effect of a statement on the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Creation, or another object gets its name.
    Created,
    /// Drop or rename.
    Dropped,
    /// A drop below a condition, or with `IF EXISTS`.
    MayBeDropped,
}

/// A statement that affects the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// The number of the file.
    pub(super) file: usize,
    /// The start of the statement in the file.
    pub(super) at: usize,
    pub(super) event: Event,
    /// The kind of the object: the server calls tables, views, indexes and sequences relations.
    pub(super) kind: ObjectKind,
}

/// Returns every statement of these files that creates or drops the object, in order.
pub(super) fn occurrences(files: &[Source], wanted: &NamedObject) -> Vec<Occurrence> {
    let name = searched(&wanted.name.name).map(regex::escape).collect::<Vec<_>>().join("|");
    let Ok(pattern) = RegexBuilder::new(&name).case_insensitive(true).unicode(false).build() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let read = files.iter().map(|file| (file.section.with_head(&file.content).start, file.text()));
    for (file, (start, content)) in read.enumerate().filter(|(_, (_, content))| pattern.is_match(content)) {
        let script = Script::read_some(content, &(0..content.len()), &|text| pattern.is_match(text));
        for (number, action) in script.run() {
            let at = start + script.statements[number].span.start;
            let is_sure = action.within == Within::Script || matches!(action.within, Within::Do { guarded: false });
            let event = event(&action.operation, wanted).map(|event| match event {
                Event::Dropped if !is_sure => Event::MayBeDropped,
                event => event,
            });
            let kind = created_kind(&action.operation, wanted).unwrap_or(wanted.kind);
            found.extend(event.map(|event| Occurrence { file, at, event, kind }));
        }
    }
    found
}

/// The texts of which one is in every statement that creates the object: the name, and the beginning of the table's
/// name where the server makes the name of a constraint from it.
fn searched(name: &str) -> impl Iterator<Item = &str> {
    let is_made = ["_pkey", "_key", "_fkey", "_check"].iter().any(|end| name.ends_with(end));
    std::iter::once(name).chain(name.split('_').next().filter(|first| is_made && !first.is_empty()))
}

/// Returns the kind of relation that a statement creates.
fn created_kind(operation: &Operation, wanted: &NamedObject) -> Option<ObjectKind> {
    match operation {
        Operation::CreateTable(create) if is_same(&create.table, wanted) => Some(ObjectKind::Table),
        Operation::CreateTable(_) | Operation::AddColumn { .. } | Operation::AddConstraint { .. }
            if wanted.kind == ObjectKind::Table =>
        {
            Some(ObjectKind::Index)
        }
        Operation::CreateIndex(_) => Some(ObjectKind::Index),
        Operation::Create { object, .. } => Some(object.kind),
        _ => None,
    }
}

/// Whether a statement of these files creates a table.
pub(super) fn creates_a_table<'a>(mut files: impl Iterator<Item = &'a [u8]>) -> bool {
    files.any(|content| {
        let script = Script::read(content, &(0..content.len()));
        script.run().any(|(_, action)| matches!(action.operation, Operation::CreateTable(_)))
    })
}

fn event(operation: &Operation, wanted: &NamedObject) -> Option<Event> {
    let is_part = wanted.kind == ObjectKind::Column;
    let is_created = match operation {
        Operation::CreateTable(create) if is_part => {
            is_on(&create.table, wanted) && create.columns.iter().any(|column| column.name == wanted.name.name)
        }
        Operation::AddColumn { table, column, .. } => {
            let has_constraint = |one: &Constraint| is_constraint(one, table, Some(&column.name), wanted);
            is_part && is_on(table, wanted) && column.name == wanted.name.name
                || column.constraints.iter().any(has_constraint)
        }
        Operation::CreateTable(create) => {
            is_relation(wanted.kind) && is_same(&create.table, wanted) || creates_constraint(create, wanted)
        }
        Operation::AddConstraint { table, constraint } => is_constraint(constraint, table, None, wanted),
        Operation::CreateRoutine(routine) => is_routine(wanted.kind) && is_same(&routine.object.name, wanted),
        Operation::CreateType { name, .. } => wanted.kind == ObjectKind::Type && is_same(name, wanted),
        Operation::CreateIndex(create) => {
            matches!(wanted.kind, ObjectKind::Index | ObjectKind::Table)
                && create.name.as_ref() == Some(&wanted.name.name)
        }
        Operation::Create { object, .. } => is_object(object, wanted),
        Operation::Rename { to, object } => {
            let renamed = Name { schema: object.name.schema.clone(), name: to.clone() };
            if is_object(object, wanted) {
                return Some(Event::Dropped);
            }
            is_like(object.kind, wanted.kind) && is_same(&renamed, wanted)
        }
        Operation::Drop { object, .. } => return is_object(object, wanted).then_some(Event::Dropped),
        Operation::DropPart { part, .. } => {
            let is_it = part.kind == wanted.kind && part.name.name == wanted.name.name;
            let is_on_table = part.on.as_ref().is_none_or(|table| is_on(table, wanted));
            return (is_it && is_on_table).then_some(Event::Dropped);
        }
        _ => false,
    };
    is_created.then_some(Event::Created)
}

fn creates_constraint(create: &CreateTable, wanted: &NamedObject) -> bool {
    let of_columns =
        create.columns.iter().flat_map(|column| column.constraints.iter().map(|one| (one, Some(&column.name))));
    let mut all = create.constraints.iter().map(|one| (one, None)).chain(of_columns);
    all.any(|(one, column)| is_constraint(one, &create.table, column.map(String::as_str), wanted))
}

/// Whether a constraint of a table, or the index that it brings, is the object.
fn is_constraint(constraint: &Constraint, table: &Name, column: Option<&str>, wanted: &NamedObject) -> bool {
    let brings_index = matches!(constraint.kind, ConstraintKind::PrimaryKey | ConstraintKind::Unique);
    let is_wanted = match wanted.kind {
        ObjectKind::Constraint => is_on(table, wanted),
        ObjectKind::Table | ObjectKind::Index => brings_index,
        _ => false,
    };
    if !is_wanted {
        return false;
    }
    let columns = || match column {
        Some(column) => column.to_owned(),
        None => constraint.columns.join("_"),
    };
    // The names that the server gives (`ChooseIndexName`, `ChooseConstraintName`).
    let name = constraint.name.clone().unwrap_or_else(|| match constraint.kind {
        ConstraintKind::PrimaryKey => format!("{}_pkey", table.name),
        ConstraintKind::Unique => format!("{}_{}_key", table.name, columns()),
        ConstraintKind::ForeignKey { .. } => format!("{}_{}_fkey", table.name, columns()),
        _ => format!("{}_{}_check", table.name, columns()),
    });
    name == wanted.name.name
}

fn is_object(object: &Object, wanted: &NamedObject) -> bool {
    let is_on_table = object.on.as_ref().is_none_or(|table| is_on(table, wanted));
    is_like(object.kind, wanted.kind) && is_same(&object.name, wanted) && is_on_table
}

/// Whether the table may be the one that the message names.
fn is_on(table: &Name, wanted: &NamedObject) -> bool {
    // Most messages name the table without its schema.
    wanted.on.as_ref().is_none_or(|on| on.name == table.name)
}

fn is_same(name: &Name, wanted: &NamedObject) -> bool {
    let schema = |name: &Name| name.schema_or(PUBLIC).to_owned();
    let is_exact = wanted.name.schema.is_some();
    name.name == wanted.name.name && (!is_exact || schema(name) == schema(&wanted.name))
}

/// The server calls everything in `pg_class` a relation.
fn is_relation(kind: ObjectKind) -> bool {
    use ObjectKind::{ForeignTable, MaterializedView, Sequence, Table, View};
    matches!(kind, Table | View | MaterializedView | ForeignTable | Sequence)
}

fn is_routine(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine | ObjectKind::Aggregate)
}

fn is_like(one: ObjectKind, other: ObjectKind) -> bool {
    let is_type = |kind| matches!(kind, ObjectKind::Type | ObjectKind::Domain);
    one == other
        || is_relation(one) && is_relation(other)
        || is_routine(one) && is_routine(other)
        || is_type(one) && is_type(other)
}
