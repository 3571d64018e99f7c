//! The files: where they are, how they are written, and when one is valid.

use super::key::Key;
use crate::process::is_own;
use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The start of a file; the checksum follows.
const HEAD: &str = "tidegate 1 ";

/// The maximum number of files in a folder; the least recently used ones are removed first.
const MAX_FILES: usize = 256;

/// The maximum total size of the files in a folder.
const MAX_BYTES: u64 = 128 << 20;

/// Larger content is not kept.
const MAX_SIZE: usize = 64 << 20;

/// Files unused for this long are removed whenever another one is written.
const MAX_UNUSED: Duration = Duration::from_hours(30 * 24);

/// The age at which the time of the last use is updated.
const USE_RECORDED_EVERY: Duration = Duration::from_hours(1);

/// The prefix of a file that is being written; one that remains is from an interrupted run.
const UNFINISHED: &str = ".new-";

/// Files of one kind.
#[derive(Clone, Debug)]
pub struct Store {
    /// The folders that may contain them, best one first.
    folders: Vec<PathBuf>,
}

/// An existing file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: PathBuf,
    pub bytes: u64,
    /// Approximately; see `USE_RECORDED_EVERY`.
    pub last_used: Option<SystemTime>,
}

impl Store {
    /// The files in a folder of this name in one of these parent folders. Creates nothing.
    pub fn new<'a>(parents: impl IntoIterator<Item = &'a Path>, name: &str) -> Self {
        Self { folders: parents.into_iter().map(|parent| parent.join(name)).collect() }
    }

    /// The content kept under a key.
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.folders.iter().find_map(|folder| read(&folder.join(key.to_string()), key))
    }

    /// Keeps content under a key, in the first writable folder.
    pub fn put(&self, key: &Key, content: &[u8]) {
        if content.len() > MAX_SIZE {
            return;
        }
        for folder in &self.folders {
            if prepare(folder) && write(folder, key, content).is_ok() {
                evict(folder);
                return;
            }
        }
    }

    /// Removes the content kept under a key.
    pub fn forget(&self, key: &Key) {
        for folder in &self.folders {
            // A file that cannot be removed expires.
            let _ = fs::remove_file(folder.join(key.to_string()));
        }
    }

    /// All files, in order of the folders and names.
    pub fn entries(&self) -> Vec<Entry> {
        self.folders.iter().flat_map(|folder| entries(folder)).collect()
    }

    /// Removes all files, including incomplete ones.
    pub fn clear(&self) -> std::io::Result<()> {
        for entry in self.entries() {
            match fs::remove_file(&entry.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        for folder in &self.folders {
            // A folder with other files in it is kept.
            let _ = fs::remove_dir(folder);
        }
        Ok(())
    }
}

/// The checksum of a file, over its name and content.
fn checksum(key: &Key, content: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(key.to_string());
    hash.update(content);
    hex(hash.finalize())
}

fn read(path: &Path, key: &Key) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || !is_own(&metadata) || metadata.len() > 2 * MAX_SIZE as u64 {
        return None;
    }
    let mut text = Vec::new();
    file.read_to_end(&mut text).ok()?;
    let (head, content) = text.split_at_checked(memchr::memchr(b'\n', &text)? + 1)?;
    if head != format!("{HEAD}{}\n", checksum(key, content)).as_bytes() {
        return None;
    }
    let content = content.to_vec();
    let now = SystemTime::now();
    let is_recent = metadata.modified().is_ok_and(|used| age(used, now) < USE_RECORDED_EVERY);
    if !is_recent {
        // If this fails, the file is removed a little early.
        let _ = File::options().append(true).open(path).and_then(|file| file.set_modified(now));
    }
    Some(content)
}

fn write(folder: &Path, key: &Key, content: &[u8]) -> std::io::Result<()> {
    // The mode of such a file is 0600.
    let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    file.write_all(format!("{HEAD}{}\n", checksum(key, content)).as_bytes())?;
    file.write_all(content)?;
    file.persist(folder.join(key.to_string()))?;
    Ok(())
}

fn entries(folder: &Path) -> Vec<Entry> {
    let Ok(found) = fs::read_dir(folder) else { return Vec::new() };
    let entry = |found: fs::DirEntry| {
        let name = found.file_name().into_string().ok()?;
        let is_key = name.len() == 64 && name.bytes().all(|letter| letter.is_ascii_hexdigit());
        if !is_key && !name.starts_with(UNFINISHED) {
            return None;
        }
        let metadata = found.metadata().ok().filter(fs::Metadata::is_file)?;
        Some(Entry { path: found.path(), bytes: metadata.len(), last_used: metadata.modified().ok() })
    };
    let mut entries: Vec<Entry> = found.flatten().filter_map(entry).collect();
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    entries
}

/// Removes old and excess files, and incomplete ones.
fn evict(folder: &Path) {
    let now = SystemTime::now();
    let age_of = |entry: &Entry| entry.last_used.map_or(Duration::MAX, |used| age(used, now));
    let mut entries = entries(folder);
    entries.sort_by_key(age_of);
    let (mut files, mut bytes) = (0, 0);
    for entry in entries {
        let is_unfinished = entry.path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(UNFINISHED));
        let max_age = if is_unfinished { USE_RECORDED_EVERY } else { MAX_UNUSED };
        files += 1;
        bytes += entry.bytes;
        if files > MAX_FILES || bytes > MAX_BYTES || age_of(&entry) > max_age {
            let _ = fs::remove_file(&entry.path);
        }
    }
}

