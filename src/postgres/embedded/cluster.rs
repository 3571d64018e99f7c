//! The folder of a cluster: kept in the cache folder, for one run at a time.
//!
//! It is written without `fsync`, so it is trusted only in the boot of the machine in which it was
//! written (`local/slot.rs`); otherwise it is recreated. Where the system does not identify its
//! boots (Windows), a cluster lasts for one run.

use super::super::environment::Environment;
use super::super::error::Error;
#[cfg(unix)]
use super::super::local::slot::Slot;
#[cfg(unix)]
pub(super) use super::super::local::slot::State;
use super::super::run_key::RunKey;
#[cfg(not(unix))]
use for_one_run::Slot;
#[cfg(not(unix))]
pub(super) use for_one_run::State;
use std::fs;
use std::path::{Path, PathBuf};

/// Raised whenever clusters are created in another way, so that older ones are not used.
const REVISION: u32 = 3;

/// A cluster that is locked for this run.
#[derive(Debug)]
pub(super) struct Cluster {
    slot: Slot,
    /// The state in which it was found.
    pub(super) state: State,
    /// The better folders that could not be used, each with the reason.
    pub(super) rejected: Vec<String>,
    is_fresh: bool,
}

impl Cluster {
    /// Locks a cluster of this version; a missing one is created when a backend starts.
    pub(super) fn take(environment: &Environment, version: &str, purpose: &str) -> Result<Self, Error> {
        environment.check_runtime_folder().map_err(|cause| Error::NoFolder { tried: vec![cause] })?;
        let (folder, rejected) = choose(environment, &format!("{version}-embedded{REVISION}"))?;
        let slot = Slot::take(&folder, &environment.purpose(purpose))?;
        #[cfg(unix)]
        if let Some(repository) = &environment.repository {
            slot.note_repository(repository);
        }
        if environment.is_fresh {
            slot.note_unusable();
        }
        let state = if environment.is_fresh { State::Unusable } else { slot.state() };
        let cluster = Self { slot, state, rejected, is_fresh: environment.is_fresh };
        if state == State::Unusable {
            #[cfg(unix)]
            folder.parent().into_iter().for_each(super::super::local::evict);
            cluster.remove()?;
        }
        cluster.clear_settings()?;
        cluster.slot.note_running()?;
        Ok(cluster)
    }

    /// The folder of its files.
    pub(super) fn data(&self) -> PathBuf {
        self.slot.data()
    }

    /// Empties the settings that `ALTER SYSTEM` of an earlier run left behind.
    fn clear_settings(&self) -> Result<(), Error> {
        let path = self.data().join("pgdata/postgresql.auto.conf");
        if path.exists() { fs::write(&path, "").map_err(Error::files("write", &path)) } else { Ok(()) }
    }

    /// Writes a new key with which statements of tidegate are signed.
    pub(super) fn new_key(&self) -> Result<RunKey, Error> {
        let folder = self.data().join("pgdata");
        RunKey::create(&folder).map(|(key, _)| key).map_err(Error::files("write", folder))
    }

    /// Makes the next backend create a new cluster.
    pub(super) fn remove(&self) -> Result<(), Error> {
        let data = self.data();
        if data.exists() { fs::remove_dir_all(&data).map_err(Error::files("remove", &data)) } else { Ok(()) }
    }

    /// Removes what `DROP DATABASE` leaves of a database: a folder is read while its files are removed,
    /// and the runtime misses some of them.
    pub(super) fn remove_database(&self, id: &str) {
        if id.bytes().all(|byte| byte.is_ascii_digit()) {
            // What stays only takes space.
            let _ = fs::remove_dir_all(self.data().join("pgdata/base").join(id));
        }
    }

    /// Records whether the cluster can be used again.
    pub(super) fn leave(&self, is_valid: bool) {
        if is_valid && !self.is_fresh {
            // Without this note the next run lets the server recover, which is as good.
            let _ = self.slot.note_clean();
        } else {
            self.slot.note_unusable();
            if self.is_fresh {
                // What stays is removed by the next run.
                let _ = self.remove();
            }
        }
    }
}

/// The first writable folder, for clusters of this name.
fn choose(environment: &Environment, name: &str) -> Result<(PathBuf, Vec<String>), Error> {
    let mut rejected = Vec::new();
    for (place, is_private) in environment.checked_folders() {
        let folder = place.join("postgres").join(name);
        match is_private.and_then(|()| prepare(&folder).map_err(|error| error.to_string())) {
            Ok(()) => return Ok((folder, rejected)),
            Err(cause) => rejected.push(format!("{} ({cause})", folder.display())),
        }
    }
    Err(Error::NoFolder { tried: rejected })
}

fn prepare(folder: &Path) -> std::io::Result<()> {
    create_private(folder)?;
    tempfile::tempfile_in(folder).map(drop)
}

/// Creates a folder for this user alone.
#[cfg(unix)]
fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o711).create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// Clusters that last for one run.
#[cfg(not(unix))]
mod for_one_run {
    use super::{Error, Path, PathBuf};

    /// The state in which a cluster was found.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(in super::super) enum State {
        Interrupted,
        /// Missing.
        Unusable,
    }

    /// A folder that is removed at the end of the run.
    #[derive(Debug)]
    pub(super) struct Slot(tempfile::TempDir);

    impl Slot {
        pub(super) fn take(folder: &Path, purpose: &str) -> Result<Self, Error> {
            let created = tempfile::Builder::new().prefix(purpose).tempdir_in(folder);
            created.map(Self).map_err(Error::files("write", folder))
        }

        pub(super) fn state(&self) -> State {
            if self.data().exists() { State::Interrupted } else { State::Unusable }
        }

        pub(super) fn data(&self) -> PathBuf {
            self.0.path().join("data")
        }

        pub(super) fn note_running(&self) -> Result<(), Error> {
            Ok(())
        }

        pub(super) fn note_clean(&self) -> Result<(), Error> {
            Ok(())
        }

        pub(super) fn note_unusable(&self) {}
    }
}
