//! What tells, without reading it, whether a file or folder is still the one that it was.

use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Size and time of the last change. A folder changes when a file in it is added, removed or
/// replaced, which is how packages are installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    seconds: u64,
    nanoseconds: u32,
}

impl Stamp {
    /// The stamp of a file or folder, or `None` where it is not there.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        // The size of a folder says nothing and differs between file systems.
        let bytes = if metadata.is_dir() { 0 } else { metadata.len() };
        Some(Self { bytes, seconds: modified.as_secs(), nanoseconds: modified.subsec_nanos() })
    }
}

/// A file or folder, and its stamp when it was looked at: `None` when it was not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamped {
    path: PathBuf,
    stamp: Option<Stamp>,
}

impl Stamped {
    /// Looks at a file or folder.
    pub fn new(path: PathBuf) -> Self {
        Self { stamp: Stamp::of(&path), path }
    }

    /// True while it is as it was.
    pub fn is_the_same(&self) -> bool {
        Stamp::of(&self.path) == self.stamp
    }
}
