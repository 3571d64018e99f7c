//! The files: where they lie, how they are written, and what makes one believable.

use super::Key;
use crate::text::hex;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What a file begins with; the checksum follows.
const HEAD: &str = "tidegate 1 ";

/// How many files a folder holds at most; those that were not used for the longest go first.
const MOST_FILES: usize = 256;

/// How much they take together at most.
const MOST_BYTES: u64 = 16 << 20;

/// What is larger is not kept.
const LARGEST: usize = 4 << 20;

/// A file that was not used for this long goes whenever another one is written.
const LONGEST_UNUSED: Duration = Duration::from_hours(30 * 24);

/// How old the note of the last use may be before it is renewed.
const USE_IS_NOTED_EVERY: Duration = Duration::from_hours(1);

/// A file that is being written has such a name; one that stays was cut off.
const UNFINISHED: &str = ".new-";

/// Files of one kind.
#[derive(Clone, Debug)]
pub struct Store {
    /// Where they may lie, best place first.
    folders: Vec<PathBuf>,
}

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// When it was last used, as far as that is noted.
    pub last_used: Option<SystemTime>,
}

impl Store {
    /// The files in a folder of this name in one of these places; nothing is made yet.
    pub fn new<'a>(places: impl IntoIterator<Item = &'a Path>, name: &str) -> Self {
        Self { folders: places.into_iter().map(|place| place.join(name)).collect() }
    }

    /// What is kept under a key.
    pub fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.folders.iter().find_map(|folder| read(&folder.join(key.to_string()), key))
    }

    /// Keeps something under a key, in the first place that can be written.
    pub fn put(&self, key: &Key, content: &[u8]) {
        if content.len() > LARGEST {
            return;
        }
        for folder in &self.folders {
            if prepare(folder) && write(folder, key, content).is_ok() {
                make_room(folder);
                return;
            }
        }
    }

    /// Forgets what is kept under a key.
    pub fn forget(&self, key: &Key) {
        for folder in &self.folders {
            // What cannot be removed cannot be read for long either.
            let _ = fs::remove_file(folder.join(key.to_string()));
        }
    }

    /// Everything that is there, in order of the places and names.
    pub fn entries(&self) -> Vec<Entry> {
        self.folders.iter().flat_map(|folder| entries(folder)).collect()
    }

    /// Removes everything that can be removed, what was cut off as well.
    pub fn clear(&self) -> std::io::Result<()> {
        for entry in self.entries() {
            match fs::remove_file(&entry.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        for folder in &self.folders {
            // Where something else was put into it, it stays.
            let _ = fs::remove_dir(folder);
        }
        Ok(())
    }
}

/// The checksum of a file.
fn checksum(key: &Key, content: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(key.to_string());
    hash.update(content);
    hex(hash.finalize())
}

fn read(path: &Path, key: &Key) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || !is_ours_alone(&metadata) || metadata.len() > 2 * LARGEST as u64 {
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
    let is_noted = metadata.modified().is_ok_and(|used| age(used, now) < USE_IS_NOTED_EVERY);
    if !is_noted {
        // It goes a little earlier than it should when this fails.
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

/// Removes what is too old or too much, and files that were never finished.
fn make_room(folder: &Path) {
    let now = SystemTime::now();
    let age_of = |entry: &Entry| entry.last_used.map_or(Duration::MAX, |used| age(used, now));
    let mut entries = entries(folder);
    entries.sort_by_key(age_of);
    let (mut files, mut bytes) = (0, 0);
    for entry in entries {
        let is_unfinished = entry.path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(UNFINISHED));
        let longest = if is_unfinished { USE_IS_NOTED_EVERY } else { LONGEST_UNUSED };
        files += 1;
        bytes += entry.bytes;
        if files > MOST_FILES || bytes > MOST_BYTES || age_of(&entry) > longest {
            let _ = fs::remove_file(&entry.path);
        }
    }
}

/// How long ago it was; what lies in the future was just now.
fn age(moment: SystemTime, now: SystemTime) -> Duration {
    now.duration_since(moment).unwrap_or_default()
}

/// Makes the folder, for us alone; false where it cannot be ours.
#[cfg(unix)]
fn prepare(folder: &Path) -> bool {
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
    let own = rustix::process::geteuid().as_raw();
    let Some(above) = folder.ancestors().find(|folder| folder.exists()) else { return false };
    if above != folder {
        // What root makes below another user's folder that user could not use later.
        let is_theirs = fs::metadata(above).is_ok_and(|metadata| metadata.uid() != own && metadata.uid() != 0);
        if is_theirs {
            return false;
        }
        let parents = folder.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok());
        if !parents || fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).is_err() {
            return false;
        }
    }
    fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir() && is_ours_alone(&metadata))
}

#[cfg(not(unix))]
fn prepare(folder: &Path) -> bool {
    fs::create_dir_all(folder).is_ok()
}

/// True when nobody but us, and root, can have written it.
#[cfg(unix)]
fn is_ours_alone(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.uid() == rustix::process::geteuid().as_raw() && metadata.mode() & 0o022 == 0
}

#[cfg(not(unix))]
fn is_ours_alone(_: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::super::Hasher;
    use super::*;

    fn key(name: &str) -> Key {
        Hasher::new(name).finish()
    }

    fn store(folder: &Path) -> Store {
        Store::new([folder], "kept")
    }

    #[test]
    fn what_is_kept_comes_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder.path().join("made/when needed"));
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
    fn a_damaged_file_is_as_good_as_none() {
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
            assert_eq!(store.get(&key("a")), None, "cut at {damaged}");
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
    fn a_place_that_cannot_be_written_is_passed_over() {
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
    fn the_longest_unused_go_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(folder.path());
        let used = |name: &str, ago: Duration| {
            let path = folder.path().join("kept").join(key(name).to_string());
            let file = File::options().append(true).open(path).expect("the file");
            file.set_modified(SystemTime::now() - ago).expect("a time");
        };
        for number in 0..MOST_FILES {
            store.put(&key(&number.to_string()), b"content");
            used(&number.to_string(), Duration::from_mins(2 * MOST_FILES as u64 - number as u64));
        }
        assert!(store.get(&key("0")).is_some(), "it was used just now");
        store.put(&key("more"), b"content");
        assert!(store.get(&key("0")).is_some());
        assert!(store.get(&key("1")).is_none(), "nobody asked for it");
        used("7", LONGEST_UNUSED + Duration::from_mins(1));
        store.put(&key("2"), b"content");
        assert!(store.get(&key("7")).is_none());
        store.put(&key("large"), &vec![0; LARGEST + 1]);
        assert!(store.get(&key("large")).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_or_plant_one() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(folder.path());
        store.put(&key("a"), b"content");
        let path = folder.path().join("kept").join(key("a").to_string());
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&folder.path().join("kept"))), (0o600, 0o700));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).expect("a mode");
        assert_eq!(store.get(&key("a")), None, "others may have written it");
    }
}
