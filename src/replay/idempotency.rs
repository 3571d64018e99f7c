//! Runs the last file of a history a second time, in a copy of the replayed database: an
//! idempotent file neither fails nor changes anything.

use super::failure::{Failure, RunError, is_role_used_elsewhere};
use super::forward::forward_alone;
use super::outcome::{Idempotency, RowCountChange};
use super::privileged::explained;
use super::record::{self, Record};
use super::restart::rerun;
use super::runner::Runner;
use super::schema;
use super::scratch::Replay;
use super::session::SessionState;
use super::source::Source;
use crate::object::literal;
use crate::postgres::{Error, quoted_always, scratch_name, sqlstate};
use std::collections::BTreeMap;

/// Runs a file once more on a copy of the database in which it ran, in the session that the history has left.
pub(super) fn check_idempotency(
    replay: &mut Replay<'_>,
    database: &str,
    file: &Source,
    session: &SessionState,
) -> Result<Idempotency, Error> {
    let mut idempotency = Idempotency { file: file.path.clone(), failure: None, changes: Vec::new(), rows: Vec::new() };
    let before = schema::state(replay, database)?;
    let mut runner = replay.create(&scratch_name(), Some(database))?;
    let rows_before = rows(&mut runner)?;
    let mut ran;
    (runner, ran) = again(replay, runner, file, session)?;
    if matches!(&ran, Err(RunError::Statement(failed)) if is_role_used_elsewhere(&failed.error)) {
        // The role has to be dropped in the only database that uses it.
        drop(runner);
        runner = rerun(replay, replay.plan.migrations.len())?;
        replay.end_session(&mut runner)?;
        (runner, ran) = again(replay, runner, file, session)?;
    }
    match ran {
        Ok(()) => {}
        Err(RunError::Server(error)) => return Err(error),
        Err(RunError::Statement(failed)) => {
            let (cause, help) = explain(&failed.error.sqlstate);
            let is_known = failed.cause.is_some();
            let mut failure = Failure::in_file(file, failed);
            if !is_known {
                (failure.cause, failure.help) = (cause.to_owned(), help.to_owned());
            }
            idempotency.failure = Some(explained(failure, &runner.privileges));
            return Ok(idempotency);
        }
    }
    replay.end_session(&mut runner)?;
    idempotency.rows = row_changes(&rows_before, &rows(&mut runner)?);
    let database = runner.name().to_owned();
    drop(runner);
    let after = schema::state(replay, &database)?;
    idempotency.changes = schema::changes(&before, &after)?;
    Ok(idempotency)
}

/// Runs a file that was recorded before: anyone who runs it again has removed the record.
fn again(
    replay: &mut Replay<'_>,
    mut runner: Runner,
    file: &Source,
    session: &SessionState,
) -> Result<(Runner, Result<(), RunError>), Error> {
    let layout = replay.plan.layout;
    if let Some(removal) = record::removal(layout, file) {
        runner.raw(&removal)?;
    }
    let mut runner = replay.resume(runner, session)?;
    let ran = forward_alone(&mut runner, file, Record::applied(layout, file).as_ref());
    Ok((runner, ran))
}

/// Explains why a statement that ran once fails the second time, and how to prevent it.
fn explain(code: &str) -> (&'static str, &'static str) {
    if sqlstate::is_duplicate(code) || code == sqlstate::DUPLICATE_CURSOR {
        (
            "The first run created the object.",
            "add IF NOT EXISTS or OR REPLACE; where the statement supports neither, drop the object first with IF EXISTS",
        )
    } else if sqlstate::is_undefined(code) {
        (
            "The first run dropped or renamed the object.",
            "add IF EXISTS, or check in a DO block whether the object exists",
        )
    } else if code == sqlstate::UNIQUE_VIOLATION {
        ("The first run inserted the row.", "add ON CONFLICT DO NOTHING to the INSERT")
    } else {
        ("", "")
    }
}

/// The number of tables that one query counts.
const PORTION: usize = 200;

type RowCounts = BTreeMap<(String, String), u64>;

/// Counts the rows of every table that may be read.
fn rows(runner: &mut Runner) -> Result<RowCounts, Error> {
    let tables = runner.rows(
        "select n.nspname, c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' \
         and pg_catalog.has_table_privilege(c.oid, 'select') order by 1, 2",
    )?;
    let mut counts = RowCounts::new();
    for portion in tables.chunks(PORTION) {
        let count = |row: &Vec<String>| match &row[..] {
            [schema, table] => Some(format!(
                "select {}, {}, pg_catalog.count(*) from {}.{}",
                literal(schema),
                literal(table),
                quoted_always(schema),
                quoted_always(table)
            )),
            _ => None,
        };
        let sql: Vec<String> = portion.iter().filter_map(count).collect();
        for row in runner.rows(&sql.join(" union all "))? {
            if let [schema, table, count] = &row[..]
                && let Ok(count) = count.parse()
            {
                counts.insert((schema.clone(), table.clone()), count);
            }
        }
    }
    Ok(counts)
}

/// Returns the tables of both moments whose number of rows differs; a table of one moment only is
/// a change of the schema.
fn row_changes(before: &RowCounts, after: &RowCounts) -> Vec<RowCountChange> {
    let change = |((schema, table), before): (&(String, String), &u64)| {
        let after = after.get(&(schema.clone(), table.clone())).filter(|after| *after != before)?;
        Some(RowCountChange { schema: schema.clone(), table: table.clone(), before: *before, after: *after })
    };
    before.iter().filter_map(change).collect()
}
