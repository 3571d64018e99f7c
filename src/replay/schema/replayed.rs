//! The catalog of the replayed schema.

use super::super::prefix_cache::PrefixChain;
use super::super::scratch::{Replay, ReplayedDatabase};
use super::kept::{self, Kept};
use crate::catalog::Catalog;
use crate::postgres::Error;

/// Returns the catalog of the replayed database. It is read once in a run, and once for a history that is replayed with
/// the cache.
pub(in super::super) fn replayed(replay: &mut Replay<'_>, database: &ReplayedDatabase) -> Result<Catalog, Error> {
    if let Some((name, catalog)) = &replay.replayed
        && *name == database.name
    {
        return Ok(catalog.clone());
    }
    let whole = replay.prefixes.as_ref().map(PrefixChain::whole).map(str::to_owned);
    let key = match whole {
        Some(whole) => kept::history_key(replay, &whole)?,
        None => None,
    };
    let catalog = if let Some(Kept(catalog)) = kept::get(replay, key.as_ref()) {
        catalog
    } else {
        let catalog = Kept(replay.open(&database.name)?.catalog()?);
        kept::put(replay, key.as_ref(), &catalog);
        catalog.0
    };
    replay.replayed = Some((database.name.clone(), catalog.clone()));
    Ok(catalog)
}
