//! Applies pending migrations, up to the first failure.

use super::error::Error;
use super::file::unfinished;
use super::look::look;
use super::migrate::{Migrator, Stop};
use super::observe::Observer;
use super::record::place;
use super::session::{Connect, Session};
use super::task::{Applied, Task};
use crate::migration::layout::FoundBy;
use crate::object::PUBLIC;
use crate::postgres::{self, Database};
use crate::progress::Progress;
use crate::tracking::{self, Records, Table};

/// Applies migrations under the locks.
pub fn apply(connect: Connect<'_>, task: &Task<'_>, progress: &mut dyn Progress) -> Result<Applied, Error> {
    let planned = match &task.table {
        Some(table) => table.clone(),
        None => new_table(connect, task)?,
    };
    if let (FoundBy::Schema(expected), true) = (task.tracking.found, task.table.is_some())
        && planned.schema != expected
    {
        return Err(Error::OtherSchema { found: planned.schema, expected, tool: task.tool.name });
    }
    let mut session = Session::open(connect, task, &planned)?;
    check_rights(session.database(), task, &planned)?;
    let table = checked_table(session.database(), task, &planned)?;
    let observer = if task.observes { Some(Observer::begin(session.database())?) } else { None };
    let mut migrator = Migrator { session, task, table, notes: Vec::new(), observer };
    let mut applied = Applied::default();
    let total = task.migrations.len();
    for (at, source) in task.migrations.iter().enumerate() {
        progress.report(at, total, &source.path.to_string());
        match migrator.migrate(source, progress) {
            Ok(()) => applied.done.push(source.path.clone()),
            Err(Stop::Failed(failure)) => {
                applied.failure = Some(*failure);
                break;
            }
            // Without a migration that was applied, there is nothing to report but the error.
            Err(Stop::Error(error)) if applied.done.is_empty() => return Err(error),
            Err(Stop::Error(error)) => {
                applied.failure = Some(unfinished(source, error.to_string()));
                break;
            }
        }
    }
    applied.notes = migrator.notes;
    applied.observed = migrator.observer.map(|observer| observer.observed).unwrap_or_default();
    Ok(applied)
}

/// Fails if the role cannot record migrations, before any of them runs.
pub(super) fn check_rights(database: &mut dyn Database, task: &Task<'_>, planned: &Table) -> Result<(), Error> {
    let missing = match &task.table {
        Some(table) => look(database, |database| tracking::missing_rights(database, table, true))?,
        None => look(database, |database| tracking::missing_rights_to_create(database, &planned.schema))?,
    };
    if missing.is_empty() { Ok(()) } else { Err(Error::Rights(missing)) }
}

/// The place where the tool would create its table.
pub(super) fn new_table(connect: Connect<'_>, task: &Task<'_>) -> Result<Table, postgres::Error> {
    let schema = match task.tracking.found {
        FoundBy::Schema(schema) => schema.to_owned(),
        FoundBy::FirstSchema => PUBLIC.to_owned(),
        FoundBy::SearchPath => {
            let own = connect()?.database().value("select pg_catalog.current_schema()")?;
            own.unwrap_or_else(|| PUBLIC.to_owned())
        }
    };
    Ok(Table { schema, name: task.tracking.table.to_owned(), columns: Vec::new() })
}

/// The table as it is under the locks, created or completed where that is needed.
pub(super) fn checked_table(database: &mut dyn Database, task: &Task<'_>, planned: &Table) -> Result<Table, Error> {
    let find = |database: &mut dyn Database| -> Result<Option<Table>, postgres::Error> {
        let tables = look(database, tracking::find)?;
        Ok(tables.of(task.tool).find(|table| table.schema == planned.schema && table.name == planned.name).cloned())
    };
    let found = find(database)?;
    let rows = match &found {
        Some(table) => look(database, |database| tracking::read(database, task.tool, table))?,
        None => Vec::new(),
    };
    if found.is_some() != task.table.is_some() || rows != task.expected {
        return Err(Error::Changed);
    }
    let is_complete = |table: &Table| task.tool.records != Records::Statements || table.has("name");
    if let Some(table) = found.filter(is_complete) {
        return Ok(table);
    }
    let (timeout, place) = (task.options.lock_timeout.as_millis(), place(task.tracking, planned));
    database.run(&format!("SET LOCAL lock_timeout = {timeout}; {place}{}", task.tracking.create))?;
    find(database)?.ok_or(Error::Changed)
}
