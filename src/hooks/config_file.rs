//! Several changes to the repository's own configuration in one step.
//!
//! `git config` makes them in a copy, which then replaces the file under git's own lock
//! (`config.lock`). The lock is another name of the copy, so that the next run recognises and removes
//! one that a killed process left.

use super::error::Error;
use super::git_program::Git;
use super::placing;
use crate::git::{OwnFolder, RepoPaths, Repository, read_regular};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Name of the copy in tidegate's own folder.
const DRAFT: &str = "config";

/// Attempts to replace a file that others change at the same time.
const ATTEMPTS: usize = 5;

/// A change that was made.
pub(super) struct ConfigEdit {
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

/// Runs `git config` on the repository's own file with each of these arguments; `None` if that changes
/// nothing.
pub(super) fn edit(
    repository: &dyn Repository,
    own: &OwnFolder,
    edits: &[Vec<&str>],
) -> Result<Option<ConfigEdit>, Error> {
    let git = Git::new(repository);
    let draft = own.file(DRAFT);
    let shown = draft.to_str().ok_or_else(|| failed(&draft, "its path is not valid UTF-8"))?;
    for _ in 0..ATTEMPTS {
        let before = read(&place(repository.paths()))?;
        write_draft(&draft, before.as_deref().unwrap_or_default())?;
        for edit in edits {
            git.must(&[&["config", "--file", shown], &edit[..]].concat())?;
        }
        let after = fs::read(&draft).map_err(|cause| Error::Read { path: draft.clone(), cause })?;
        if before.as_ref() == Some(&after) {
            sweep(repository.paths(), own);
            return Ok(None);
        }
        if publish(repository.paths(), own, before.as_deref())? {
            return Ok(Some(ConfigEdit { before, after }));
        }
    }
    Err(failed(&place(repository.paths()), "other programs change it all the time"))
}

impl ConfigEdit {
    /// Restores the file, unless it was changed since.
    pub(super) fn undo(self, paths: &RepoPaths, own: &OwnFolder) -> Result<(), Error> {
        write_draft(&own.file(DRAFT), self.before.as_deref().unwrap_or_default())?;
        publish(paths, own, Some(&self.after)).map(drop)
    }
}

/// Removes what an interrupted run left: its copy, and its lock on the configuration.
pub(super) fn sweep(paths: &RepoPaths, own: &OwnFolder) {
    let (draft, lock) = (own.file(DRAFT), lock_of(&place(paths)));
    if draft.exists() && is_same(&draft, &lock) {
        let _ = fs::remove_file(&lock);
    }
    let _ = fs::remove_file(own.file(DRAFT).with_extension("lock"));
    let _ = own.remove(DRAFT);
}

/// Replaces the configuration by the draft if it still is `before`; returns whether it was.
fn publish(paths: &RepoPaths, own: &OwnFolder, before: Option<&[u8]>) -> Result<bool, Error> {
    let (path, draft) = (place(paths), own.file(DRAFT));
    let lock = lock_of(&path);
    let prepared = path.metadata().map_or(Ok(()), |metadata| fs::set_permissions(&draft, metadata.permissions()));
    let prepared = prepared.and_then(|()| OpenOptions::new().read(true).open(&draft)?.sync_all());
    prepared.map_err(|cause| Error::write(&path, cause))?;
    match fs::hard_link(&draft, &lock).or_else(|error| copy_unless_locked(&draft, &lock, error)) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            sweep_draft(own);
            return Err(failed(&path, "could not lock config file: File exists"));
        }
        Err(cause) => return Err(Error::write(&path, cause)),
    }
    let is_unchanged = read(&path).is_ok_and(|now| now.as_deref() == before);
    let done = if is_unchanged { fs::rename(&lock, &path) } else { fs::remove_file(&lock) };
    if let Err(cause) = done {
        let _ = fs::remove_file(&lock);
        return Err(Error::write(&path, cause));
    }
    placing::sync(&path);
    sweep_draft(own);
    Ok(is_unchanged)
}

/// The lock as a copy, where the file system has no second names.
fn copy_unless_locked(draft: &Path, lock: &Path, error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Err(error);
    }
    let content = fs::read(draft)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(lock)?;
    let written = file.write_all(&content).and_then(|()| file.set_permissions(draft.metadata()?.permissions()));
    written.and_then(|()| file.sync_all()).inspect_err(|_| drop(fs::remove_file(lock)))
}

fn sweep_draft(own: &OwnFolder) {
    let _ = own.remove(DRAFT);
}

fn write_draft(draft: &Path, content: &[u8]) -> Result<(), Error> {
    // A copy that an earlier attempt gave a second name must not be written through.
    let _ = fs::remove_file(draft);
    let written = create_private(draft).and_then(|mut file| file.write_all(content));
    written.map_err(|cause| Error::write(draft, cause))
}

/// The configuration may contain secrets; the copy gets its mode before it replaces it.
#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// The file itself: git follows a link to it too.
fn place(paths: &RepoPaths) -> PathBuf {
    let path = paths.common_dir.join("config");
    path.canonicalize().unwrap_or(path)
}

fn lock_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    path.with_file_name(name)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match read_regular(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::Read { path: path.to_path_buf(), cause }),
    }
}

#[cfg(unix)]
fn is_same(draft: &Path, lock: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |path: &Path| path.symlink_metadata().map(|metadata| (metadata.dev(), metadata.ino()));
    matches!((id(draft), id(lock)), (Ok(draft), Ok(lock)) if draft == lock) || has_same_content(draft, lock)
}

#[cfg(not(unix))]
fn is_same(draft: &Path, lock: &Path) -> bool {
    has_same_content(draft, lock)
}

fn has_same_content(draft: &Path, lock: &Path) -> bool {
    matches!((fs::read(draft), fs::read(lock)), (Ok(draft), Ok(lock)) if draft == lock && !lock.is_empty())
}

fn failed(path: &Path, cause: &str) -> Error {
    Error::Git { arguments: "config".to_owned(), cause: format!("{}: {cause}", path.display()) }
}
