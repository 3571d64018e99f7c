//! Objects that already exist.

use super::super::failure::StatementError;
use super::super::plan::Plan;
use super::super::source::Source;
use super::cause::Cause;
use super::lookup::{Event, Occurrence, occurrences};
use super::message;
use crate::migration::Platform;
use crate::object::ObjectKind;

/// Explains why an object already exists.
pub(super) fn explain(plan: &Plan<'_>, at: usize, failed: &StatementError) -> Option<Cause> {
    let duplicate = message::object(&failed.error.message)?;
    let shown = duplicate.shown();
    let files = plan.migrations.iter().map(Source::text);
    let found = occurrences(files, &duplicate);
    let is_before = |one: &&Occurrence| (one.file, one.at) < (at, failed.statement.start);
    let help = "remove one of the two, or add `IF NOT EXISTS` to this one if both are intended";
    match found.iter().filter(is_before).rfind(|one| one.event == Event::Created) {
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
        None if plan.layout.platform != Platform::Plain => Cause::new(
            format!("No earlier migration creates {shown}: it belongs to the platform."),
            "remove the statement, or add `IF NOT EXISTS`",
        ),
        None => None,
    }
}
