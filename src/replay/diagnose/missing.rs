//! Objects that do not exist.

use super::super::failure::StatementError;
use super::super::plan::Plan;
use super::super::source::Source;
use super::cause::Cause;
use super::lookup::{Event, Occurrence, creates_a_table, occurrences};
use super::message::NamedObject;
use crate::migration::{Platform, layout};
use crate::object::{ObjectKind, quoted};
use crate::platform::Stub;
use crate::text::RelPath;

/// Explains why an object does not exist when the statement runs.
pub(super) fn explain(plan: &Plan<'_>, at: usize, failed: &StatementError, missing: &NamedObject) -> Option<Cause> {
    let shown = missing.shown();
    let files = plan.migrations.iter().map(Source::text);
    let found = occurrences(files, missing);
    let path = |one: &Occurrence| &plan.migrations[one.file].path;
    let is_before = |one: &&Occurrence| (one.file, one.at) < (at, failed.statement.start);
    if let Some(dropped) = found.iter().rfind(is_before).filter(|one| one.event == Event::Dropped) {
        return Cause::new(
            format!("{shown} is dropped or renamed earlier, by {}.", path(dropped)),
            "remove this statement, or drop or rename the object in a later migration",
        );
    }
    if found.iter().filter(is_before).any(|one| one.event == Event::Created) {
        return None;
    }
    if let Some(later) = found.iter().find(|one| one.event == Event::Created) {
        return Some(created_later(plan, at, path(later), &shown));
    }
    let ignored = occurrences(plan.ignored_files.iter().map(|file| &file.content[..]), missing);
    if let Some(ignored) = ignored.iter().find(|one| one.event == Event::Created) {
        let file = &plan.ignored_files[ignored.file].path;
        return Cause::new(
            format!("{shown} is created by {file}, and {} ignores that file.", plan.layout.tool),
            format!("rename the file to a name like `{}` that sorts before this one", plan.layout.example),
        );
    }
    never_created(plan, (at, failed.statement.start), missing, &shown)
}

fn created_later(plan: &Plan<'_>, at: usize, later: &RelPath, shown: &str) -> Cause {
    if *later == plan.migrations[at].path {
        let why = format!("{shown} is created further down in the same file.");
        return Cause { why, help: "move the statement that creates it above this one".to_owned() };
    }
    let why = format!("{shown} is created by a later migration, {later}.");
    Cause { why, help: "create it first: give one of the two migrations another version".to_owned() }
}

/// Explains an object that no migration creates; `(file, statement)` is where it is missing.
fn never_created(
    plan: &Plan<'_>,
    (at, statement): (usize, usize),
    missing: &NamedObject,
    shown: &str,
) -> Option<Cause> {
    let platform = plan.layout.platform;
    let schema =
        if missing.kind == ObjectKind::Schema { Some(&missing.name.name) } else { missing.name.schema.as_ref() };
    let provides = |platform: Platform| schema.is_some_and(|schema| platform.provides(schema));
    if provides(platform) {
        let title = platform.title();
        return Cause::new(
            format!("{shown} belongs to the platform, and tidegate's copy of {title}'s platform does not contain it."),
            "create it only if it does not exist, or report that the copy lacks it",
        );
    }
    if let Some(other) = layout::ALL.into_iter().find(|layout| provides(layout.platform)) {
        let title = other.platform.title();
        return Cause::new(
            format!(
                "No migration creates {shown}. {title} provides it, but this folder is not detected as a {title} project."
            ),
            format!("if it is a {title} project, set `layout = \"{}\"` in tidegate.toml", other.id),
        );
    }
    if missing.kind == ObjectKind::Role {
        return Cause::new(
            format!("No migration creates {shown}: roles belong to the server, and this one does not have it."),
            "create it in a migration if it does not exist (a `DO` block that queries `pg_roles`), or in a file listed in `before` under `[replay]` in tidegate.toml",
        );
    }
    if missing.kind == ObjectKind::Column && missing.on.is_none() {
        return Cause::new(format!("No migration creates {shown}."), "check its spelling");
    }
    // A history that has created tables is not one that lacks its baseline: a wrong name is more likely.
    let before = plan.migrations[..at].iter().map(Source::text);
    let failed = &plan.migrations[at].content;
    let before = before.chain(std::iter::once(&failed[..statement.min(failed.len())]));
    let command = plan.layout.baseline_command;
    if creates_a_table(before) {
        return Cause::new(
            format!("No migration creates {shown}."),
            format!(
                "check its name; if the database existed before the first migration, add a first migration with the existing schema: `{command}`"
            ),
        );
    }
    Cause::new(
        format!("No migration creates {shown}: the history has no baseline."),
        format!("add a first migration with the existing schema, from a database that has it: `{command}`"),
    )
}

/// Explains types, functions and operator classes of an extension that no migration creates: on
/// the platform it was enabled by hand.
pub(super) fn explain_extension(plan: &Plan<'_>, missing: &NamedObject) -> Option<Cause> {
    let extension = Stub::providing(&missing.name.name)?;
    let schema = plan.layout.platform.extension_schema();
    let schema = schema.map_or(String::new(), |schema| format!(" WITH SCHEMA {schema}"));
    let name = quoted(extension);
    Cause::new(
        format!("{} belongs to extension `{extension}`, which no earlier migration creates.", missing.shown()),
        format!("add to an earlier migration: `CREATE EXTENSION IF NOT EXISTS {name}{schema};`"),
    )
}
