//! Corrects rows of a tracking table, and changes nothing else.

use super::apply::{check_rights, checked_table, new_table};
use super::error::Error;
use super::mark::Comment;
use super::record::Record;
use super::session::{Connect, Session};
use super::task::Task;
use crate::postgres::{self, Database};
use crate::replay::Source;
use crate::tracking::Table;

/// A change of a tracking table.
pub enum Change<'a> {
    /// A statement about existing rows.
    Sql(String),
    /// The row of a migration that is applied.
    Record(&'a Source),
    /// The mark of an interrupted run is removed.
    ClearMark,
}

/// Changes the table, all or nothing, under the locks.
pub fn repair(connect: Connect<'_>, task: &Task<'_>, changes: &[Change<'_>]) -> Result<(), Error> {
    let planned = match &task.table {
        Some(table) => table.clone(),
        None => new_table(connect, task)?,
    };
    let mut session = Session::open(connect, task, &planned)?;
    check_rights(session.database(), task, &planned)?;
    let table = checked_table(session.database(), task, &planned)?;
    let database = session.database();
    let statements = statements(database, task, &table, changes)?;
    let timeout = task.options.lock_timeout.as_millis();
    let lock = format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", table.sql());
    let written = database
        .run(&format!("BEGIN; SET LOCAL lock_timeout = {timeout}; {lock}"))
        .and_then(|()| statements.iter().try_for_each(|statement| database.run(statement)))
        .and_then(|()| database.run("COMMIT"));
    if let Err(error @ postgres::Error::Sql(_)) = written {
        database.run("ROLLBACK")?;
        return Err(error.into());
    }
    Ok(written?)
}

fn statements(
    database: &mut dyn Database,
    task: &Task<'_>,
    table: &Table,
    changes: &[Change<'_>],
) -> Result<Vec<String>, Error> {
    let mut statements = Vec::new();
    for change in changes {
        match change {
            Change::Sql(sql) => statements.push(sql.clone()),
            Change::ClearMark => statements.push(Comment::read(database, table)?.set(table, None)),
            Change::Record(source) => {
                let pieces = source.section.pieces.as_deref();
                let Some(mut entry) = task.layout.entry(&source.path, &source.content, pieces) else { continue };
                entry.row_id = database.value("select pg_catalog.gen_random_uuid()::text")?;
                let record = Record::of(task.tracking, &entry, table);
                statements.extend([record.before, record.end].into_iter().filter(|statement| !statement.is_empty()));
            }
        }
    }
    Ok(statements)
}
