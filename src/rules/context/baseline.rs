//! The one new name of a published migration that a tool's documentation asks for: that of a baseline.

use super::project::ProjectContext;
use crate::migration::{FileStatus, Migration};
use crate::text::RelPath;
use crate::text::words::shell;

/// The name that the first migration of a history would have to have for others to sort after it: its own name does not
/// begin with digits, so that every new migration sorts before it.
pub(in crate::rules) fn better_name<'a>(context: &ProjectContext<'a>, migration: &Migration) -> Option<&'a str> {
    let name = context.project.layout.baseline_name?;
    let is_undated = !migration.name().first().is_some_and(u8::is_ascii_digit);
    let is_free = !context.is_taken(&named(migration, name).join(script_name(migration)));
    (is_undated && is_free && migration.name() != name.as_bytes()).then_some(name)
}

/// Help that renames a migration to the name of a baseline, and records it.
pub(in crate::rules) fn help(context: &ProjectContext, migration: &Migration, name: &str) -> String {
    let record = context.project.layout.mark_applied.unwrap_or_default().replace("{stem}", name);
    format!(
        "rename that one, as the first migration: `git mv {} {}`, and run `{record}` on every database that has applied it",
        shell(&migration.path),
        shell(named(migration, name))
    )
}

/// Whether a script is a published one whose name, and nothing else, is changed to that of a baseline.
pub(in crate::rules) fn is_renamed(context: &ProjectContext, from: &RelPath, to: &RelPath) -> bool {
    let Some(name) = context.project.layout.baseline_name else { return false };
    let was_undated = !from.parent().file_name().first().is_some_and(u8::is_ascii_digit);
    let is_same = match (context.published.contents.get(from), context.contents.get(to)) {
        (Some(old), Some(new)) => old == new,
        _ => false,
    };
    let is_name = to.parent().file_name() == name.as_bytes() && to.file_name() == from.file_name();
    was_undated && is_name && is_same && from.parent().parent() == to.parent().parent()
}

/// Whether a migration has its name by such a change.
pub(in crate::rules) fn has_new_name(context: &ProjectContext, migration: &Migration) -> bool {
    context.changes.touched.iter().any(|touched| match &touched.status {
        FileStatus::Renamed { from } => {
            migration.scripts.iter().any(|script| script.file.path == touched.file.path)
                && is_renamed(context, from, &touched.file.path)
        }
        _ => false,
    })
}

fn named(migration: &Migration, name: &str) -> RelPath {
    migration.path.parent().join(name)
}

fn script_name(migration: &Migration) -> String {
    let script = migration.scripts.first().map(|script| script.file.path.file_name().to_vec()).unwrap_or_default();
    String::from_utf8_lossy(&script).into_owned()
}
