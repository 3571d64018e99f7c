//! A kept cluster that belongs to one run at a time. Every purpose has its own, so that what
//! one leaves on the whole server (roles) is not in the way of another; two runs at once get
//! two clusters, `plain-0` and `plain-1`, each with whatever its earlier runs left in it.
//!
//! There are two locks, both let go by the system when their holders end. `owner` is held by
//! tidegate alone and says whose the slot is. `lock` is held open by the server's processes
//! too, as their standard output: it falls with the last of them. So a slot whose `lock` can
//! be taken has no server, and a `postmaster.pid` in it is stale for certain.
//!
//! When tidegate is root, everything but the cluster itself stays root's: what runs in the
//! server may write anywhere its user may, and root must not follow a link it left there.

use super::super::error::Error;
use super::{Programs, boot, seed, sockets};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

/// How often a lock is tried.
const PULSE: Duration = Duration::from_millis(2);

/// How long a server that lost its owner may take to go down before another slot is taken;
/// it takes some tens of milliseconds, and a new slot costs more.
const FAREWELL: Duration = Duration::from_secs(1);

/// More runs than this at once, on one machine, one version and for one purpose, are
/// somebody's mistake.
const SLOTS: usize = 16;

/// What lies in a slot beside the cluster. The locks go last: whoever waits for one of them sees
/// that it is gone. One is the lock of the server inside this binary.
const FILES: [&str; 8] = [
    super::SETTINGS,
    super::ACCESS,
    "server.log",
    sockets::NOTE,
    "state.new",
    ".data.oliphaunt-wasix-rust.lock",
    "lock",
    "owner",
];

/// How the last run left a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::postgres) enum State {
    /// Shut down cleanly.
    Clean,
    /// Cut off, in this boot of the machine: the server recovers by itself.
    CutOff,
    /// Not there, damaged, or from an earlier boot: made anew.
    Unusable,
}

/// A cluster's folder, locked.
#[derive(Debug)]
pub(in crate::postgres) struct Slot {
    folder: PathBuf,
    lock: File,
    /// Held, not used.
    _owner: File,
}

impl Slot {
    /// Locks the first free slot that a folder has for a purpose.
    pub(in crate::postgres) fn take(folder: &Path, purpose: &str) -> Result<Self, Error> {
        for number in 0..SLOTS {
            if let Some(slot) = Self::make(&folder.join(format!("{purpose}-{number}")))? {
                return Ok(slot);
            }
        }
        Err(Error::AllBusy { count: SLOTS, folder: folder.to_owned() })
    }

    /// Locks a slot whose folder may have to be made, or `None` when another run has it.
    fn make(folder: &Path) -> Result<Option<Self>, Error> {
        let begin = Instant::now();
        loop {
            match fs::DirBuilder::new().mode(0o711).create(folder) {
                Err(error) if !folder.is_dir() => return Err(Error::files("write", folder)(error)),
                Ok(()) | Err(_) => {}
            }
            match Self::of(folder.to_owned()) {
                // Somebody removes it at this very moment.
                Err(Error::Files { cause, .. })
                    if cause.kind() == ErrorKind::NotFound && begin.elapsed() < FAREWELL => {}
                other => return other,
            }
        }
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

    /// Removes a slot; false when a run has it, and then it stays.
    pub(super) fn remove(folder: &Path) -> Result<bool, Error> {
        let Some(slot) = Self::of(folder.to_owned())? else { return Ok(false) };
        slot.note_unusable();
        slot.remove_data()?;
        sockets::remove_noted(&slot.file(sockets::NOTE));
        for name in FILES {
            match fs::remove_file(folder.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(Error::files("remove", folder.join(name))(error));
                }
                _ => {}
            }
        }
        // Another run may have come into it by now.
        let _ = fs::remove_dir(folder);
        Ok(true)
    }

    /// True when a run has the slot of a folder, or a server is still in it.
    pub(super) fn is_taken(folder: &Path) -> bool {
        let is_locked = |name| {
            let file = File::open(folder.join(name));
            file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
        };
        is_locked("owner") || is_locked("lock")
    }

    /// When a run last had the slot of a folder.
    pub(super) fn last_used(folder: &Path) -> Option<SystemTime> {
        fs::metadata(folder.join("state")).or_else(|_| fs::metadata(folder.join("owner"))).ok()?.modified().ok()
    }

