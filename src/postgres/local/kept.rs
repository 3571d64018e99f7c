//! What lies in the cache folder: clusters by version, user and purpose, to be shown, bounded
//! and cleared. A cluster that a run has is left alone.

use super::super::environment::Environment;
use super::super::error::Error;
use super::account::Account;
use super::slot::Slot;
use super::{place, seed};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Clusters that nobody had for this long go when another one is made.
const LONGEST_UNUSED: Duration = Duration::from_hours(30 * 24);

/// What all clusters of a folder may take before another one is made; those that were not
/// used for the longest go first.
const MOST_BYTES: u64 = 2 << 30;

/// A cluster that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Where it is.
    pub folder: PathBuf,
    /// The version of the server that it is for: `15.18`.
    pub version: String,
    /// What it is for; `None` for the one that the others are copied from.
    pub purpose: Option<String>,
    /// What it takes on disk, roughly: the sum of its files.
    pub bytes: u64,
    /// When a run last had it.
    pub last_used: Option<SystemTime>,
    /// True while a run has it.
    pub is_in_use: bool,
}

/// What is kept, in order of the folders. Nothing is made for it.
pub fn kept(environment: &Environment) -> Vec<Kept> {
    // Root without a servant has clusters of the server inside tidegate only.
    let of_servant = Account::choose(environment).map(|account| place::all(environment, &account));
    let mut places = of_servant.unwrap_or_default();
    places.extend(environment.own_folders().iter().map(|folder| folder.join("postgres")));
    let mut seen = BTreeSet::new();
    places.retain(|place| seen.insert(place.clone()));
    places.iter().flat_map(|place| kept_in(place)).collect()
}

impl Kept {
    /// Removes it; false when a run has it, and then it stays.
    pub fn clear(&self) -> Result<bool, Error> {
        match (&self.purpose, self.folder.parent()) {
            (None, Some(folder)) => seed::clear(folder).map(|()| true),
            _ => Slot::remove(&self.folder),
        }
    }
}

/// Removes what a folder holds too much of, before another cluster is made in it. What cannot
/// be removed is in nobody's way.
pub(in crate::postgres) fn make_room(place: &Path) {
    let now = SystemTime::now();
    let age = |kept: &Kept| kept.last_used.map_or(Duration::MAX, |used| now.duration_since(used).unwrap_or_default());
    let mut all = kept_in(place);
    all.sort_by_key(age);
    let mut bytes = 0;
    for kept in all {
        bytes += kept.bytes;
        let is_too_much = bytes > MOST_BYTES && kept.purpose.is_some();
        if age(&kept) > LONGEST_UNUSED || is_too_much {
            let _ = kept.clear();
        }
    }
}

fn kept_in(place: &Path) -> Vec<Kept> {
    let mut found = Vec::new();
    for folder in folders(place) {
        let version = name(&folder).rsplit_once('-').map_or_else(|| name(&folder), |(version, _)| version.to_owned());
        let before = found.len();
        for kept in folders(&folder) {
            let purpose = name(&kept).rsplit_once('-').map(|(purpose, _)| purpose.to_owned());
            let is_seed = purpose.is_none() && kept.join("seal").is_file();
            if is_seed || purpose.is_some() && kept.join("owner").is_file() {
                found.push(Kept {
                    bytes: bytes(&kept),
                    last_used: Slot::last_used(&kept),
                    is_in_use: Slot::is_taken(&kept),
                    version: version.clone(),
                    folder: kept,
                    purpose,
                });
            }
        }
        // The seed is used for as long as its copies are.
        let last_used = found[before..].iter().filter_map(|kept| kept.last_used).max();
        for seed in found[before..].iter_mut().filter(|kept| kept.purpose.is_none()) {
            let made = fs::metadata(seed.folder.join("seal")).and_then(|seal| seal.modified()).ok();
            seed.last_used = last_used.max(made);
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

fn name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn bytes(folder: &Path) -> u64 {
    // Files may go while they are counted.
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum()
}
