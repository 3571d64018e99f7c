//! Worlds in which `tidegate verify` has a server.

use super::server::{clusters, has_server, shared_cache};
use super::{CommandResult, World, wait_for};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The first cluster of the repository `/one` that has nothing of a platform.
pub(crate) const SLOT: &str = "plain-1e1d1696ffea-0";

impl World {
    /// An empty repository, with the servers that tests share; `None` where no server can be
    /// started.
    pub(crate) fn with_server() -> Option<Self> {
        has_server().then(|| Self::new().sharing_servers())
    }

    /// The same world with the servers that tests share.
    pub(crate) fn sharing_servers(mut self) -> Self {
        self.keep_servers_in(shared_cache());
        self
    }

    /// An empty repository with a cache and a folder for temporary files of its own; `None` where
    /// no server can be started.
    pub(crate) fn with_own_server() -> Option<Self> {
        if !has_server() {
            return None;
        }
        let mut world = Self::new();
        // The user who runs the server enters them when the tests run as root.
        fs::set_permissions(world.root(), fs::Permissions::from_mode(0o755)).unwrap();
        let [cache, temporary] = ["cache", "tmp"].map(|name| world.root().join(name));
        for folder in [&cache, &temporary] {
            fs::create_dir(folder).unwrap();
        }
        // Every user may write in it, as in any folder for temporary files.
        fs::set_permissions(&temporary, fs::Permissions::from_mode(0o1777)).unwrap();
        world.set("TMPDIR", temporary);
        world.keep_servers_in(cache);
        Some(world)
    }

    fn keep_servers_in(&mut self, cache: PathBuf) {
        self.set("TIDEGATE_CACHE_DIR", &cache);
        // One repository for all: each has a cluster of its own otherwise.
        self.set("TIDEGATE_TEST_REPOSITORY", "/one");
        self.cache = Some(cache);
    }

    /// Runs `tidegate verify`, which replays: no verdict of an earlier run is reused.
    pub(crate) fn verify(&self, arguments: &str) -> CommandResult {
        self.forget_verdicts();
        self.tidegate(&format!("verify {arguments}"))
    }

    /// Deletes the verdicts of earlier runs from the cache.
    pub(crate) fn forget_verdicts(&self) {
        if let Some(cache) = &self.cache {
            let _ = fs::remove_dir_all(cache.join("verdicts"));
        }
    }

    /// The cache folder of a world with servers.
    pub(crate) fn cache(&self) -> &Path {
        self.cache.as_deref().expect("a world with servers")
    }

    /// The one folder of clusters in the cache.
    pub(crate) fn clusters(&self) -> PathBuf {
        clusters(self.cache())
    }

    /// The folder of the first cluster that has nothing of a platform.
    pub(crate) fn slot(&self) -> PathBuf {
        self.clusters().join(SLOT)
    }

    /// Waits until no server of the cache runs. A run may have been killed before its server
    /// listened to any signal, and on a busy machine a server may take longer to end than the
    /// next run waits for it.
    pub(crate) fn wait_for_servers(&self) {
        wait_for("the end of the servers", || {
            let files = walkdir::WalkDir::new(self.cache().join("postgres")).into_iter().flatten();
            let mut locks = files.filter(|file| file.file_name() == "lock");
            locks.all(|lock| fs::File::open(lock.path()).is_ok_and(|lock| lock.try_lock().is_ok()))
        });
    }
}
