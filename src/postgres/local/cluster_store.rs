//! The clusters in the cache folder, by version, user and purpose: listed, bounded and cleared. A
//! cluster that is in use is never removed.

use super::super::environment::{Environment, repository_key};
use super::super::error::Error;
use super::account::Account;
use super::slot::Slot;
use super::{clusters_dir, seed};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Clusters unused for this long are removed when another one is created.
const MAX_UNUSED: Duration = Duration::from_hours(30 * 24);

/// The total size of a folder's clusters before another one is created; the least recently used
/// ones are removed first.
const MAX_BYTES: u64 = 2 << 30;

/// A cluster in the cache folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCluster {
    pub folder: PathBuf,
    /// The version of its server: `15.18`.
    pub version: String,
    /// `None` for the seed, from which the others are copied.
    pub purpose: Option<String>,
    /// Its size on disk, approximately: the sum of its files.
    pub bytes: u64,
    pub last_used: Option<SystemTime>,
    pub is_in_use: bool,
    /// The common git folder of the repository whose runs use it.
    pub repository: Option<PathBuf>,
}

/// The clusters in the cache folders, in order of the folders. Creates nothing.
pub fn stored_clusters(environment: &Environment) -> Vec<StoredCluster> {
    // For root without another user there are only clusters of embedded Postgres.
    let of_account = Account::choose().map(|account| clusters_dir::all(environment, &account));
    let mut dirs = of_account.unwrap_or_default();
    dirs.extend(environment.own_folders().iter().map(|folder| folder.join("postgres")));
    let mut seen = BTreeSet::new();
    dirs.retain(|dir| seen.insert(dir.clone()));
    dirs.iter().flat_map(|dir| clusters_in(dir)).collect()
}

impl StoredCluster {
    /// Removes it; returns false, and keeps it, when it is in use.
    pub fn clear(&self) -> Result<bool, Error> {
        match (&self.purpose, self.folder.parent()) {
            (None, Some(folder)) => seed::clear(folder).map(|()| true),
            _ => Slot::remove(&self.folder),
        }
    }
}

/// Removes old and excess clusters of a folder, before another one is created in it. Failures are
/// ignored.
pub(in crate::postgres) fn evict(clusters_dir: &Path) {
    let now = SystemTime::now();
    let age = |cluster: &StoredCluster| {
        cluster.last_used.map_or(Duration::MAX, |used| now.duration_since(used).unwrap_or_default())
    };
    let mut clusters = clusters_in(clusters_dir);
    clusters.sort_by_key(age);
    let mut bytes = 0;
    for cluster in clusters {
        bytes += cluster.bytes;
        let is_excess = bytes > MAX_BYTES && cluster.purpose.is_some();
        if !cluster.is_in_use && (age(&cluster) > MAX_UNUSED || is_excess) {
            let _ = cluster.clear();
        }
    }
}

fn clusters_in(clusters_dir: &Path) -> Vec<StoredCluster> {
    let mut found = Vec::new();
    for version_dir in folders(clusters_dir) {
        let name = file_name(&version_dir);
        let version = name.rsplit_once('-').map_or_else(|| name.clone(), |(version, _)| version.to_owned());
        let before = found.len();
        for folder in folders(&version_dir) {
            let purpose = file_name(&folder).rsplit_once('-').map(|(purpose, _)| purpose.to_owned());
            let repository = Slot::repository(&folder);
            let key = repository.as_deref().map(repository_key).unwrap_or_default();
            let purpose = purpose.map(|name| name.strip_suffix(&format!("-{key}")).map_or(name.clone(), str::to_owned));
            let is_seed = purpose.is_none() && folder.join("seal").is_file();
            if is_seed || purpose.is_some() && folder.join("owner").is_file() {
                found.push(StoredCluster {
                    bytes: bytes(&folder),
                    last_used: Slot::last_used(&folder),
                    is_in_use: Slot::is_taken(&folder),
                    repository,
                    version: version.clone(),
                    folder,
                    purpose,
                });
            }
        }
        // The seed is in use for as long as its copies are.
        let last_used = found[before..].iter().filter_map(|cluster| cluster.last_used).max();
        for seed in found[before..].iter_mut().filter(|cluster| cluster.purpose.is_none()) {
            let created = fs::metadata(seed.folder.join("seal")).and_then(|seal| seal.modified()).ok();
            seed.last_used = last_used.max(created);
        }
    }
    found
}

/// The folders in a folder, in order of their names.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> =
        entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

fn file_name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn bytes(folder: &Path) -> u64 {
    // Files may disappear while they are counted.
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum()
}
