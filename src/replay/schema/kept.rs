//! Catalogs that are kept between runs: those of the database before the first migration, of whole histories, and of
//! schema files.
//!
//! They are kept under a hash of everything that they depend on: this program, the server with its roles and
//! extensions, the platform, and the content of the files. A schema file that needs what the migrations have created is not kept.

use super::super::fingerprint;
use super::super::scratch::Replay;
use super::normalized;
use crate::cache::{Hasher, Key};
use crate::catalog::{Catalog, compact};
use crate::postgres::Error;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Incremented when catalogs are read or written in another way.
const REVISION: &str = "catalog 3";

/// Returns the key of the catalog before the first migration; `None` if nothing is kept.
pub(super) fn base_key(replay: &Replay<'_>) -> Option<Key> {
    Some(hasher(replay, "base")?.finish())
}

/// Returns the key of the catalog of a schema file; `None` if nothing is kept.
pub(super) fn file_key(replay: &mut Replay<'_>, content: &[u8]) -> Result<Option<Key>, Error> {
    let Some(mut hasher) = hasher(replay, "file") else { return Ok(None) };
    hasher.part(fingerprint::roles(replay.target.engine)?);
    match normalized::statements(content) {
        Some(statements) => hasher.part("statements").part(statements),
        None => hasher.part("text").part(content),
    };
    Ok(Some(hasher.finish()))
}

/// Returns the key of the catalog of a history, by the hash of all its files; `None` if nothing is kept.
pub(super) fn history_key(replay: &mut Replay<'_>, whole: &str) -> Result<Option<Key>, Error> {
    let Some(mut hasher) = hasher(replay, "history") else { return Ok(None) };
    hasher.part(fingerprint::roles(replay.target.engine)?).part(whole);
    Ok(Some(hasher.finish()))
}

fn hasher(replay: &Replay<'_>, kind: &str) -> Option<Hasher> {
    let (kept, sources) = (replay.target.kept.as_ref()?, replay.sources.as_ref()?);
    let mut hasher = Hasher::new(REVISION);
    hasher.part(kind).part(kept.server.to_string()).part(sources).part(replay.platform().name());
    hasher.part(replay.plan.layout.tracking.map_or("", |tracking| tracking.create));
    Some(hasher)
}

/// A catalog that is kept.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Kept(#[serde(with = "compact")] pub(super) Catalog);

/// Returns what is kept under a key.
pub(super) fn get<T: DeserializeOwned>(replay: &Replay<'_>, key: Option<&Key>) -> Option<T> {
    let kept = replay.target.kept.as_ref()?;
    serde_json::from_slice(&kept.store.get(key?)?).ok()
}

/// Keeps something under a key.
pub(super) fn put(replay: &Replay<'_>, key: Option<&Key>, value: &impl Serialize) {
    if let (Some(kept), Some(key)) = (&replay.target.kept, key)
        && let Ok(content) = serde_json::to_vec(value)
    {
        kept.store.put(key, &content);
    }
}
