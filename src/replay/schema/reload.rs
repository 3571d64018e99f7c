//! Loads a schema file beside the replayed database.
//!
//! It is loaded into a copy of that database in which the compared schemas were emptied. So
//! everything that a file written with `--schema=public` leaves out exists: extensions, other
//! schemas, roles.

use super::super::failure::StatementError;
use super::super::record::find;
use super::super::runner::Runner;
use super::super::scratch::Replay;
use super::run_file::run_statements;
use super::tolerated::Existing;
use crate::migration::layout::Tracking;
use crate::object::{PUBLIC, literal};
use crate::postgres::{Error, quoted_always, scratch_name};
use crate::sql::{Operation, Script};
use std::collections::BTreeSet;

/// Loads `content` into a copy of `database` in which some schemas were emptied. The inner error is a statement that
/// cannot run.
pub(super) fn load(
    replay: &mut Replay<'_>,
    database: &str,
    emptied: &BTreeSet<String>,
    content: &[u8],
) -> Result<Result<(), StatementError>, Error> {
    let managed = replay.platform().schemas();
    let tracking = replay.plan.layout.tracking;
    let copy = scratch_name();
    let mut runner = replay.create(&copy, Some(database))?;
    empty(&mut runner, emptied)?;
    create_tracking_table(tracking, &mut runner, content)?;
    let ran = run_statements(&mut runner, content, &mut Existing::new(managed, emptied))?;
    drop(runner);
    replay.drop_temporary(&copy)?;
    Ok(ran.map(|_| ()))
}

/// Creates the tracking table of the migration tool where the file uses it without creating it, as the database in
/// which the migrations ran has it.
pub(super) fn create_tracking_table(
    tracking: Option<&Tracking>,
    runner: &mut Runner,
    content: &[u8],
) -> Result<(), Error> {
    let Some(tracking) = tracking.filter(|tracking| names(content, tracking.table)) else {
        return Ok(());
    };
    let script = Script::read_some(content, &(0..content.len()), &|text| find(text, tracking.table));
    let creates = |operation: &Operation| matches!(operation, Operation::CreateTable(create) if create.table.name == tracking.table);
    if script.run().any(|(_, action)| creates(&action.operation)) {
        return Ok(());
    }
    match runner.raw(tracking.create) {
        // The file may create the schema of the table.
        Ok(()) | Err(Error::Sql(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether a text names a table, and not only a sequence or an index that has its name in its own.
fn names(content: &[u8], table: &str) -> bool {
    let is_letter = |at: usize| content.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    memchr::memmem::find_iter(content, table.as_bytes())
        .any(|at| !is_letter(at + table.len()) && (at == 0 || !is_letter(at - 1)))
}

/// Empties the compared schemas; extensions that were in one are created again.
pub(super) fn empty(runner: &mut Runner, schemas: &BTreeSet<String>) -> Result<(), Error> {
    let names: Vec<String> = schemas.iter().map(|schema| literal(schema)).collect();
    let found = format!(
        "select e.extname || ' ' || n.nspname from pg_catalog.pg_extension e \
         join pg_catalog.pg_namespace n on n.oid = e.extnamespace where n.nspname in ({}) order by e.oid",
        names.join(", ")
    );
    let extensions = runner.column(&found)?;
    empty_in_portions(runner, &names.join(", "))?;
    for schema in schemas {
        runner.raw(&format!("DROP SCHEMA IF EXISTS {} CASCADE", quoted_always(schema)))?;
    }
    if schemas.contains(PUBLIC) {
        runner.raw(&format!("CREATE SCHEMA {}", quoted_always(PUBLIC)))?;
    }
    for (name, schema) in extensions.iter().filter_map(|extension| extension.split_once(' ')) {
        if schema != PUBLIC {
            runner.raw(&format!("CREATE SCHEMA IF NOT EXISTS {}", quoted_always(schema)))?;
        }
        runner.statement(&format!(
            "CREATE EXTENSION IF NOT EXISTS {} WITH SCHEMA {}",
            quoted_always(name),
            quoted_always(schema)
        ))?;
    }
    Ok(())
}

/// The number of objects that one statement drops. A table takes about seven locks with its indexes,
/// sequences and types, and a server with default settings has room for some thousands.
const PORTION: usize = 50;

/// Drops the objects of large schemas a portion at a time, so that no transaction locks all of them. What
/// cannot be dropped this way is left to `DROP SCHEMA`.
fn empty_in_portions(runner: &mut Runner, schemas: &str) -> Result<(), Error> {
    let objects = runner.rows(&include_str!("droppable.sql").replace("$schemas", schemas))?;
    if objects.len() <= PORTION {
        return Ok(());
    }
    let kind = |row: &'_ Vec<String>| row.first().cloned().unwrap_or_default();
    for portion in objects.chunk_by(|one, other| kind(one) == kind(other)).flat_map(|kind| kind.chunks(PORTION)) {
        let names: Vec<&str> = portion.iter().filter_map(|row| row.get(1)).map(String::as_str).collect();
        let dropped = format!("DROP {} IF EXISTS {} CASCADE", kind(&portion[0]), names.join(", "));
        match runner.raw(&dropped) {
            Ok(()) | Err(Error::Sql(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
