//! The last file of a history run a second time, in a copy of what the first time made: an
//! idempotent one neither fails nor changes anything.

use super::apply::forward;
use super::runner::Runner;
use super::scratch::ScratchDatabases;
use super::script::RunError;
use super::{Change, Failure, Plan, Source, in_file, is_role_used_elsewhere, schema};
use crate::object::literal;
use crate::postgres::{Error, quoted, scratch_name};
use crate::text::RelPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a file does when it is run twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idempotency {
    /// The file.
    pub file: RelPath,
    /// The statement that fails the second time.
    pub failure: Option<Failure>,
    /// What the second time changes in the schema: `actual` is before it, `expected` after it.
    pub changes: Vec<Change>,
    /// Tables that have more or fewer rows after the second time.
    pub rows: Vec<RowCountChange>,
}

/// A table with its number of rows at two moments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCountChange {
    /// The schema.
    pub schema: String,
    /// The table.
    pub table: String,
    /// Before.
    pub before: u64,
    /// After.
    pub after: u64,
}

impl Idempotency {
    /// True when nothing failed and nothing changed.
    pub fn is_idempotent(&self) -> bool {
        self.failure.is_none() && self.changes.is_empty() && self.rows.is_empty()
    }
}

/// Runs a file once more on a copy of the database in which it ran.
pub(super) fn run(
    scratch: &mut ScratchDatabases<'_, '_>,
    plan: &Plan<'_>,
    database: &str,
    file: &Source,
) -> Result<Idempotency, Error> {
    let mut idempotency = Idempotency { file: file.path.clone(), failure: None, changes: Vec::new(), rows: Vec::new() };
    let before = schema::state(scratch, database)?;
    let copy = scratch_name();
    let mut runner = scratch.open_new(&copy, Some(database))?;
    let rows = rows(&mut runner)?;
    let (mut ran, mut place) = (forward(&mut runner, plan.layout, file, None), copy);
    if matches!(&ran, Err(RunError::At(broken)) if is_role_used_elsewhere(&broken.error)) {
        drop(runner);
        runner = from_the_beginning(scratch, plan)?;
        (ran, place) = (forward(&mut runner, plan.layout, file, None), scratch.name.clone());
    }
    match ran {
        Ok(()) => {}
        Err(RunError::Server(error)) => return Err(error),
        Err(RunError::At(broken)) => {
            let (cause, help) = explain(&broken.error.sqlstate);
            let failure = in_file(file, broken);
            idempotency.failure = Some(Failure { cause: cause.to_owned(), help: help.to_owned(), ..failure });
            return Ok(idempotency);
        }
    }
    scratch.end_session(&mut runner)?;
    idempotency.rows = differences(&rows, &self::rows(&mut runner)?);
    drop(runner);
    let after = schema::state(scratch, &place)?;
    idempotency.changes = schema::changes(&before, &after);
    Ok(idempotency)
}

/// The whole history in the only database there is.
fn from_the_beginning(scratch: &mut ScratchDatabases<'_, '_>, plan: &Plan<'_>) -> Result<Runner, Error> {
    let mut runner = scratch.begin_again(plan)?;
    for file in plan.migrations {
        match forward(&mut runner, plan.layout, file, None) {
            Ok(()) => scratch.end_session(&mut runner)?,
            Err(RunError::At(broken)) => return Err(Error::Sql(broken.error)),
            Err(RunError::Server(error)) => return Err(error),
        }
    }
    Ok(runner)
}

/// Why a statement that ran once fails the second time, and how it would not.
fn explain(sqlstate: &str) -> (&'static str, &'static str) {
    match sqlstate {
        "42P07" | "42P06" | "42701" | "42710" | "42723" | "42P03" => (
            "The first run has made it.",
            "guard it with IF NOT EXISTS or OR REPLACE, or drop it first with IF EXISTS where the statement knows neither",
        ),
        "42P01" | "42703" | "42704" | "42883" | "3F000" => (
            "The first run has dropped or renamed it.",
            "guard it with IF EXISTS, or look in a DO block whether it is there",
        ),
        "23505" => ("The first run has inserted it.", "let the INSERT end with ON CONFLICT DO NOTHING"),
        _ => ("", ""),
    }
}

/// Tables that are counted in one query.
const PORTION: usize = 200;

type Counts = BTreeMap<(String, String), u64>;

/// The rows of every table that may be read.
fn rows(runner: &mut Runner) -> Result<Counts, Error> {
    let tables = runner.rows(
        "select n.nspname, c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace \
         where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' \
         and pg_catalog.has_table_privilege(c.oid, 'select') order by 1, 2",
    )?;
    let mut counts = Counts::new();
    for portion in tables.chunks(PORTION) {
        let count = |row: &Vec<String>| match &row[..] {
            [schema, table] => Some(format!(
                "select {}, {}, pg_catalog.count(*) from {}.{}",
                literal(schema),
                literal(table),
                quoted(schema),
                quoted(table)
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

/// Tables that one side lacks are a difference of the schema.
fn differences(before: &Counts, after: &Counts) -> Vec<RowCountChange> {
    let differs = |((schema, table), before): (&(String, String), &u64)| {
        let after = after.get(&(schema.clone(), table.clone())).filter(|after| *after != before)?;
        Some(RowCountChange { schema: schema.clone(), table: table.clone(), before: *before, after: *after })
    };
    before.iter().filter_map(differs).collect()
}
