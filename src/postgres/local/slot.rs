//! A kept cluster that one run at a time has. Every purpose has its own, so that what one leaves
//! on the whole server (roles) does not affect another; two concurrent runs get two clusters,
//! `plain-0` and `plain-1`, each with what its earlier runs left in it.
//!
//! There are two locks, both released by the system when their holders end. `owner` is held by
//! tidegate alone and reserves the slot. `lock` is held open by the server's processes too, as
//! their standard output: it is released with the last of them. So a slot whose `lock` is free
//! has no server, and a `postmaster.pid` in it is certainly stale.
//!
//! When tidegate runs as root, everything but the cluster itself belongs to root: the server
//! can write anywhere its user can, and root must not follow a link that it created.

use super::super::error::Error;
use super::programs::Programs;
use super::settings::{ACCESS_FILE, SETTINGS_FILE};
use super::{boot_id, seed, socket_dir, survivors};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

/// The interval at which a lock is retried.
const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// The maximum time for a server that lost its owner to shut down before another slot is used; it
/// takes some tens of milliseconds, and a new slot costs more.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// The number of slots of one version and purpose; more concurrent runs than this on one machine
/// are a mistake.
const SLOTS: usize = 16;

/// The number of slots that are searched for what killed runs left.
const MAX_SWEPT: usize = 512;

/// The files of a slot next to the cluster. The locks are removed last: a run that waits for one
/// notices that it is gone. One file is the lock of embedded Postgres.
const FILES: [&str; 9] = [
    REPOSITORY_FILE,
    SETTINGS_FILE,
    ACCESS_FILE,
    "server.log",
    socket_dir::NOTE_FILE,
    "state.new",
    ".data.oliphaunt-wasix-rust.lock",
    "lock",
    "owner",
];

/// The file that names the repository of a slot.
const REPOSITORY_FILE: &str = "repository";

/// The state in which the last run left a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::postgres) enum State {
    /// Shut down cleanly.
    Clean,
    /// Interrupted, in this boot of the machine: the server recovers on its own.
    Interrupted,
    /// Missing, damaged, or from an earlier boot: it is recreated.
    Unusable,
}

/// The locked folder of a cluster.
#[derive(Debug)]
pub(in crate::postgres) struct Slot {
    folder: PathBuf,
    lock: File,
    /// Only held.
    _owner: File,
}

impl Slot {
    /// Locks the first free slot of a folder for a purpose.
    pub(in crate::postgres) fn take(folder: &Path, purpose: &str) -> Result<Self, Error> {
        for number in 0..SLOTS {
            if let Some(slot) = Self::open_or_create(&folder.join(format!("{purpose}-{number}")))? {
                return Ok(slot);
            }
        }
        Err(Error::AllBusy { count: SLOTS, folder: folder.to_owned() })
    }

    /// Locks a slot, creating its folder if needed; `None` when another run has it.
    fn open_or_create(folder: &Path) -> Result<Option<Self>, Error> {
        let begin = Instant::now();
        loop {
            match fs::DirBuilder::new().mode(0o711).create(folder) {
                Err(error) if !folder.is_dir() => return Err(Error::files("write", folder)(error)),
                Ok(()) | Err(_) => {}
            }
            match Self::open(folder.to_owned(), Duration::ZERO) {
                // Another run is removing it.
                Err(Error::Files { cause, .. })
                    if cause.kind() == ErrorKind::NotFound && begin.elapsed() < CLOSE_TIMEOUT => {}
                other => return other,
            }
        }
    }

    /// Locks the slot of a folder; `None` when another run has it for as long as is waited.
    fn open(folder: PathBuf, wait: Duration) -> Result<Option<Self>, Error> {
        let Some(owner) = lock_within(&folder.join("owner"), wait)? else { return Ok(None) };
        let mut lock = lock_within(&folder.join("lock"), CLOSE_TIMEOUT)?;
        if lock.is_none() {
            // A server without an owner that keeps running: its watchdog was killed too.
            survivors::end(&folder.join("lock"), &folder.join("server.log"));
            // Where its processes are not known, it checks this file once a minute and ends when it
            // is missing.
            let _ = fs::remove_file(folder.join("data/postmaster.pid"));
            lock = lock_within(&folder.join("lock"), CLOSE_TIMEOUT)?;
        }
        Ok(lock.map(|lock| Self { folder, lock, _owner: owner }))
    }

