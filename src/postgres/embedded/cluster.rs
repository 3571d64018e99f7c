//! The folder of a cluster: kept in the cache folder, for one run at a time.
//!
//! It is written without `fsync`, so it is believed only in the boot of the machine in which it
//! was written (`local/slot.rs`); else it is made anew. Where the system does not tell its boots
//! apart (Windows), a cluster lasts for one run.

use super::super::environment::Environment;
use super::super::error::Error;
#[cfg(unix)]
use super::super::local::slot::Slot;
#[cfg(unix)]
pub(super) use super::super::local::slot::State;
#[cfg(not(unix))]
use for_one_run::Slot;
#[cfg(not(unix))]
pub(super) use for_one_run::State;
use std::fs;
use std::path::{Path, PathBuf};

/// Counts up whenever clusters are made in another way, so that older ones are not taken.
const REVISION: u32 = 2;

/// A cluster that is ours for this run.
#[derive(Debug)]
pub(super) struct Cluster {
    slot: Slot,
    /// How it was found.
    pub(super) state: State,
    /// Where it is not, and why.
    pub(super) rejected: Vec<String>,
}

impl Cluster {
    /// Takes a cluster of this version; one that is not there is made when a backend starts.
    pub(super) fn take(environment: &Environment, version: &str, purpose: &str) -> Result<Self, Error> {
        let (folder, rejected) = choose(environment, &format!("{version}-embedded{REVISION}"))?;
        let slot = Slot::take(&folder, purpose)?;
        let state = slot.state();
        let cluster = Self { slot, state, rejected };
        if state == State::Unusable {
            #[cfg(unix)]
            folder.parent().into_iter().for_each(super::super::local::make_room);
            cluster.remove()?;
        }
        cluster.forget_settings()?;
        cluster.slot.note_running()?;
        Ok(cluster)
    }

    /// Where the server inside keeps its files.
    pub(super) fn data(&self) -> PathBuf {
        self.slot.data()
    }

    /// Empties what `ALTER SYSTEM` of an earlier run left behind.
    fn forget_settings(&self) -> Result<(), Error> {
        let path = self.data().join("pgdata/postgresql.auto.conf");
        if path.exists() { fs::write(&path, "").map_err(Error::files("write", &path)) } else { Ok(()) }
    }

    /// Has a backend begin with a new cluster.
    pub(super) fn remove(&self) -> Result<(), Error> {
        let data = self.data();
        if data.exists() { fs::remove_dir_all(&data).map_err(Error::files("remove", &data)) } else { Ok(()) }
    }

    /// Removes what `DROP DATABASE` leaves of a database: a folder is read while its files go,
    /// and the runtime steps over some of them.
    pub(super) fn remove_database(&self, id: &str) {
        if id.bytes().all(|byte| byte.is_ascii_digit()) {
            // What stays is in the way of nobody.
            let _ = fs::remove_dir_all(self.data().join("pgdata/base").join(id));
        }
    }

    /// Notes how this run leaves it.
    pub(super) fn leave(&self, is_sound: bool) {
        if is_sound {
            // Without this note the next run has the server recover, which is as good.
            let _ = self.slot.note_clean();
        } else {
            self.slot.note_unusable();
        }
    }
}

/// The first folder that can be written, for clusters of this name.
fn choose(environment: &Environment, name: &str) -> Result<(PathBuf, Vec<String>), Error> {
    let mut rejected = Vec::new();
    for place in environment.own_folders() {
        let folder = place.join("postgres").join(name);
        match prepare(&folder) {
            Ok(()) => return Ok((folder, rejected)),
            Err(cause) => rejected.push(format!("{} ({cause})", folder.display())),
        }
    }
    Err(Error::NoPlace { tried: rejected })
}

fn prepare(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    tempfile::tempfile_in(folder).map(drop)
}

/// Clusters that nobody finds again.
#[cfg(not(unix))]
mod for_one_run {
    use super::{Error, Path, PathBuf};

    /// How a cluster was found.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(in super::super) enum State {
        /// Cut off in its run.
        CutOff,
        /// Not there.
        Unusable,
    }

    /// A folder that goes with the run.
    #[derive(Debug)]
    pub(super) struct Slot(tempfile::TempDir);

    impl Slot {
        pub(super) fn take(folder: &Path, purpose: &str) -> Result<Self, Error> {
            let made = tempfile::Builder::new().prefix(purpose).tempdir_in(folder);
            made.map(Self).map_err(Error::files("write", folder))
        }

        pub(super) fn state(&self) -> State {
            if self.data().exists() { State::CutOff } else { State::Unusable }
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
