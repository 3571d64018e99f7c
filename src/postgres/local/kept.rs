//! What lies in the cache: clusters by version of server and user, to be shown and cleared.
//! A cluster that a run has is left alone.

use super::super::environment::Environment;
use super::super::error::Error;
use super::super::slot::Slot;
use super::account::Account;
use super::place;
use super::seed;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The clusters of one installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where they are.
    pub folder: PathBuf,
    /// What they take on disk, roughly: the sum of their files.
    pub bytes: u64,
    /// When a run last had one of them.
    pub last_used: Option<SystemTime>,
}

/// What is kept, in order of the folders.
pub fn kept(environment: &Environment) -> Result<Vec<Kept>, Error> {
    let place = place::choose(environment, &Account::choose(environment)?)?;
    let mut kept = Vec::new();
    for entry in fs::read_dir(&place.folder).map_err(Error::files("read", &place.folder))?.flatten() {
        let folder = entry.path();
        if folder.is_dir() {
            kept.push(Kept { bytes: bytes(&folder), last_used: Slot::last_used(&folder), folder });
        }
    }
    kept.sort_by(|one, other| one.folder.cmp(&other.folder));
    Ok(kept)
}

impl Kept {
    /// Removes the clusters that no run has; returns how many bytes that freed.
    pub fn clear(&self) -> Result<u64, Error> {
        Slot::clear(&self.folder)?;
        seed::clear(&self.folder)?;
        Ok(self.bytes.saturating_sub(bytes(&self.folder)))
    }
}

fn bytes(folder: &Path) -> u64 {
    // Files may go while they are counted.
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum()
}
