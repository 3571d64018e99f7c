//! A kept cluster that belongs to one run at a time. Two runs at once get two clusters,
//! `slot-0` and `slot-1`, each with whatever its earlier runs left in it.
//!
//! There are two locks, both let go by the system when their holders end. `owner` is held by
//! tidegate alone and says whose the slot is. `lock` is held open by the server's processes
//! too, as their standard output: it falls with the last of them. So a slot whose `lock` can
//! be taken has no server, and a `postmaster.pid` in it is stale for certain.
//!
//! When tidegate is root, everything but the cluster itself stays root's: what runs in the
//! server may write anywhere its user may, and root must not follow a link it left there.

use super::boot;
use super::error::Error;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

/// How often a lock is tried.
const PULSE: Duration = Duration::from_millis(2);

/// How long a server that lost its owner may take to go down before another slot is taken;
/// it takes some tens of milliseconds, and a new slot costs more.
const FAREWELL: Duration = Duration::from_secs(1);

/// More runs than this at once, on one machine and one version, are somebody's mistake.
const SLOTS: usize = 16;

/// How the last run left a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Shut down cleanly.
    Clean,
    /// Cut off, in this boot of the machine: the server recovers by itself.
    CutOff,
    /// Not there, damaged, or from an earlier boot: made anew.
    Unusable,
}

/// A cluster's folder, locked.
#[derive(Debug)]
pub(super) struct Slot {
    folder: PathBuf,
    lock: File,
    /// Held, not used.
    _owner: File,
}

impl Slot {
    /// Locks the first free slot of a folder.
    pub(super) fn take(folder: &Path) -> Result<Self, Error> {
        for number in 0..SLOTS {
            let folder = folder.join(format!("slot-{number}"));
            let mut builder = DirBuilder::new();
            #[cfg(unix)]
            builder.mode(0o711);
            match builder.create(&folder) {
                Err(error) if !folder.is_dir() => return Err(Error::files("write", &folder)(error)),
                Ok(()) | Err(_) => {}
            }
            if let Some(slot) = Self::of(folder)? {
                return Ok(slot);
            }
        }
        Err(Error::AllBusy { count: SLOTS, folder: folder.to_owned() })
    }

    /// Locks the slot of a folder, or `None` when another run has it.
    fn of(folder: PathBuf) -> Result<Option<Self>, Error> {
        let Some(owner) = lock_within(&folder.join("owner"), Duration::ZERO)? else { return Ok(None) };
        if let Some(lock) = lock_within(&folder.join("lock"), FAREWELL)? {
            return Ok(Some(Self { folder, lock, _owner: owner }));
        }
        // A server without an owner that does not go: its watchdog was killed too. It looks
        // for this file once a minute and ends when it is not there.
        let _ = fs::remove_file(folder.join("data/postmaster.pid"));
        Ok(None)
    }

    /// Removes the clusters of a folder that no run has; their locks stay.
    pub(super) fn clear(folder: &Path) -> Result<(), Error> {
        for folder in slots(folder) {
            let Some(slot) = Self::of(folder)? else { continue };
            slot.note_unusable();
            slot.remove_data()?;
        }
        Ok(())
    }

    /// When a run last had a slot of a folder.
    pub(super) fn last_used(folder: &Path) -> Option<SystemTime> {
        slots(folder).filter_map(|slot| fs::metadata(slot.join("state")).ok()?.modified().ok()).max()
    }

    /// The cluster.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A file for the server to read, beside the cluster.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The server's log of this run.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// The lock once more, for the server to hold.
    pub(super) fn lock(&self) -> Result<File, Error> {
        self.lock.try_clone().map_err(Error::files("lock", &self.folder))
    }

    /// How the last run left the cluster.
    pub(super) fn state(&self) -> State {
        let note = fs::read_to_string(self.note()).unwrap_or_default();
        let Some((word, written_in)) = note.trim().split_once(' ') else { return State::Unusable };
        if !self.data().is_dir() || boot::id().as_deref() != Some(written_in) {
            return State::Unusable;
        }
        match word {
            "clean" => State::Clean,
            "running" => State::CutOff,
            _ => State::Unusable,
        }
    }

