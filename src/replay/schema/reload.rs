//! Loads a schema file, or a dump, beside the replayed database.
//!
//! It is loaded into a copy of that database in which the compared schemas were emptied. So
//! everything that a file written with `--schema=public` leaves out exists: extensions, other
//! schemas, roles.

use super::super::failure::StatementError;
use super::super::record::find;
use super::super::runner::Runner;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::script_statements;
use super::dump::dump_schemas;
use super::managed::in_platform_schemas;
use crate::migration::layout::Tracking;
use crate::object::{PUBLIC, literal};
use crate::postgres::{Error, SqlError, quoted_always, scratch_name, sqlstate};
use crate::sql::{self, Operation, Purpose, Script, TransactionKind, Word, transaction_kind, words};
use std::collections::BTreeSet;

/// The schemas that a load affects.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// Emptied before the load.
    pub(super) emptied: &'a BTreeSet<String>,
    /// Dumped after the load.
    pub(super) dumped: &'a BTreeSet<String>,
}

/// The result of a load.
#[derive(Default)]
pub(super) struct Loaded {
    pub(super) dump: Vec<u8>,
    /// Objects in schemas of the platform that the platform itself did not create.
    pub(super) in_platform_schemas: BTreeSet<String>,
    /// The schemas that contain something.
    pub(super) filled: Vec<String>,
}

/// Loads `content` into a copy of `database` and dumps the copy. The inner error is a statement
/// that cannot run.
pub(super) fn load(
    replay: &mut Replay<'_>,
    database: &str,
    scope: Scope<'_>,
    content: &[u8],
    loaded: &mut Loaded,
) -> Result<Result<(), StatementError>, Error> {
    let managed = replay.platform().schemas();
    let tracking = replay.plan.layout.tracking;
    let mut run = |runner: &mut Runner| {
        create_tracking_table(tracking, runner, content)?;
        run_statements(runner, content, managed)
    };
    load_by(replay, database, scope, loaded, &mut run)
}

/// Runs the statements of a load in the copy; the inner error is one that cannot run.
type Load<'a, E> = &'a mut dyn FnMut(&mut Runner) -> Result<Result<(), E>, Error>;

/// Runs statements in a copy of `database`, and dumps the copy if they succeed.
pub(super) fn load_by<E>(
    replay: &mut Replay<'_>,
    database: &str,
    scope: Scope<'_>,
    loaded: &mut Loaded,
    run: Load<'_, E>,
) -> Result<Result<(), E>, Error> {
    let copy = scratch_name();
    let mut runner = replay.create(&copy, Some(database))?;
    empty(&mut runner, scope.emptied)?;
    let ran = run(&mut runner)?;
    if ran.is_ok() {
        runner.raw("RESET ALL; RESET SESSION AUTHORIZATION")?;
        runner.set_index_options()?;
        loaded.in_platform_schemas = in_platform_schemas(&mut runner, replay.platform())?;
        let database = ReplayedDatabase { schemas: runner.schemas()?, name: copy.clone() };
        loaded.filled = runner.column(FILLED)?;
        loaded.filled.retain(|schema| database.schemas.contains(schema));
        drop(runner);
        loaded.dump = dump_schemas(replay, &database, scope.dumped)?;
    } else {
        drop(runner);
    }
    replay.drop_temporary(&copy)?;
    Ok(ran)
}

