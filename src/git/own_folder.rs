//! The folder `tidegate` in a git folder: a lock, journals of changes that take more than one step, and
//! notes of what the user of this clone agreed to.
//!
//! It is not part of any tree, so no branch can write it. Files in it are written under the lock, replaced
//! in one step and synced, so that each is whole or absent even after a power failure. The folder and the
//! lock are removed when nothing is kept in them.

use super::regular::{open_regular, read_regular};
use super::repo_paths::RepoPaths;
use crate::process::is_own;
use std::cell::RefCell;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The folder `tidegate` in a git folder.
#[derive(Clone, Debug)]
pub struct OwnFolder {
    path: PathBuf,
}

/// Name of tidegate's folder in a git folder.
const NAME: &str = "tidegate";

/// Name of the file that is locked.
const LOCK: &str = "lock";

/// Suffix of a file that is not complete yet.
const PARTIAL: &str = ".new";

/// Time for which a lock is waited for. What it protects takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// The interval at which a lock is tried again.
const PAUSE: Duration = Duration::from_millis(20);

impl OwnFolder {
    /// The folder that all working trees of a repository share, as they share hooks and configuration.
    pub fn shared(paths: &RepoPaths) -> Self {
        Self { path: paths.common_dir.join(NAME) }
    }

    /// The folder of one working tree and its index.
    pub fn of_work_tree(paths: &RepoPaths) -> Self {
        Self { path: paths.git_dir.join(NAME) }
    }

