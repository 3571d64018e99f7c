//! The server of a replay.

use crate::postgres::Engine;
use crate::progress::Progress;

/// A server to replay on.
pub struct ReplayTarget<'a> {
    pub engine: &'a mut dyn Engine,
    /// Whether the server is private to tidegate, so that its roles and databases are too.
    pub is_private: bool,
    /// Whether replayed prefixes of the history are cached and reused; only on a private server.
    pub caches_prefixes: bool,
    /// Receives the name of each file before it runs.
    pub progress: &'a mut dyn Progress,
}

impl ReplayTarget<'_> {
    pub(super) fn reborrow(&mut self) -> ReplayTarget<'_> {
        ReplayTarget {
            engine: self.engine,
            is_private: self.is_private,
            caches_prefixes: self.caches_prefixes,
            progress: self.progress,
        }
    }
}
