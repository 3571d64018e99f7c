//! Stamp of a file or folder, which shows whether it has changed without reading it.

use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The size and modification time of a file or folder. A folder changes when a file in it is added,
/// removed or replaced, which is how packages are installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    seconds: u64,
    nanoseconds: u32,
}

impl Stamp {
    /// The stamp of a file or folder, or `None` if it does not exist.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        // The size of a folder says nothing and differs between file systems.
        let bytes = if metadata.is_dir() { 0 } else { metadata.len() };
        Some(Self { bytes, seconds: modified.as_secs(), nanoseconds: modified.subsec_nanos() })
    }
}

/// A file or folder, and its stamp when it was read: `None` if it did not exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamped {
    path: PathBuf,
    stamp: Option<Stamp>,
}

impl Stamped {
    /// Reads the stamp of a file or folder.
    pub fn new(path: PathBuf) -> Self {
        Self { stamp: Stamp::of(&path), path }
    }

    /// Whether the file or folder is unchanged.
    pub fn is_the_same(&self) -> bool {
        Stamp::of(&self.path) == self.stamp
    }
}
