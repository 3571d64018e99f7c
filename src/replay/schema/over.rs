//! Loads text that describes tables again in a copy of the replayed database: what the text does not describe, such as
//! functions that a default calls, is there.

use super::super::failure::StatementError;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::loaded::load_into;
use super::tolerated::Existing;
use crate::catalog::{Catalog, Identity, Kind};
use crate::object::quoted;
use crate::postgres::{Error, scratch_name};
use std::collections::BTreeSet;

/// Loads the text after the tables, views and enums were dropped. The inner error is a statement that cannot run.
pub(in super::super) fn load_over(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    text: &[u8],
    dropped: &[Identity],
) -> Result<Result<Catalog, StatementError>, Error> {
    let copy = scratch_name();
    let mut runner = replay.create(&copy, Some(&database.name))?;
    for statement in dropped.iter().filter_map(drop_statement) {
        match runner.statement(&statement) {
            // What cannot be dropped stays, and the text fails on it.
            Ok(()) | Err(Error::Sql(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let managed = replay.platform().schemas();
    let loaded = load_into(replay, &mut runner, text, &mut Existing::new(managed, &BTreeSet::new()))?;
    drop(runner);
    replay.drop_temporary(&copy)?;
    Ok(loaded.map(|loaded| loaded.catalog))
}

fn drop_statement(identity: &Identity) -> Option<String> {
    let kind = match identity.kind {
        Kind::Table => "TABLE",
        Kind::ForeignTable => "FOREIGN TABLE",
        Kind::View => "VIEW",
        Kind::MaterializedView => "MATERIALIZED VIEW",
        Kind::Type => "TYPE",
        _ => return None,
    };
    let schema = identity.schema.as_ref()?;
    Some(format!("DROP {kind} IF EXISTS {}.{} CASCADE", quoted(schema), quoted(&identity.name)))
}
