//! The catalog of a project: its objects, without those of the platform and the migration tool.

use super::super::failure::StatementError;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::source::Source;
use super::reload::{self, Loaded, Scope};
use crate::catalog::{Catalog, Object};
use crate::dump;
use crate::object::PUBLIC;
use crate::postgres::{Error, scratch_name};
use std::collections::BTreeSet;

/// Returns the catalog of the replayed database, or that of a schema file loaded beside it. The inner error is a
/// statement of the file that cannot run.
pub(in super::super) fn catalog(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    file: Option<&Source>,
) -> Result<Result<Catalog, StatementError>, Error> {
    let base = base(replay)?;
    let Some(file) = file else {
        let catalog = replay.open(&database.name)?.catalog()?;
        return Ok(Ok(catalog.without(&base)));
    };
    let created = dump::schemas(&file.content, replay.platform().schemas());
    let mut loaded = Loaded { catalog: Some(Catalog::default()), ..Loaded::default() };
    let scope = Scope { emptied: &created, dumped: &BTreeSet::new() };
    if let Err(failed) = reload::load(replay, &database.name, scope, &file.content, &mut loaded)? {
        return Ok(Err(failed));
    }
    let mut catalog = loaded.catalog.unwrap_or_default().without(&base);
    catalog.objects.retain(|_, object| !is_bare_public(object));
    Ok(Ok(catalog))
}

/// Whether an object is the schema `public`, which was created again before the file was loaded.
fn is_bare_public(object: &Object) -> bool {
    matches!(object, Object::Schema(schema) if schema.name == PUBLIC && schema.comment.is_none())
}

/// Returns the catalog before the first migration, with the tracking table of the migration tool: a table with other
/// columns than the tool gives it belongs to the project.
fn base(replay: &mut Replay<'_>) -> Result<Catalog, Error> {
    let name = scratch_name();
    let template = replay.template.database.clone();
    let mut runner = replay.create(&name, template.as_deref())?;
    if let Some(tracking) = replay.plan.layout.tracking {
        runner.raw(tracking.create)?;
    }
    let base = runner.catalog()?;
    drop(runner);
    replay.drop_temporary(&name)?;
    Ok(base)
}
