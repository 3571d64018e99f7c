//! Loads a schema file, or a dump, beside the database that the migrations made.
//!
//! It is loaded into a copy of that database in which the compared schemas were emptied. So
//! what a file written with `--schema=public` leaves out is there: extensions, other schemas,
//! roles.

use super::super::scratch::Readable;
use super::super::script::StatementError;
use super::super::{Runner, ScratchDatabases};
use super::{part, platform};
use crate::object::{PUBLIC, literal};
use crate::postgres::{Error, SqlError, quoted, scratch_name};
use crate::sql::{self, Operation, Script, TransactionKind, Word, transaction_kind, words};
use std::collections::BTreeSet;

/// The schemas that a load is about.
#[derive(Clone, Copy)]
pub(super) struct Within<'a> {
    /// Those that are emptied before.
    pub(super) emptied: &'a BTreeSet<String>,
    /// Those that are dumped after.
    pub(super) dumped: &'a BTreeSet<String>,
}

/// What a load made.
#[derive(Default)]
pub(super) struct Loaded {
    /// The dump of it.
    pub(super) dump: Vec<u8>,
    /// Objects in schemas of the platform that are not the platform's.
    pub(super) platform: BTreeSet<String>,
    /// The schemas that have something in them.
    pub(super) filled: Vec<String>,
}

/// Loads `content` into a copy of `database` and dumps that. `Err` within is a statement that
/// cannot be run.
pub(super) fn load(
    scratch: &mut ScratchDatabases<'_, '_>,
    database: &str,
    within: Within<'_>,
    content: &[u8],
    loaded: &mut Loaded,
) -> Result<Result<(), StatementError>, Error> {
    let copy = scratch_name();
    let mut runner = scratch.open_new(&copy, Some(database))?;
    empty(&mut runner, within.emptied)?;
    let ran = statements(&mut runner, content, scratch.platform.schemas())?;
    if ran.is_ok() {
        runner.raw("RESET ALL; RESET SESSION AUTHORIZATION")?;
        runner.set_index_options()?;
        loaded.platform = platform(&mut runner, scratch.platform)?;
        let there = Readable { schemas: runner.schemas()?, database: copy.clone() };
        loaded.filled = runner.column(FILLED)?;
        loaded.filled.retain(|schema| there.schemas.contains(schema));
        drop(runner);
        loaded.dump = part(scratch, &there, within.dumped)?;
    } else {
        drop(runner);
    }
    scratch.stage.engine.drop_database(&copy)?;
    scratch.databases.retain(|name| *name != copy);
    Ok(ran)
}

/// The schemas that have something in them which is of no extension (documentation of PostgreSQL,
/// "`pg_depend`": whatever lies in a schema depends on it).
const FILLED: &str = "select nspname from pg_catalog.pg_namespace n where exists (select from pg_catalog.pg_depend d \
     where d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.refobjid = n.oid \
     and d.classid <> 'pg_catalog.pg_extension'::regclass and not exists (select from pg_catalog.pg_depend e \
     where e.classid = d.classid and e.objid = d.objid and e.deptype = 'e')) order by 1";

/// Empties the compared schemas; extensions that lay in one are made again.
fn empty(runner: &mut Runner, schemas: &BTreeSet<String>) -> Result<(), Error> {
    let names: Vec<String> = schemas.iter().map(|schema| literal(schema)).collect();
    let found = format!(
        "select e.extname || ' ' || n.nspname from pg_catalog.pg_extension e \
         join pg_catalog.pg_namespace n on n.oid = e.extnamespace where n.nspname in ({}) order by e.oid",
        names.join(", ")
    );
    let extensions = runner.column(&found)?;
    for schema in schemas {
        runner.raw(&format!("DROP SCHEMA IF EXISTS {} CASCADE", quoted(schema)))?;
    }
    if schemas.contains(PUBLIC) {
        runner.raw(&format!("CREATE SCHEMA {}", quoted(PUBLIC)))?;
    }
    for (name, schema) in extensions.iter().filter_map(|extension| extension.split_once(' ')) {
        if schema != PUBLIC {
            runner.raw(&format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(schema)))?;
        }
        runner.statement(&format!("CREATE EXTENSION IF NOT EXISTS {} WITH SCHEMA {}", quoted(name), quoted(schema)))?;
    }
    Ok(())
}

/// Runs every statement by itself, as `psql` does. `managed` are the schemas of the platform, in which
/// the migrations have made what the file may make again.
fn statements(runner: &mut Runner, content: &[u8], managed: &[&str]) -> Result<Result<(), StatementError>, Error> {
    for span in sql::statements(content) {
        let text = String::from_utf8_lossy(&content[span.clone()]);
        // Rows are no part of a schema.
        if matches!(transaction_kind(&text), TransactionKind::CopyIn) {
            continue;
        }
        match runner.statement(&text) {
            Ok(()) => {}
            Err(Error::Sql(error)) if is_of_no_matter(&text, &error) || is_there(&text, &error, managed) => {}
            Err(Error::Sql(error)) => {
                let at = (span.start + error.position.unwrap_or(0)).min(span.end);
                return Ok(Err(StatementError { statement: span, at, error }));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Ok(()))
}

/// What fails here without a difference to what is compared: owners and privileges, settings
/// that a newer `pg_dump` wrote, and what is there already because it lies outside the
/// compared schemas.
fn is_of_no_matter(statement: &str, error: &SqlError) -> bool {
    let first: Vec<Word> = words(statement).take(3).collect();
    let is = |at: usize, keywords: &[&str]| {
        first.get(at).is_some_and(|word| keywords.iter().any(|keyword| word.is(keyword)))
    };
    let is_there = matches!(error.sqlstate.as_str(), "42P06" | "42710");
    let sets_owner = || {
        let words: Vec<Word> = words(statement).collect();
        words.windows(2).any(|pair| pair[0].is("owner") && pair[1].is("to"))
    };
    is(0, &["grant", "revoke", "set", "security", "insert"])
        || is(0, &["alter"]) && (is(1, &["default"]) || sets_owner())
        || is(0, &["comment"]) && is(2, &["extension", "schema"])
        || is(0, &["create", "alter"]) && is(1, &["schema", "extension", "publication", "role"]) && is_there
        || is(0, &["create"]) && is(1, &["event"]) && is_there
}

/// True when a statement fails only because it makes what is there already in one of these schemas.
fn is_there(statement: &str, error: &SqlError, schemas: &[&str]) -> bool {
    if !matches!(error.sqlstate.as_str(), "42710" | "42P07" | "42723") {
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