    /// The cluster.
    pub(in crate::postgres) fn data(&self) -> PathBuf {
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
    pub(in crate::postgres) fn state(&self) -> State {
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
    pub(in crate::postgres) fn note_running(&self) -> Result<(), Error> {
        self.write_note("running")
    }

    /// Notes that the server shut down cleanly.
    pub(in crate::postgres) fn note_clean(&self) -> Result<(), Error> {
        self.write_note("clean")
    }

    /// Makes the next run begin with a new cluster.
    pub(in crate::postgres) fn note_unusable(&self) {
        // Without a note the cluster counts as unusable; a note that cannot be removed says
        // "running", and then the next run has the server look at it.
        let _ = fs::remove_file(self.note());
    }

    /// Puts a new cluster in place of whatever is there.
    pub(super) fn plant(&self, kept: &Path, programs: &Programs<'_>) -> Result<(), Error> {
        self.note_unusable();
        self.remove_data()?;
        let (data, new) = (self.data(), self.new_data());
        seed::plant(kept, programs, &new).inspect_err(|_| {
            // On a full disk half a cluster would be in the way of everybody.
            let _ = fs::remove_dir_all(&new);
        })?;
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

/// Locks a file for us alone, or `None` when somebody else keeps it for longer.
fn lock_within(path: &Path, longest: Duration) -> Result<Option<File>, Error> {
    let open = || {
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path);
        file.map_err(Error::files("write", path))
    };
    let mut file = open()?;
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) if is_at(&file, path) => return Ok(Some(file)),
            // It was removed before we had it.
            Ok(()) => file = open()?,
            Err(TryLockError::WouldBlock) if begin.elapsed() < longest => sleep(PULSE),
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(Error::files("lock", path)(error)),
        }
    }
}

/// True when a path still leads to an opened file.
fn is_at(file: &File, path: &Path) -> bool {
    let (Ok(opened), Ok(there)) = (file.metadata(), fs::metadata(path)) else { return false };
    (opened.dev(), opened.ino()) == (there.dev(), there.ino())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_get_two_slots_and_the_first_is_taken_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Slot::take(folder.path(), "test").expect("a slot");
        let second = Slot::take(folder.path(), "test").expect("a slot");
        assert!(first.data().starts_with(folder.path().join("test-0")));
        assert!(second.data().starts_with(folder.path().join("test-1")));
        drop(first);
        let third = Slot::take(folder.path(), "test").expect("a slot");
        assert!(third.data().starts_with(folder.path().join("test-0")));
    }

    #[test]
    fn a_slot_is_locked_for_as_long_as_its_server_holds_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let slot = Slot::take(folder.path(), "test").expect("a slot");
        let held_by_server = slot.lock().expect("a second handle");
        drop(slot);
        let next = Slot::take(folder.path(), "test").expect("a slot");
        assert!(next.data().starts_with(folder.path().join("test-1")));
        drop((next, held_by_server));
        let next = Slot::take(folder.path(), "test").expect("a slot");
        assert!(next.data().starts_with(folder.path().join("test-0")));
    }

    #[test]
    fn purposes_have_slots_of_their_own_and_free_ones_can_be_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let one = Slot::take(folder.path(), "one").expect("a slot");
        let two = Slot::take(folder.path(), "two").expect("a slot");
        assert!(two.data().starts_with(folder.path().join("two-0")));
        assert!(!Slot::remove(&folder.path().join("one-0")).expect("it is looked at"));
        assert!(Slot::is_taken(&folder.path().join("one-0")));
        drop(one);
        assert!(!Slot::is_taken(&folder.path().join("one-0")));
        assert!(Slot::remove(&folder.path().join("one-0")).expect("it can be removed"));
        assert!(!folder.path().join("one-0").exists());
        let again = Slot::take(folder.path(), "one").expect("a slot");
        assert!(again.data().starts_with(folder.path().join("one-0")));
    }

    #[test]
    fn a_lock_on_a_file_that_was_removed_is_no_lock() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lock");
        let first = lock_within(&path, Duration::ZERO).expect("a file").expect("a lock");
        assert!(is_at(&first, &path));
        fs::remove_file(&path).expect("it is there");
        assert!(!is_at(&first, &path));
        let second = lock_within(&path, Duration::ZERO).expect("a file").expect("a lock");
        assert!(is_at(&second, &path));
    }

    #[test]
    fn only_what_this_boot_wrote_is_believed() {
        let folder = tempfile::tempdir().expect("a folder");
        let slot = Slot::take(folder.path(), "test").expect("a slot");
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