/// The time since a moment; zero for one in the future.
fn age(moment: SystemTime, now: SystemTime) -> Duration {
    now.duration_since(moment).unwrap_or_default()
}

/// Creates the folder for this user alone; returns false if that is not possible.
#[cfg(unix)]
fn prepare(folder: &Path) -> bool {
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
    let own = rustix::process::geteuid().as_raw();
    let Some(above) = folder.ancestors().find(|folder| folder.exists()) else { return false };
    if above != folder {
        // A folder that root creates below another user's folder would be unusable for that user.
        let is_other_users = fs::metadata(above).is_ok_and(|metadata| metadata.uid() != own && metadata.uid() != 0);
        if is_other_users {
            return false;
        }
        let parents = folder.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok());
        if !parents || fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).is_err() {
            return false;
        }
    }
    fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir() && is_own(&metadata))
}

#[cfg(not(unix))]
fn prepare(folder: &Path) -> bool {
    fs::create_dir_all(folder).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::key::Hasher;
    use super::*;

    fn key(name: &str) -> Key {
        Hasher::new(name).finish()
    }

    fn store(folder: &Path) -> Store {
        Store::new([folder], "kept")
    }

    #[test]
    fn returns_what_was_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder.path().join("created/when needed"));
        assert_eq!(store.get(&key("a")), None);
        store.put(&key("a"), b"one");
        store.put(&key("a"), b"two\nlines");
        assert_eq!(store.get(&key("a")).as_deref(), Some(&b"two\nlines"[..]));
        assert_eq!(store.get(&key("b")), None);
        assert_eq!(store.entries().len(), 1);
        store.forget(&key("a"));
        assert_eq!(store.get(&key("a")), None);
        store.put(&key("a"), b"");
        store.clear().expect("everything can be removed");
        assert!(store.entries().is_empty());
    }

    #[test]
    fn ignores_a_damaged_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(folder.path());
        store.put(&key("a"), b"content");
        let path = folder.path().join("kept").join(key("a").to_string());
        let whole = fs::read(&path).expect("the file");
        for damaged in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[damaged] ^= 1;
            fs::write(&path, &flipped).expect("a file");
            assert_eq!(store.get(&key("a")), None, "byte {damaged}");
            fs::write(&path, &whole[..damaged]).expect("a file");
            assert_eq!(store.get(&key("a")), None, "truncated at {damaged}");
        }
        fs::write(&path, [&whole[..], b"more"].concat()).expect("a file");
        assert_eq!(store.get(&key("a")), None);
        fs::write(&path, &whole).expect("a file");
        assert!(store.get(&key("a")).is_some());
        fs::rename(&path, folder.path().join("kept").join(key("b").to_string())).expect("a name");
        assert_eq!(store.get(&key("b")), None, "under another name");
        store.put(&key("b"), b"new");
        assert!(store.get(&key("b")).is_some(), "it is replaced");
    }

    #[test]
    fn skips_a_folder_that_cannot_be_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let blocked = folder.path().join("file");
        fs::write(&blocked, "").expect("a file");
        let store = Store::new([blocked.as_path(), folder.path()], "kept");
        store.put(&key("a"), b"content");
        assert!(store.get(&key("a")).is_some());
        let nowhere = Store::new([blocked.as_path()], "kept");
        nowhere.put(&key("a"), b"content");
        assert_eq!(nowhere.get(&key("a")), None);
        assert!(nowhere.entries().is_empty());
    }

    #[test]
    fn removes_the_least_recently_used_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(folder.path());
        let used = |name: &str, ago: Duration| {
            let path = folder.path().join("kept").join(key(name).to_string());
            let file = File::options().append(true).open(path).expect("the file");
            file.set_modified(SystemTime::now() - ago).expect("a time");
        };
        for number in 0..MAX_FILES {
            store.put(&key(&number.to_string()), b"content");
            used(&number.to_string(), Duration::from_mins(2 * MAX_FILES as u64 - number as u64));
        }
        assert!(store.get(&key("0")).is_some(), "it was used just now");
        store.put(&key("more"), b"content");
        assert!(store.get(&key("0")).is_some());
        assert!(store.get(&key("1")).is_none(), "it was not used");
        used("7", MAX_UNUSED + Duration::from_mins(1));
        store.put(&key("2"), b"content");
        assert!(store.get(&key("7")).is_none());
        store.put(&key("large"), &vec![0; MAX_SIZE + 1]);
        assert!(store.get(&key("large")).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn keeps_files_private_and_ignores_those_others_can_write() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(folder.path());
        store.put(&key("a"), b"content");
        let path = folder.path().join("kept").join(key("a").to_string());
        let mode = |path: &Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&folder.path().join("kept"))), (0o600, 0o700));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).expect("a mode");
        assert_eq!(store.get(&key("a")), None, "others may have written it");
    }
}
