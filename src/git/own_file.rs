//! Small files of tidegate in the folder of the repository that all its worktrees share. No branch can write there, so
//! what they say comes from the user of this clone.

use super::beneath::read_file;
use super::error::Error;
use super::repo_paths::RepoPaths;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

/// Reads a file; `None` if this user has not written it. What another user wrote does not count, nor what is longer than
/// tidegate writes.
pub fn read_own(paths: &RepoPaths, name: &str, limit: u64) -> Result<Option<Vec<u8>>, Error> {
    let path = folder(paths).join(name);
    let failed = |cause| Error::OwnFile { action: "read", path: path.clone(), cause };
    match path.symlink_metadata() {
        Ok(metadata) if !metadata.is_file() || metadata.len() > limit || !is_own(&metadata) => return Ok(None),
        Ok(_) => {}
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(error) => return Err(failed(error)),
    }
    let file = fs::File::open(&path).map_err(failed)?;
    read_file(file, Some(limit)).map(Some).map_err(failed)
}

/// Writes a file in one step; only this user can read it.
pub fn write_own(paths: &RepoPaths, name: &str, content: &[u8]) -> Result<(), Error> {
    let folder = folder(paths);
    let path = folder.join(name);
    let failed = |cause| Error::OwnFile { action: "write", path: path.clone(), cause };
    fs::create_dir_all(&folder).map_err(failed)?;
    let mut file = tempfile::Builder::new().prefix("write-").tempfile_in(&folder).map_err(failed)?;
    file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(&path).map(drop).map_err(|error| failed(error.error))
}

/// Removes a file, and the folder if nothing else is in it; returns whether it existed.
pub fn remove_own(paths: &RepoPaths, name: &str) -> Result<bool, Error> {
    let folder = folder(paths);
    let path = folder.join(name);
    let is_removed = match fs::remove_file(&path) {
        Ok(()) => true,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => false,
        Err(cause) => return Err(Error::OwnFile { action: "remove", path, cause }),
    };
    // Fails if the folder is not empty, as intended.
    let _ = fs::remove_dir(folder);
    Ok(is_removed)
}

fn folder(paths: &RepoPaths) -> PathBuf {
    paths.common_dir.join("tidegate")
}

/// Whether only this user can have written the file.
#[cfg(unix)]
fn is_own(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o022 == 0
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}
