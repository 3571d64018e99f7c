//! Writes schema files.

use super::super::scratch::{Replay, ReplayedDatabase};
use crate::definition::{self, Source};
use crate::postgres::Error;
use std::collections::BTreeSet;

/// Returns the text of a schema file below its header: the schemas that it covers by the
/// configuration, or else `public` and every other schema that does not belong to the platform.
pub(in super::super) fn write(replay: &mut Replay<'_>, database: &ReplayedDatabase) -> Result<String, Error> {
    let managed = replay.platform().schemas();
    let mut schemas: BTreeSet<String> = database.schemas.iter().cloned().collect();
    match replay.plan.schemas {
        Some(covered) => schemas.retain(|schema| covered.contains(schema)),
        None => schemas.retain(|schema| !managed.contains(&schema.as_str())),
    }
    let (catalog, wording) = replay.open(&database.name)?.wording()?;
    let source = Source::new(&catalog, &wording);
    Ok(definition::text(&source, Some(&schemas), replay.plan.tracking_table().as_ref()))
}

/// Returns the covered schemas that do not exist in the database.
pub(in super::super) fn absent(database: &ReplayedDatabase, covered: Option<&[String]>) -> Vec<String> {
    covered.unwrap_or_default().iter().filter(|schema| !database.schemas.contains(schema)).cloned().collect()
}
