//! The server of a replay.

use crate::cache::{Key, Store};
use crate::postgres::Engine;
use crate::progress::Progress;

/// A server to replay on.
pub struct ReplayTarget<'a> {
    pub engine: &'a mut dyn Engine,
    /// Whether the server is private to tidegate, so that its roles and databases are too.
    pub is_private: bool,
    /// Whether replayed prefixes of the history are cached and reused; only on a private server.
    pub caches_prefixes: bool,
    /// Catalogs of earlier runs; only on a private server.
    pub kept: Option<KeptCatalogs>,
    /// Receives the name of each file before it runs.
    pub progress: &'a mut dyn Progress,
}

/// Catalogs that earlier runs have read.
#[derive(Clone, Debug)]
pub struct KeptCatalogs {
    pub store: Store,
    /// A hash of this program and of the server.
    pub server: Key,
}

impl ReplayTarget<'_> {
    pub(super) fn reborrow(&mut self) -> ReplayTarget<'_> {
        ReplayTarget {
            engine: self.engine,
            is_private: self.is_private,
            caches_prefixes: self.caches_prefixes,
            kept: self.kept.clone(),
            progress: self.progress,
        }
    }
}