    /// Removes what killed runs left in other slots of a folder of clusters: servers, and folders of
    /// their sockets. Only slots whose run did not end in order have a note of their socket.
    pub(super) fn sweep(clusters_dir: &Path) {
        let below = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let slots = below(clusters_dir).flat_map(|version_dir| below(&version_dir).collect::<Vec<_>>());
        for folder in slots.filter(|folder| folder.join(socket_dir::NOTE_FILE).is_file()).take(MAX_SWEPT) {
            // One that cannot be opened is in use, or the next run on it sees to it.
            if let Ok(Some(slot)) = Self::open(folder, Duration::ZERO) {
                socket_dir::remove_noted(&slot.file(socket_dir::NOTE_FILE));
            }
        }
    }

    /// Records the repository whose runs use the slot, for people.
    pub(in crate::postgres) fn note_repository(&self, repository: &Path) {
        // Nothing depends on it.
        let _ = fs::write(self.file(REPOSITORY_FILE), repository.as_os_str().as_encoded_bytes());
    }

    /// The repository whose runs use the slot of a folder.
    pub(super) fn repository(folder: &Path) -> Option<PathBuf> {
        use std::os::unix::ffi::OsStringExt as _;
        let noted = fs::read(folder.join(REPOSITORY_FILE)).ok()?;
        Some(PathBuf::from(std::ffi::OsString::from_vec(noted)))
    }

    /// Removes a slot; returns false, and keeps it, when a run has it. It waits, because a process
    /// that this one starts has its locks, released ones too, until it runs its own program.
    pub(super) fn remove(folder: &Path) -> Result<bool, Error> {
        let Some(slot) = Self::open(folder.to_owned(), CLOSE_TIMEOUT)? else { return Ok(false) };
        slot.note_unusable();
        slot.remove_data()?;
        socket_dir::remove_noted(&slot.file(socket_dir::NOTE_FILE));
        for name in FILES {
            match fs::remove_file(folder.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(Error::files("remove", folder.join(name))(error));
                }
                _ => {}
            }
        }
        // Another run may use it by now.
        let _ = fs::remove_dir(folder);
        Ok(true)
    }

    /// Whether a run has the slot of a folder, or a server still runs in it.
    pub(super) fn is_taken(folder: &Path) -> bool {
        let is_locked = |name| {
            let file = File::open(folder.join(name));
            file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
        };
        is_locked("owner") || is_locked("lock")
    }

    /// The time at which a run last had the slot of a folder.
    pub(super) fn last_used(folder: &Path) -> Option<SystemTime> {
        fs::metadata(folder.join("state")).or_else(|_| fs::metadata(folder.join("owner"))).ok()?.modified().ok()
    }

    /// The folder of the slot.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The cluster's data folder.
    pub(in crate::postgres) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A file next to the cluster.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The server's log of this run.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    /// A second handle of the lock, for the server to hold.
    pub(super) fn lock(&self) -> Result<File, Error> {
        self.lock.try_clone().map_err(Error::files("lock", &self.folder))
    }

    /// The state in which the last run left the cluster.
    pub(in crate::postgres) fn state(&self) -> State {
        let note = fs::read_to_string(self.note()).unwrap_or_default();
        let Some((word, written_in)) = note.trim().split_once(' ') else { return State::Unusable };
        if !self.data().is_dir() || boot_id::read().as_deref() != Some(written_in) {
            return State::Unusable;
        }
        match word {
            "clean" => State::Clean,
            "running" => State::Interrupted,
            _ => State::Unusable,
        }
    }

    /// Records that a server is about to run on it: from then on the cluster may be damaged.
    pub(in crate::postgres) fn note_running(&self) -> Result<(), Error> {
        self.write_note("running")
    }

    /// Records that the server shut down cleanly.
    pub(in crate::postgres) fn note_clean(&self) -> Result<(), Error> {
        self.write_note("clean")
    }

    /// Makes the next run start with a new cluster.
    pub(in crate::postgres) fn note_unusable(&self) {
        // Without a note the cluster counts as unusable; a note that cannot be removed says
        // "running", and then the next run lets the server recover it.
        let _ = fs::remove_file(self.note());
    }

    /// Replaces the cluster by a new one.
    pub(super) fn recreate(&self, version_dir: &Path, programs: &Programs<'_>) -> Result<(), Error> {
        self.note_unusable();
        self.remove_data()?;
        let (data, new) = (self.data(), self.new_data());
        seed::copy_to(version_dir, programs, &new).inspect_err(|_| {
            // On a full disk an incomplete cluster would only take space.
            let _ = fs::remove_dir_all(&new);
        })?;
        fs::rename(&new, &data).map_err(Error::files("write", &data))
    }

    /// Removes the cluster, and an incomplete copy of one.
    pub(super) fn remove_data(&self) -> Result<(), Error> {
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

    /// Written under another name and renamed: an incomplete note counts as none, and without a note
    /// the cluster is recreated.
    fn write_note(&self, word: &str) -> Result<(), Error> {
        let (note, new) = (self.note(), self.folder.join("state.new"));
        let boot = boot_id::read().unwrap_or_default();
        let written = fs::write(&new, format!("{word} {boot}\n")).and_then(|()| fs::rename(&new, &note));
        written.map_err(Error::files("write", &note))
    }
}

