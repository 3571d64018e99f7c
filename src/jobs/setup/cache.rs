//! `cache`: the content of the cache folder, and its removal.

use crate::jobs::verify;
#[cfg(unix)]
use crate::postgres;
use crate::postgres::Environment;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The content of the cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// In order of their paths.
    pub entries: Vec<Entry>,
}

impl Outcome {
    /// Total size.
    pub fn bytes(&self) -> u64 {
        self.entries.iter().map(|entry| entry.bytes).sum()
    }
}

/// A part of the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub place: PathBuf,
    pub path: PathBuf,
    pub kind: Kind,
    /// Size on disk.
    pub bytes: u64,
    /// `None` if that is not recorded.
    pub last_used: Option<SystemTime>,
    /// Whether a run uses it, so that it is not removed.
    pub is_in_use: bool,
}

/// The kind of a part of the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A cluster as created by `initdb`, which others are copied from.
    Seed { version: String },
    /// A cluster with the databases of earlier runs.
    Cluster {
        version: String,
        /// Its content before the first migration, in short.
        purpose: String,
        /// The common git folder of the repository that uses it.
        repository: Option<PathBuf>,
    },
    /// Verdicts of earlier runs.
    Verdicts { count: usize },
}

/// The result of a removal.
#[derive(Debug, Default)]
pub struct Cleared {
    /// Number of bytes.
    pub freed: u64,
    /// Parts that were kept because a run uses them.
    pub in_use: Vec<Entry>,
    /// Reasons why parts could not be removed.
    pub failed: Vec<String>,
}

/// Lists the content of the cache.
pub fn show(environment: &Environment) -> Outcome {
    let mut entries = clusters(environment);
    for place in environment.own_folders() {
        let found: Vec<_> = verify::verdict_store(environment)
            .entries()
            .into_iter()
            .filter(|file| file.path.starts_with(&place))
            .collect();
        if let Some(path) = found.first().and_then(|file| file.path.parent()) {
            entries.push(Entry {
                path: path.to_owned(),
                kind: Kind::Verdicts { count: found.len() },
                bytes: found.iter().map(|file| file.bytes).sum(),
                last_used: found.iter().filter_map(|file| file.last_used).max(),
                is_in_use: false,
                place,
            });
        }
    }
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    Outcome { entries }
}

/// Removes every part that no run uses.
pub fn clear(environment: &Environment) -> Cleared {
    let mut cleared = Cleared::default();
    for entry in show(environment).entries {
        match remove(environment, &entry) {
            Ok(true) => cleared.freed += entry.bytes,
            Ok(false) => cleared.in_use.push(entry),
            Err(cause) => cleared.failed.push(cause),
        }
    }
    cleared
}

/// Removes a part of the cache; false if a run uses it.
fn remove(environment: &Environment, entry: &Entry) -> Result<bool, String> {
    match entry.kind {
        Kind::Verdicts { .. } => {
            let removed = verify::verdict_store(environment).clear();
            removed.map(|()| true).map_err(|error: io::Error| format!("{}: {error}", entry.path.display()))
        }
        Kind::Seed { .. } | Kind::Cluster { .. } => remove_cluster(environment, &entry.path),
    }
}

#[cfg(unix)]
fn clusters(environment: &Environment) -> Vec<Entry> {
    let kept = postgres::local::stored_clusters(environment);
    let entry = |kept: postgres::local::StoredCluster| {
        let version = kept.version;
        Entry {
            // The path continues with `postgres/15.18-1a2b3c4d/plain-0`.
            place: kept.folder.ancestors().nth(3).unwrap_or(&kept.folder).to_owned(),
            path: kept.folder,
            kind: match kept.purpose {
                None => Kind::Seed { version },
                Some(purpose) => Kind::Cluster { version, purpose, repository: kept.repository },
            },
            bytes: kept.bytes,
            last_used: kept.last_used,
            is_in_use: kept.is_in_use,
        }
    };
    kept.into_iter().map(entry).collect()
}

#[cfg(unix)]
fn remove_cluster(environment: &Environment, path: &Path) -> Result<bool, String> {
    match postgres::local::stored_clusters(environment).iter().find(|kept| kept.folder == path) {
        Some(kept) => kept.clear().map_err(|error| error.to_string()),
        // Another run removed it.
        None => Ok(true),
    }
}

#[cfg(not(unix))]
fn clusters(_: &Environment) -> Vec<Entry> {
    Vec::new()
}

#[cfg(not(unix))]
fn remove_cluster(_: &Environment, _: &Path) -> Result<bool, String> {
    Ok(true)
}
