//! Loads a schema file, or a dump, beside the replayed database.
//!
//! It is loaded into a copy of that database in which the compared schemas were emptied. So
//! everything that a file written with `--schema=public` leaves out exists: extensions, other
//! schemas, roles.

use super::super::dispatch::leaves_out;
use super::super::failure::{RunError, StatementError};
use super::super::psql;
use super::super::record::find;
use super::super::runner::Runner;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::script_statements::{self, Statement, Statements};
use super::dump::dump_schemas;
use super::managed::in_platform_schemas;
use super::tolerated::{Existing, Tolerated};
use crate::migration::layout::Tracking;
use crate::object::{PUBLIC, literal};
use crate::postgres::{Error, quoted_always, scratch_name};
use crate::sql::{self, Operation, Reach, Script, words};
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
    /// The statements that were not run, each with the reason.
    pub(super) not_run: Vec<String>,
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
    let mut not_run = Vec::new();
    let mut run = |runner: &mut Runner| {
        create_tracking_table(tracking, runner, content)?;
        let ran = run_statements(runner, content, &mut Existing::new(managed, scope.emptied))?;
        Ok(ran.map(|left_out| not_run = left_out))
    };
    let ran = load_by(replay, database, scope, loaded, &mut run)?;
    loaded.not_run = not_run;
    Ok(ran)
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

/// Runs every statement on its own, as `psql` does. Returns the statements that were not run, with the reasons.
fn run_statements(
    runner: &mut Runner,
    content: &[u8],
    existing: &mut Existing<'_>,
) -> Result<Result<Vec<String>, StatementError>, Error> {
    let mut not_run = Vec::new();
    if let Err(failed) = readable(content) {
        return Ok(Err(failed));
    }
    let whole = 0..content.len();
    for statement in Statements::of(content, std::slice::from_ref(&whole)).iter() {
        // It changes no schema, and every newer dump has it.
        if leaves_out(&statement.text, runner.major(), None) {
            continue;
        }
        if runner.privileges.is_superuser
            && let Some(failed) = reaches_outside(&statement)
        {
            return Ok(Err(failed));
        }
        let failed = match statement.run(runner, content) {
            Ok(()) => {
                existing.ran(&statement.text);
                continue;
            }
            Err(RunError::Server(error)) => return Err(error),
            Err(RunError::Statement(failed)) => failed,
        };
        match existing.tolerated(runner, &statement.text, &failed.error)? {
            None => return Ok(Err(failed)),
            Some(Tolerated::Exists) => {}
            Some(Tolerated::NotRun(reason)) => not_run.push(left_out(&statement.text, &reason)),
        }
    }
    Ok(Ok(not_run))
}

/// Whether the whole file can be read as `psql` reads it; otherwise the first part that cannot.
pub(super) fn readable(content: &[u8]) -> Result<(), StatementError> {
    match psql::unsupported_command(content, &(0..content.len())) {
        Some(RunError::Statement(failed)) => Err(failed),
        _ => script_statements::closed(content, &(0..content.len())),
    }
}

/// The error of a statement that a superuser would run outside the database: on a private server it has no right to.
fn reaches_outside(statement: &Statement<'_>) -> Option<StatementError> {
    // What a function does is not done when it is created.
    const DEFINED: [&str; 7] = ["extension", "foreign", "function", "language", "procedure", "server", "wrapper"];
    let first: Vec<_> = words(&statement.text).take(4).collect();
    let is_definition = first.iter().any(|word| DEFINED.iter().any(|defined| word.is(defined)));
    if is_definition && first[0].is("create") {
        return None;
    }
    let reach = |reach: Reach| matches!(reach, Reach::Program | Reach::File | Reach::Settings | Reach::Code);
    let access = sql::outside_accesses(&statement.text).into_iter().find(|access| reach(access.reach))?;
    let message = format!("{} is not run: a schema file may reach nothing outside the database", access.what);
    match psql::not_supported(&statement.span, &message) {
        RunError::Statement(failed) => Some(failed),
        RunError::Server(_) => None,
    }
}

/// A statement that was not run, with the reason.
pub(super) fn left_out(statement: &str, reason: &str) -> String {
    format!("`{}` ({reason})", one_line(statement))
}

/// The start of a statement, in one line.
fn one_line(statement: &str) -> String {
    const LENGTH: usize = 80;
    let line: Vec<&str> = statement.split_whitespace().collect();
    let line = line.join(" ");
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.trim_end_matches(';').to_owned(),
    }
}