/// Locks a file exclusively; `None` when another process holds it for longer.
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
            // It was removed before it was locked.
            Ok(()) => file = open()?,
            Err(TryLockError::WouldBlock) if begin.elapsed() < longest => sleep(POLL_INTERVAL),
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(Error::files("lock", path)(error)),
        }
    }
}

/// Whether a path still leads to an opened file.
fn is_at(file: &File, path: &Path) -> bool {
    let (Ok(opened), Ok(there)) = (file.metadata(), fs::metadata(path)) else { return false };
    (opened.dev(), opened.ino()) == (there.dev(), there.ino())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_two_runs_two_slots_and_reuses_the_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = Slot::take(folder.path(), "test").expect("a slot");
        let second = Slot::take(folder.path(), "test").expect("a slot");
        assert!(first.data().starts_with(folder.path().join("test-0")));
        assert!(second.data().starts_with(folder.path().join("test-1")));
        drop(first);
        // A program that another test starts has the lock until it runs: its file is closed only then.
        let is_first = || {
            let third = Slot::take(folder.path(), "test").expect("a slot");
            third.data().starts_with(folder.path().join("test-0"))
        };
        assert!((0..100).any(|attempt| {
            if attempt > 0 {
                std::thread::sleep(Duration::from_millis(20));
            }
            is_first()
        }));
    }

    #[test]
    fn keeps_a_slot_locked_while_its_server_runs() {
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
    fn separates_purposes_and_removes_only_free_slots() {
        let folder = tempfile::tempdir().expect("a folder");
        let one = Slot::take(folder.path(), "one").expect("a slot");
        let two = Slot::take(folder.path(), "two").expect("a slot");
        assert!(two.data().starts_with(folder.path().join("two-0")));
        assert!(!Slot::remove(&folder.path().join("one-0")).expect("it is checked"));
        assert!(Slot::is_taken(&folder.path().join("one-0")));
        drop(one);
        assert!(!Slot::is_taken(&folder.path().join("one-0")));
        assert!(Slot::remove(&folder.path().join("one-0")).expect("it can be removed"));
        assert!(!folder.path().join("one-0").exists());
        let again = Slot::take(folder.path(), "one").expect("a slot");
        assert!(again.data().starts_with(folder.path().join("one-0")));
    }

    #[test]
    fn locks_again_when_the_file_was_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lock");
        let first = lock_within(&path, Duration::ZERO).expect("a file").expect("a lock");
        assert!(is_at(&first, &path));
        fs::remove_file(&path).expect("it exists");
        assert!(!is_at(&first, &path));
        let second = lock_within(&path, Duration::ZERO).expect("a file").expect("a lock");
        assert!(is_at(&second, &path));
    }

    #[test]
    fn trusts_only_clusters_of_this_boot() {
        let folder = tempfile::tempdir().expect("a folder");
        let slot = Slot::take(folder.path(), "test").expect("a slot");
        assert_eq!(slot.state(), State::Unusable, "missing");
        fs::create_dir(slot.data()).expect("a folder");
        assert_eq!(slot.state(), State::Unusable, "data without a note");
        slot.note_running().expect("a note");
        let expected = if boot_id::read().is_some() { State::Interrupted } else { State::Unusable };
        assert_eq!(slot.state(), expected);
        fs::write(slot.note(), "clean another-boot\n").expect("a note");
        assert_eq!(slot.state(), State::Unusable, "from an earlier boot");
        fs::write(slot.note(), "cle").expect("a note");
        assert_eq!(slot.state(), State::Unusable, "an incomplete note");
    }
}
