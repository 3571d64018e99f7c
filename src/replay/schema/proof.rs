//! A script that makes one side like another, run on a copy of it.

use super::super::loaded_side::{BrokenStatement, LoadedSide};
use super::super::runner::Runner;
use super::super::scratch::Replay;
use super::loaded::catalog_after;
use super::witness::whole_dump;
use crate::alter::Script;
use crate::object::literal;
use crate::postgres::{Error, quoted_always};
use std::collections::BTreeSet;

/// Runs a script in a temporary database, which is dropped, and notes its catalog and its dump, or the statement that
/// failed.
pub(super) fn reach(
    replay: &mut Replay<'_>,
    mut runner: Runner,
    (script, roles): (&Script, &BTreeSet<String>),
    side: &mut LoadedSide,
) -> Result<(), Error> {
    if replay.target.is_private {
        create_roles(&mut runner, roles)?;
    }
    side.broken = run(&mut runner, script)?;
    let name = runner.name().to_owned();
    if side.broken.is_none() {
        side.catalog = catalog_after(&mut runner)?;
        drop(runner);
        side.dump = Some(whole_dump(replay, &name, true)?);
    } else {
        drop(runner);
    }
    replay.drop_temporary(&name)
}

/// Creates the roles that do not exist.
fn create_roles(runner: &mut Runner, roles: &BTreeSet<String>) -> Result<(), Error> {
    for role in roles {
        let found = format!("select 1 from pg_catalog.pg_roles where rolname = {}", literal(role));
        if runner.value(&found)?.is_none() {
            runner.statement(&format!("CREATE ROLE {}", quoted_always(role)))?;
        }
    }
    Ok(())
}

/// Runs each transaction of a script, as the script is meant to run.
fn run(runner: &mut Runner, script: &Script) -> Result<Option<Box<BrokenStatement>>, Error> {
    for transaction in &script.transactions {
        for sql in transaction.sql() {
            match runner.statement(sql) {
                Ok(()) => {}
                Err(Error::Sql(error)) => {
                    runner.raw("ROLLBACK")?;
                    return Ok(Some(Box::new(BrokenStatement { sql: sql.to_owned(), error: *error })));
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(None)
}