    /// The path of a file in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Waits for the lock. The system releases it when this process ends, however that happens. An error of the kind
    /// `Deadlock` means that this thread holds it.
    pub fn lock(&self) -> io::Result<Lock> {
        let begin = Instant::now();
        if HELD.with_borrow(|held| held.contains(&self.file(LOCK))) {
            return Err(io::ErrorKind::Deadlock.into());
        }
        loop {
            if let Some(lock) = self.try_lock()? {
                return Ok(lock);
            }
            if begin.elapsed() > PATIENCE {
                return Err(io::ErrorKind::TimedOut.into());
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Takes the lock, or returns `None` while another process holds it.
    pub fn try_lock(&self) -> io::Result<Option<Lock>> {
        match fs::create_dir_all(&self.path) {
            // Another process has removed the empty folder meanwhile.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !self.is_taken() => return Ok(None),
            result => result?,
        }
        let path = self.file(LOCK);
        let file = match without_waiting(OpenOptions::new().write(true).create(true).truncate(false)).open(&path) {
            Ok(file) => file,
            // Another process has removed the empty folder since, and a third may have made it again. Only a symbolic
            // link to nowhere stays.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => return Ok(None),
            Err(error) => return Err(error),
        };
        match file.try_lock() {
            // A lock on a file that its last holder has removed protects nothing.
            Ok(()) if is_same_file(&file, &path) => {}
            Ok(()) | Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        HELD.with_borrow_mut(|held| held.push(path.clone()));
        Ok(Some(Lock { file, path, folder: self.path.clone(), of_thread: PhantomData }))
    }

    /// Whether something else than a folder has its name.
    fn is_taken(&self) -> bool {
        let metadata = self.path.symlink_metadata();
        metadata.is_ok_and(|metadata| !(metadata.is_dir() || metadata.is_symlink() && self.path.is_dir()))
    }

    /// Whether the folder exists, which it does while anything is kept in it.
    pub fn exists(&self) -> bool {
        self.path.is_dir()
    }

    /// Whether a file exists.
    pub fn has(&self, name: &str) -> bool {
        self.file(name).symlink_metadata().is_ok()
    }

    /// The content of a file, or `None` if it does not exist.
    pub fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match read_regular(&self.file(name)) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The content of a file that only this user can have written; `None` for any other file, and for one
    /// longer than the limit.
    pub fn read_private(&self, name: &str, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let path = self.file(name);
        match path.symlink_metadata() {
            Ok(metadata) if !metadata.is_file() || metadata.len() > limit || !is_own(&metadata) => Ok(None),
            Ok(_) => {
                let mut content = Vec::new();
                open_regular(&path)?.take(limit).read_to_end(&mut content)?;
                Ok(Some(content))
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a file: it has all of the content or does not exist, also after a power failure.
    pub fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        self.write_with(name, content, OpenOptions::new().write(true).create_new(true))
    }

    /// Writes a file that only this user can read and write.
    pub fn write_private(&self, name: &str, content: &[u8]) -> io::Result<()> {
        self.write_with(name, content, &private(OpenOptions::new().write(true).create_new(true)))
    }

    /// A new empty file, to be moved elsewhere. The lock is held, so one of that name is what a killed process left.
    pub fn draft(&self, name: &str) -> io::Result<(File, PathBuf)> {
        self.draft_with(name, OpenOptions::new().write(true).create_new(true))
    }

    fn draft_with(&self, name: &str, options: &OpenOptions) -> io::Result<(File, PathBuf)> {
        let partial = self.file(&format!("{name}{PARTIAL}"));
        remove_if_present(&partial)?;
        Ok((options.open(&partial)?, partial))
    }

    fn write_with(&self, name: &str, content: &[u8], options: &OpenOptions) -> io::Result<()> {
        let (mut file, partial) = self.draft_with(name, options)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&partial, self.file(name))?;
        sync_folder(&self.path)
    }

    /// Removes a file, complete or not; returns whether it existed.
    pub fn remove(&self, name: &str) -> io::Result<bool> {
        let is_removed = remove_if_present(&self.file(name))?;
        remove_if_present(&self.file(&format!("{name}{PARTIAL}")))?;
        Ok(is_removed)
    }
}

fn remove_if_present(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600).clone()
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> OpenOptions {
    options.clone()
}

/// A lock that is held. Dropping it removes the file and, if nothing else is in it, the folder.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
    folder: PathBuf,
    /// [`HELD`] knows it in the thread that took it.
    of_thread: PhantomData<*const ()>,
}

thread_local! {
    /// The locks that this thread holds: to wait for one of them would take until the end of the patience.
    static HELD: RefCell<Vec<PathBuf>> = const { RefCell::new(Vec::new()) };
}

impl Drop for Lock {
    fn drop(&mut self) {
        HELD.with_borrow_mut(|held| held.retain(|path| *path != self.path));
        // While it is still held: no other process can lock this file from here on.
        let _ = fs::remove_file(&self.path);
        let _ = fs::remove_dir(&self.folder);
        let _ = self.file.unlock();
    }
}

#[cfg(unix)]
fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    options.custom_flags(i32::try_from(flags).unwrap_or_default())
}

#[cfg(not(unix))]
fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes the names in a folder durable, where the system has a way to.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    matches!((file.metadata().map(id), path.metadata().map(id)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(not(unix))]
fn is_same_file(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_by_one_and_leaves_nothing() {
        let temp = tempfile::tempdir().unwrap();
        let own = OwnFolder { path: temp.path().join(NAME) };
        let lock = own.try_lock().unwrap().unwrap();
        assert!(own.try_lock().unwrap().is_none());
        assert_eq!(own.lock().unwrap_err().kind(), io::ErrorKind::Deadlock);
        let elsewhere = std::thread::scope(|scope| scope.spawn(|| own.try_lock().unwrap().is_none()).join().unwrap());
        assert!(elsewhere);
        drop(lock);
        assert!(!own.path.exists());
        let lock = own.lock().unwrap();
        own.write("journal", b"steps").unwrap();
        drop(lock);
        assert_eq!(own.read("journal").unwrap().as_deref(), Some(&b"steps"[..]));
        own.remove("journal").unwrap();
        assert!(!own.has("journal") && own.read("journal").unwrap().is_none());
    }

    #[test]
    fn many_holders_take_turns() {
        let temp = tempfile::tempdir().unwrap();
        let own = OwnFolder { path: temp.path().join(NAME) };
        let counter = temp.path().join("counter");
        fs::write(&counter, "0").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let _lock = own.lock().unwrap();
                        let number: u32 = fs::read_to_string(&counter).unwrap().parse().unwrap();
                        fs::write(&counter, (number + 1).to_string()).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(counter).unwrap(), "160");
    }
}