/// Creates the tracking table of the migration tool where the file uses it without creating it, as the database in
/// which the migrations ran has it.
fn create_tracking_table(tracking: Option<&Tracking>, runner: &mut Runner, content: &[u8]) -> Result<(), Error> {
    let Some(tracking) = tracking.filter(|tracking| find(content, tracking.table)) else {
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

/// The schemas that contain an object of no extension (PostgreSQL manual, "`pg_depend`": every
/// object in a schema depends on it).
const FILLED: &str = "select nspname from pg_catalog.pg_namespace n where exists (select from pg_catalog.pg_depend d \
     where d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.refobjid = n.oid \
     and d.classid <> 'pg_catalog.pg_extension'::regclass and not exists (select from pg_catalog.pg_depend e \
     where e.classid = d.classid and e.objid = d.objid and e.deptype = 'e')) order by 1";

/// Empties the compared schemas; extensions that were in one are created again.
fn empty(runner: &mut Runner, schemas: &BTreeSet<String>) -> Result<(), Error> {
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

/// Runs every statement on its own, as `psql` does. `managed` are the schemas of the platform, in
/// which the migrations have created objects that the file may create again.
fn run_statements(runner: &mut Runner, content: &[u8], managed: &[&str]) -> Result<Result<(), StatementError>, Error> {
    for span in sql::statements(content) {
        let text = String::from_utf8_lossy(&content[span.clone()]);
        // Rows are not part of a schema.
        if matches!(transaction_kind(&text), TransactionKind::CopyIn) {
            continue;
        }
        match runner.statement(&text) {
            Ok(()) => {}
            Err(Error::Sql(error)) if is_irrelevant(&text, &error) || exists_in(&text, &error, managed) => {}
            Err(Error::Sql(error)) => {
                let at = (span.start + error.position.unwrap_or(0)).min(span.end);
                return Ok(Err(StatementError { statement: span, at, error, within: None, cause: None }));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(script_statements::closed(content, &(0..content.len())))
}

/// Whether a failure makes no difference to the comparison: owners and privileges, settings that
/// a newer `pg_dump` wrote, and objects that already exist because they are outside the compared
/// schemas.
pub(super) fn is_irrelevant(statement: &str, error: &SqlError) -> bool {
    if matches!(sql::purpose(statement), Purpose::Privileges | Purpose::Session | Purpose::Rows) {
        return true;
    }
    let first: Vec<Word> = words(statement).take(3).collect();
    let is = |at: usize, keywords: &[&str]| {
        first.get(at).is_some_and(|word| keywords.iter().any(|keyword| word.is(keyword)))
    };
    let exists = matches!(error.sqlstate.as_str(), sqlstate::DUPLICATE_SCHEMA | sqlstate::DUPLICATE_OBJECT);
    let sets_owner = || {
        let words: Vec<Word> = words(statement).collect();
        words.windows(2).any(|pair| pair[0].is("owner") && pair[1].is("to"))
    };
    is(0, &["security"])
        || is(0, &["alter"]) && (is(1, &["default"]) || sets_owner())
        || is(0, &["comment"]) && is(2, &["extension", "schema"])
        || is(0, &["create", "alter"]) && is(1, &["schema", "extension", "publication", "role"]) && exists
        || is(0, &["create"]) && is(1, &["event"]) && exists
}

/// Whether a statement fails only because it creates an object that already exists in one of these
/// schemas.
pub(super) fn exists_in(statement: &str, error: &SqlError, schemas: &[&str]) -> bool {
    let is_duplicate = [sqlstate::DUPLICATE_OBJECT, sqlstate::DUPLICATE_TABLE, sqlstate::DUPLICATE_FUNCTION];
    if !is_duplicate.contains(&error.sqlstate.as_str()) {
        return false;
    }
    let script = Script::read(statement.as_bytes(), &(0..statement.len()));
    script.run().any(|(_, action)| {
        let name = match &action.operation {
            Operation::Create { object, .. } => object.on.as_ref().unwrap_or(&object.name),
            Operation::CreateTable(create) => &create.table,
            Operation::CreateIndex(create) => &create.table,
            Operation::CreateRoutine(create) => &create.object.name,
            Operation::CreateType { name, .. } => name,
            Operation::AddConstraint { table, .. } => table,
            _ => return false,
        };
        name.schema.as_ref().is_some_and(|schema| schemas.contains(&schema.as_str()))
    })
}
