//! The catalog of a schema file.
//!
//! The file is loaded into a copy of the database before the first migration, so that everything in it comes from the
//! file. One that needs more, as a dump of some schemas does, is loaded into a copy of the replayed database in which
//! the objects of the project were dropped as far as the file creates them.

use super::super::failure::StatementError;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::beside;
use super::kept;
use super::loaded::{LoadedFile, load_alone};
use crate::catalog::Catalog;
use crate::postgres::Error;

/// Loads a file and reads its catalog; the inner error is a statement that cannot run.
pub(super) fn load_file(
    replay: &mut Replay<'_>,
    database: &ReplayedDatabase,
    content: &[u8],
    catalogs: (&Catalog, &Catalog),
) -> Result<Result<LoadedFile, StatementError>, Error> {
    // Roles and objects of the server exist once, so a setup cannot run again.
    let has_setup = replay.plan.setup.parts().next().is_some();
    let is_witnessed = replay.plan.is_witnessed();
    let mut refused = None;
    if !has_setup {
        let key = kept::file_key(replay, content)?;
        if let Some(kept) = kept::get(replay, key.as_ref()).filter(|_| !is_witnessed) {
            return Ok(Ok(kept));
        }
        match load_alone(replay, content)? {
            Ok(loaded) => {
                kept::put(replay, key.as_ref(), &loaded);
                return Ok(Ok(loaded));
            }
            Err(failed) => refused = Some(failed),
        }
    }
    let loaded = beside::load(replay, database, content, catalogs)?;
    // The first error is that of the file alone.
    Ok(loaded.map_err(|failed| refused.unwrap_or(failed)))
}
