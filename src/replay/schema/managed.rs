//! Objects that a project creates in schemas of the platform.

use super::super::runner::Runner;
use crate::migration::Platform;
use crate::object::literal;
use crate::postgres::Error;
use std::collections::BTreeSet;

/// Returns the objects in schemas of the platform that the platform itself did not create, each
/// with its kind: a schema file must not contain them, as those schemas belong to the platform.
pub(in super::super) fn in_platform_schemas(
    runner: &mut Runner,
    platform: Platform,
) -> Result<BTreeSet<String>, Error> {
    let schemas: Vec<String> = platform.schemas().iter().map(|schema| literal(schema)).collect();
    if schemas.is_empty() {
        return Ok(BTreeSet::new());
    }
    let registers_stubs = if runner.privileges.writes_catalog() { "true" } else { "false" };
    let sql = include_str!("in_platform_schemas.sql").replace("$schemas", &schemas.join(", "));
    let sql = sql.replace("$registers_stubs", registers_stubs);
    Ok(runner.column(&sql)?.into_iter().collect())
}
