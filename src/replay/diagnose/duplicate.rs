//! Objects that already exist.

use super::super::failure::StatementError;
use super::super::plan::Plan;
use super::super::source::Source;
use super::cause::Cause;
use super::lookup::{Event, Occurrence, occurrences};
use super::message::{self, NamedObject};
use crate::migration::Platform;
use crate::object::{ObjectKind, quoted};

/// Explains why an object already exists.
pub(super) fn explain(plan: &Plan<'_>, at: usize, failed: &StatementError) -> Option<Cause> {
    let duplicate = message::object(&failed.error.message)?;
    let shown = duplicate.shown();
    let files = plan.migrations.iter().map(Source::text);
    let found = occurrences(files, &duplicate);
    let is_before = |one: &&Occurrence| (one.file, one.at) < (at, failed.statement.start);
    let first = found.iter().filter(is_before).rfind(|one| one.event == Event::Created);
    let named = NamedObject { kind: first.map_or(duplicate.kind, |first| first.kind), ..duplicate.clone() };
    let (shown, help) = (if is_relation(duplicate.kind) { named.shown() } else { shown }, help(&named));
    match first {
        Some(first) if first.file == at => {
            Cause::new(format!("{shown} is already created above in the same file."), help)
        }
        Some(first) => {
            let path = &plan.migrations[first.file].path;
            Cause::new(format!("{shown} is already created by {path}."), help)
        }
        None if duplicate.kind == ObjectKind::Role => Cause::new(
            format!("{shown} already exists: roles belong to the whole server."),
            "create it only if it does not exist (a `DO` block that queries `pg_roles`)",
        ),
        None if plan.layout.platform != Platform::Plain => {
            Cause::new(format!("No earlier migration creates {shown}: it belongs to the platform."), help)
        }
        None => None,
    }
}

fn is_relation(kind: ObjectKind) -> bool {
    kind == ObjectKind::Table
}

/// Returns what to do about an object that is created twice: not every `CREATE` has `IF NOT EXISTS`.
fn help(object: &NamedObject) -> String {
    let name = quoted(&object.name.name);
    let on = object.on.as_ref().map(ToString::to_string).unwrap_or_default();
    let otherwise = match object.kind {
        ObjectKind::View | ObjectKind::Function | ObjectKind::Procedure => {
            "write `CREATE OR REPLACE` in this one".to_owned()
        }
        ObjectKind::Policy | ObjectKind::Trigger => {
            format!("drop the first one before this statement: `drop {} if exists {name} on {on}`", object.kind.word())
        }
        ObjectKind::Constraint => {
            format!("drop the first one before this statement: `alter table {on} drop constraint if exists {name}`")
        }
        ObjectKind::Type | ObjectKind::Domain | ObjectKind::Publication => {
            "create it only if it does not exist (a `DO` block with `exception when duplicate_object then null;`)"
                .to_owned()
        }
        _ => "add `IF NOT EXISTS` to this one if both are intended".to_owned(),
    };
    format!("remove one of the two, or {otherwise}")
}
