//! The catalog before the first migration.

use super::super::scratch::Replay;
use super::kept::{self, Kept};
use crate::catalog::Catalog;
use crate::postgres::{Error, scratch_name};

/// Returns the catalog before the first migration, with the tracking table of the migration tool: a table with other
/// columns than the tool gives it belongs to the project.
pub(super) fn base(replay: &mut Replay<'_>) -> Result<Catalog, Error> {
    let key = kept::base_key(replay);
    if let Some(Kept(base)) = kept::get(replay, key.as_ref()) {
        return Ok(base);
    }
    let name = scratch_name();
    let template = replay.template.database.clone();
    let mut runner = replay.create(&name, template.as_deref())?;
    if let Some(tracking) = replay.plan.layout.tracking {
        runner.raw(tracking.create)?;
    }
    let base = runner.catalog()?;
    drop(runner);
    replay.drop_temporary(&name)?;
    let base = Kept(base);
    kept::put(replay, key.as_ref(), &base);
    Ok(base.0)
}
