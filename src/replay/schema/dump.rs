//! Runs `pg_dump` as schema files are written.

use super::super::scratch::{Replay, ReplayedDatabase};
use crate::object::PUBLIC;
use crate::postgres::Error;
use std::collections::BTreeSet;

/// Dumps these schemas. The dump of schemas that do not exist is empty; `pg_dump` would fail.
pub(super) fn dump_schemas(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    schemas: &BTreeSet<String>,
) -> Result<Vec<u8>, Error> {
    if !schemas.contains(PUBLIC) && !database.schemas.iter().any(|schema| schemas.contains(schema)) {
        return Ok(Vec::new());
    }
    let schemas: Vec<String> =
        schemas.iter().map(|schema| format!("--schema=\"{}\"", schema.replace('"', "\"\""))).collect();
    let mut arguments = vec!["--schema-only", "--quote-all-identifiers", "--no-owner", "--no-privileges"];
    arguments.extend(schemas.iter().map(String::as_str));
    replay.target.engine.dump(&database.name, &arguments)
}