    /// Notes that a server is about to run on it: from here on the cluster is at risk.
    pub(super) fn note_running(&self) -> Result<(), Error> {
        self.write_note("running")
    }

    /// Notes that the server shut down cleanly.
    pub(super) fn note_clean(&self) -> Result<(), Error> {
        self.write_note("clean")
    }

    /// Makes the next run begin with a new cluster.
    pub(super) fn note_unusable(&self) {
        // Without a note the cluster counts as unusable; a note that cannot be removed says
        // "running", and then the next run has the server look at it.
        let _ = fs::remove_file(self.note());
    }

    /// Puts a new cluster, which `make` writes to the folder it is given, in place of
    /// whatever is there.
    pub(super) fn plant(&self, make: impl FnOnce(&Path) -> Result<(), Error>) -> Result<(), Error> {
        self.note_unusable();
        self.remove_data()?;
        let (data, new) = (self.data(), self.new_data());
        make(&new)?;
        fs::rename(&new, &data).map_err(Error::files("write", &data))
    }

    /// Removes the cluster, and what is left of one that was being copied.
    fn remove_data(&self) -> Result<(), Error> {
        for old in [self.data(), self.new_data()] {
            if old.exists() {
                fs::remove_dir_all(&old).map_err(Error::files("remove", &old))?;
            }
        }
        Ok(())
    }

    fn new_data(&self) -> PathBuf {
        self.folder.join("data.new")
    }

    fn note(&self) -> PathBuf {
        self.folder.join("state")
    }

    /// Written beside and renamed: half a note would be none, but none costs the cluster.
    fn write_note(&self, word: &str) -> Result<(), Error> {
        let (note, new) = (self.note(), self.folder.join("state.new"));
        let boot = boot::id().unwrap_or_default();
        let written = fs::write(&new, format!("{word} {boot}\n")).and_then(|()| fs::rename(&new, &note));
        written.map_err(Error::files("write", &note))
    }
}

/// The slots that are there.
fn slots(folder: &Path) -> impl Iterator<Item = PathBuf> {
    (0..SLOTS).map(move |number| folder.join(format!("slot-{number}"))).filter(|folder| folder.is_dir())
}

/// Locks a file for us alone, or `None` when somebody else keeps it for longer.
fn lock_within(path: &Path, longest: Duration) -> Result<Option<File>, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600);
    let file = options.open(path).map_err(Error::files("write", path))?;
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) if begin.elapsed() < longest => sleep(PULSE),
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(Error::files("lock", path)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_get_two_slots_and_the_first_is_taken_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Slot::take(folder.path()).expect("a slot");
        let second = Slot::take(folder.path()).expect("a slot");
        assert!(first.data().starts_with(folder.path().join("slot-0")));
        assert!(second.data().starts_with(folder.path().join("slot-1")));
        drop(first);
        let third = Slot::take(folder.path()).expect("a slot");
        assert!(third.data().starts_with(folder.path().join("slot-0")));
    }

    #[test]
    fn a_slot_is_locked_for_as_long_as_its_server_holds_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let slot = Slot::take(folder.path()).expect("a slot");
        let held_by_server = slot.lock().expect("a second handle");
        drop(slot);
        let next = Slot::take(folder.path()).expect("a slot");
        assert!(next.data().starts_with(folder.path().join("slot-1")));
        drop((next, held_by_server));
        let next = Slot::take(folder.path()).expect("a slot");
        assert!(next.data().starts_with(folder.path().join("slot-0")));
    }

    #[test]
    fn only_what_this_boot_wrote_is_believed() {
        let folder = tempfile::tempdir().expect("a folder");
        let slot = Slot::take(folder.path()).expect("a slot");
        assert_eq!(slot.state(), State::Unusable, "nothing is there");
        fs::create_dir(slot.data()).expect("a folder");
        assert_eq!(slot.state(), State::Unusable, "data without a note");
        slot.note_running().expect("a note");
        let expected = if boot::id().is_some() { State::CutOff } else { State::Unusable };
        assert_eq!(slot.state(), expected);
        fs::write(slot.note(), "clean another-boot\n").expect("a note");
        assert_eq!(slot.state(), State::Unusable, "the machine went down since");
        fs::write(slot.note(), "cle").expect("a note");
        assert_eq!(slot.state(), State::Unusable, "half a note");
    }
}
