//! A foreign key to columns that nothing says are unique.

use super::Cause;
use crate::replay::Plan;
use crate::replay::script::StatementError;
use crate::sql::{ConstraintKind, Operation, Script, Within};
use memchr::memmem;

/// Explains why the statement's foreign key has nothing to refer to.
pub(super) fn explain(plan: &Plan<'_>, at: usize, broken: &StatementError) -> Option<Cause> {
    // `there is no unique constraint matching given keys for referenced table "users"`
    let table = broken.error.message.split('"').nth(1)?;
    let cause = |but: String, help: &str| {
        Cause::new(format!("A foreign key needs a primary key or unique columns to refer to, and {but}."), help)
    };
    let keys: Vec<(usize, Key)> = plan
        .migrations
        .iter()
        .enumerate()
        .flat_map(|(file, migration)| {
            made(plan.layout.forward_part(&migration.content), table).into_iter().map(move |key| (file, key))
        })
        .collect();
    let here = (at, broken.statement.start);
    let skipped = |(file, key): &&(usize, Key)| (*file, key.at) <= here && key.is_guarded;
    if let Some((file, _)) = keys.iter().rfind(skipped) {
        let path = &plan.migrations[*file].path;
        return cause(
            format!("{path} makes those of `{table}` only on a condition, which may not hold here"),
            "make the condition ask about this table: constraints of other tables may have the same name (`conrelid = '...'::regclass` in `pg_constraint`)",
        );
    }
    match keys.iter().find(|(file, key)| (*file, key.at) > here) {
        Some((file, _)) if *file == at => cause(
            format!("those of `{table}` are made only further down in the same file"),
            "have what makes them come first",
        ),
        Some((file, _)) => cause(
            format!("those of `{table}` are made only by a later migration, {}", plan.migrations[*file].path),
            "have what makes them come first: give one of the two another version",
        ),
        None => cause(
            format!("no migration makes these columns of `{table}` so"),
            "add the `PRIMARY KEY` or `UNIQUE` before it",
        ),
    }
}

/// A statement that adds a key to a table.
struct Key {
    /// Where it starts in the file.
    at: usize,
    /// It stands below a condition.
    is_guarded: bool,
}

/// The keys that a script adds to a table that is there already.
fn made(content: &[u8], table: &str) -> Vec<Key> {
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
