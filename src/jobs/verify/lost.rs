//! The statement that dropped, renamed or moved an object that is missing.

use crate::object::{Name, Object, ObjectKind, PUBLIC, quoted};
use crate::replay::{RequiredObject, Source};
use crate::sql::{Operation, Script};
use crate::text::Span;

/// The statement after which an object is missing.
pub(super) struct Loss<'a> {
    pub(super) source: &'a Source,
    /// In the file.
    pub(super) span: Span,
    /// The rest of a sentence: `drops it`.
    pub(super) what: String,
}

/// Returns the last statement that takes an object away.
pub(super) fn find<'a>(sources: &'a [Source], object: &RequiredObject) -> Option<Loss<'a>> {
    sources.iter().rev().find_map(|source| last_in(source, object))
}

fn last_in<'a>(source: &'a Source, object: &RequiredObject) -> Option<Loss<'a>> {
    let (text, section) = source.sent();
    let folded = |text: &[u8]| text.to_ascii_lowercase();
    let wanted = folded(object.name.as_bytes());
    let table = folded(object.on.as_deref().unwrap_or_default().as_bytes());
    let mentions = |statement: &[u8]| {
        let statement = folded(statement);
        let has = |name: &[u8]| !name.is_empty() && memchr::memmem::find(&statement, name).is_some();
        has(&wanted) || has(&table) || has(object.schema.as_bytes())
    };
    let script = Script::read_some(&text, &section.span, &mentions);
    let spliced = source.section.spliced(&source.content);
    let lost = script.statements.iter().rev().find_map(|statement| {
        let what = statement.run().filter_map(|action| loss(&action.operation, object)).last()?;
        Some((statement.span.clone(), what))
    });
    let (span, what) = lost?;
    let span = spliced.map_or_else(|| span.clone(), |all| all.old_span(&span));
    Some(Loss { source, span, what })
}

/// Returns what an operation does to the object, if it takes it away.
fn loss(operation: &Operation, wanted: &RequiredObject) -> Option<String> {
    let table = wanted.on.as_deref();
    let is_relation = |object: &Object, name: &str| {
        object.on.is_none() && object.kind.space() == ObjectKind::Table && is_named(&object.name, wanted, name)
    };
    let is_it = |object: &Object| {
        let is_part = object.on.as_ref().zip(table).is_some_and(|(on, table)| is_named(on, wanted, table));
        let is_whole = table.is_none() && object.on.is_none() && is_named(&object.name, wanted, &wanted.name);
        let is_kind = object.kind.space() == wanted.kind.of_statement().space();
        is_kind && (is_whole || is_part && object.name.name == wanted.name)
    };
    let is_its_table = |object: &Object| table.is_some_and(|table| is_relation(object, table));
    match operation {
        Operation::Drop { object, .. } | Operation::DropPart { part: object, .. } if is_it(object) => {
            Some("drops it".to_owned())
        }
        Operation::Drop { object, .. } if is_its_table(object) => Some("drops its table".to_owned()),
        Operation::Drop { object, .. } if object.kind == ObjectKind::Schema && object.name.name == wanted.schema => {
            Some("drops its schema".to_owned())
        }
        Operation::Rename { object, to } if is_it(object) => Some(format!("renames it to `{}`", quoted(to))),
        Operation::Rename { object, to } if is_its_table(object) => {
            Some(format!("renames its table to `{}`", quoted(to)))
        }
        Operation::SetSchema { object, schema } if is_it(object) || is_its_table(object) => {
            Some(format!("moves it to the schema `{}`", quoted(schema)))
        }
        _ => None,
    }
}

fn is_named(name: &Name, wanted: &RequiredObject, own: &str) -> bool {
    let schema = if wanted.schema.is_empty() { PUBLIC } else { &wanted.schema };
    name.name == own && (wanted.schema.is_empty() || name.schema_or(PUBLIC) == schema)
}
