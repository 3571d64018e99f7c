//! Foreign keys to columns that are not unique.

use super::super::failure::StatementError;
use super::super::plan::Plan;
use super::cause::Cause;
use crate::sql::{ConstraintKind, Operation, Script, Within};
use memchr::memmem;

/// Explains why the columns that the statement's foreign key references have no key.
pub(super) fn explain(plan: &Plan<'_>, at: usize, failed: &StatementError) -> Option<Cause> {
    // `there is no unique constraint matching given keys for referenced table "users"`
    let table = failed.error.message.split('"').nth(1)?;
    let cause = |but: String, help: &str| {
        Cause::new(format!("A foreign key must reference a primary key or unique columns, and {but}."), help)
    };
    let keys: Vec<(usize, Key)> = plan
        .migrations
        .iter()
        .enumerate()
        .flat_map(|(file, migration)| added_keys(migration.text(), table).into_iter().map(move |key| (file, key)))
        .collect();
    let here = (at, failed.statement.start);
    let skipped = |(file, key): &&(usize, Key)| (*file, key.at) <= here && key.is_guarded;
    if let Some((file, _)) = keys.iter().rfind(skipped) {
        let path = &plan.migrations[*file].path;
        return cause(
            format!("{path} creates the key of `{table}` only under a condition, which may be false here"),
            "make the condition test this table: constraints of other tables may have the same name (`conrelid = '...'::regclass` in `pg_constraint`)",
        );
    }
    match keys.iter().find(|(file, key)| (*file, key.at) > here) {
        Some((file, _)) if *file == at => cause(
            format!("the key of `{table}` is created further down in the same file"),
            "move the statement that creates the key above this one",
        ),
        Some((file, _)) => cause(
            format!("the key of `{table}` is created by a later migration, {}", plan.migrations[*file].path),
            "create the key first: give one of the two migrations another version",
        ),
        None => cause(
            format!("no migration makes these columns of `{table}` unique"),
            "add a `PRIMARY KEY` or `UNIQUE` constraint before this statement",
        ),
    }
}

/// A statement that adds a key to a table.
struct Key {
    /// The start of the statement in the file.
    at: usize,
    /// Whether it is below a condition.
    is_guarded: bool,
}

/// Returns the keys that a script adds to an existing table.
fn added_keys(content: &[u8], table: &str) -> Vec<Key> {
    let script =
        Script::read_some(content, &(0..content.len()), &|text| memmem::find(text, table.as_bytes()).is_some());
    let keys = script.run().filter(|(_, action)| match &action.operation {
        Operation::AddConstraint { table: on, constraint } => {
            on.name == table && matches!(constraint.kind, ConstraintKind::PrimaryKey | ConstraintKind::Unique)
        }
        Operation::CreateIndex(index) => index.unique && index.table.name == table,
        _ => false,
    });
    let key = |(number, action): (usize, &crate::sql::Action)| Key {
        at: script.statements[number].span.start,
        is_guarded: action.within == (Within::Do { guarded: true }),
    };
    keys.map(key).collect()
}
