//! Where a history makes an object, and where it takes it away.

use super::super::Source;
use super::message::Missing;
use crate::object::{Name, Object, ObjectKind, PUBLIC};
use crate::sql::{Operation, Script, Within};
use regex::bytes::RegexBuilder;

/// What a statement does with the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Makes it, or gives something else its name.
    Made,
    /// Drops it, or gives it another name.
    Gone,
}

/// A statement that concerns the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// The number of the file.
    pub(super) file: usize,
    /// Where the statement starts in it.
    pub(super) at: usize,
    /// What it does.
    pub(super) event: Event,
}

/// Every statement of these files that makes the object or takes it away, in order.
pub(super) fn look<'a>(files: impl Iterator<Item = (&'a Source, &'a [u8])>, wanted: &Missing) -> Vec<Seen> {
    let name = regex::escape(&wanted.name.name);
    let Ok(pattern) = RegexBuilder::new(&name).case_insensitive(true).unicode(false).build() else {
        return Vec::new();
    };
    let mut seen = Vec::new();
    for (file, (_, content)) in files.enumerate().filter(|(_, (_, content))| pattern.is_match(content)) {
        let script = Script::read_some(content, &(0..content.len()), &|text| pattern.is_match(text));
        for (number, action) in script.run() {
            let at = script.statements[number].span.start;
            // What stands below a condition, or is dropped only if it is there, tells nothing.
            let is_sure = action.within == Within::Script || matches!(action.within, Within::Do { guarded: false });
            let event = event(&action.operation, wanted).filter(|event| is_sure || *event == Event::Made);
            seen.extend(event.map(|event| Seen { file, at, event }));
        }
    }
    seen
}

fn event(operation: &Operation, wanted: &Missing) -> Option<Event> {
    let is_part = wanted.kind == ObjectKind::Column;
    let made = match operation {
        Operation::CreateTable(create) if is_part => {
            is_on(&create.table, wanted) && create.columns.iter().any(|column| column.name == wanted.name.name)
        }
        Operation::AddColumn { table, column, .. } => {
            is_part && is_on(table, wanted) && column.name == wanted.name.name
        }
        Operation::CreateTable(create) => is_relation(wanted.kind) && is_same(&create.table, wanted),
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
                return Some(Event::Gone);
            }
            is_like(object.kind, wanted.kind) && is_same(&renamed, wanted)
        }
        Operation::Drop { object, .. } => return is_object(object, wanted).then_some(Event::Gone),
        Operation::DropPart { part, .. } => {
            let is_it = part.kind == wanted.kind && part.name.name == wanted.name.name;
            let is_there = part.on.as_ref().is_none_or(|table| is_on(table, wanted));
            return (is_it && is_there).then_some(Event::Gone);
        }
        _ => false,
    };
    made.then_some(Event::Made)
}

fn is_object(object: &Object, wanted: &Missing) -> bool {
    let is_there = object.on.as_ref().is_none_or(|table| is_on(table, wanted));
    is_like(object.kind, wanted.kind) && is_same(&object.name, wanted) && is_there
}

/// True when the table may be the one that the message names.
fn is_on(table: &Name, wanted: &Missing) -> bool {
    // Most messages name it without its schema.
    wanted.on.as_ref().is_none_or(|on| on.name == table.name)
}

fn is_same(name: &Name, wanted: &Missing) -> bool {
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
