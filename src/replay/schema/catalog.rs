//! The catalog of a project: its objects, without those of the platform and the migration tool.

use super::super::failure::StatementError;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::super::source::Source;
use super::base::base;
use super::file::load_file;
use super::replayed::replayed;
use crate::catalog::{Catalog, Object};
use crate::object::PUBLIC;
use crate::postgres::Error;

/// Returns the catalog of the replayed database, or that of a schema file loaded beside it. The inner error is a
/// statement of the file that cannot run.
pub(in super::super) fn catalog(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    file: Option<&Source>,
) -> Result<Result<Catalog, StatementError>, Error> {
    let base = base(replay)?;
    let expected = replayed(replay, database)?;
    let Some(file) = file else {
        return Ok(Ok(expected.without(&base)));
    };
    Ok(load_file(replay, database, &file.content, (&expected, &base))?.map(|loaded| {
        let mut catalog = loaded.catalog.without(&base);
        catalog.objects.retain(|_, object| !is_bare_public(object));
        catalog
    }))
}

/// Whether an object is the schema `public`, which was created again before the file was loaded.
fn is_bare_public(object: &Object) -> bool {
    matches!(object, Object::Schema(schema) if schema.name == PUBLIC && schema.comment.is_none())
}
