//! Objects that already exist.

use super::super::failure::StatementError;
use super::super::plan::Plan;
use super::cause::Cause;
use super::lookup::{Event, Occurrence, occurrences};
use super::message::{self, NamedObject};
use crate::migration::Platform;
use crate::object::{Name, ObjectKind, PUBLIC, quoted};
use crate::sql::{Word, words};

/// Explains why an object already exists.
pub(super) fn explain(plan: &Plan<'_>, at: usize, failed: &StatementError) -> Option<Cause> {
    let duplicate = message::object(&failed.error.message)?;
    let found = occurrences(plan.migrations, &duplicate);
    let is_before = |one: &&Occurrence| (one.file, one.at) < (at, failed.statement.start);
    let first = found.iter().filter(is_before).rfind(|one| one.event == Event::Created);
    // The server calls an index or a sequence a relation, as it does a table.
    let object = match first {
        Some(first) if duplicate.kind == ObjectKind::Table => NamedObject { kind: first.kind, ..duplicate },
        _ => duplicate,
    };
    let statement = String::from_utf8_lossy(&plan.migrations[at].content[failed.statement.clone()]);
    let (shown, otherwise) = (object.shown(), otherwise(&object, &statement));
    let Some(first) = first else {
        return created_elsewhere(plan, &object, &statement, &otherwise);
    };
    let by_file = || format!("by {}", plan.migrations[first.file].path);
    let place = if first.file == at { "above in the same file".to_owned() } else { by_file() };
    Cause::new(format!("{shown} is already created {place}."), format!("remove one of the two, or {otherwise}"))
}

/// Explains an object that exists although no statement of the history creates it.
fn created_elsewhere(plan: &Plan<'_>, object: &NamedObject, statement: &str, otherwise: &str) -> Option<Cause> {
    let (platform, shown) = (plan.platform, object.shown());
    let help = format!("remove the statement, or {otherwise}");
    // The message does not contain the schema.
    let names_platform = || words(statement).take(HEAD).any(|word| word.is_name() && platform.provides(&word.text));
    let is_whole =
        matches!(object.kind, ObjectKind::Schema | ObjectKind::Extension | ObjectKind::Role | ObjectKind::Publication);
    if object.kind == ObjectKind::Role && platform == Platform::Plain {
        return Cause::new(
            format!("{shown} already exists: roles belong to the whole server."),
            "create it only if it does not exist (a `DO` block that queries `pg_roles`)",
        );
    }
    if is_whole && IN_EVERY_DATABASE.contains(&object.name.name.as_str()) {
        return Cause::new(format!("Every new database has {shown}."), help);
    }
    if platform != Platform::Plain && (is_whole || names_platform()) {
        return Cause::new(format!("No earlier migration creates {shown}: it belongs to the platform."), help);
    }
    Cause::new(
        format!(
            "{shown} is created earlier, and not by a statement that tidegate can read: by a `DO` block or a function, for example."
        ),
        help,
    )
}

/// The words of a statement among which the name of its object is.
const HEAD: usize = 20;

/// The schema and the extension of a new database.
const IN_EVERY_DATABASE: [&str; 2] = [PUBLIC, "plpgsql"];

/// The name of a table with the schema that the statement writes; the message of the server has none.
fn as_written(on: &Name, statement: &str) -> String {
    let words: Vec<Word> = words(statement).take(HEAD).collect();
    let is_it = |three: &&[Word]| three[0].is_name() && three[1].text == "." && three[2].text == on.name;
    let schema = words.windows(3).find(is_it).map(|three| three[0].text.clone());
    Name { schema: schema.or_else(|| on.schema.clone()), name: on.name.clone() }.to_string()
}

/// Returns what else to do about an object that is created twice: not every `CREATE` has `IF NOT EXISTS`.
fn otherwise(object: &NamedObject, statement: &str) -> String {
    let is_alter = words(statement).next().is_some_and(|first| first.is("alter"));
    if is_alter && matches!(object.kind, ObjectKind::Table | ObjectKind::Index) {
        return "give the new one another name".to_owned();
    }
    let name = quoted(&object.name.name);
    let on = object.on.as_ref().map(|on| as_written(on, statement)).unwrap_or_default();
    match object.kind {
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
    }
}
