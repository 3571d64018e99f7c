//! The folder of a snapshot. It is written under a temporary name, and gets its own name once everything in it is on disk.

use super::error::Error;
use super::manifest::{FORMAT, FileOf, Manifest};
use crate::catalog::Catalog;
use crate::postgres::scratch_name;
use crate::text::hex;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The archive of `pg_dump` that is one file.
pub(super) const ARCHIVE: &str = "database.dump";

/// The one that is a folder.
pub(super) const DIRECTORY: &str = "database.dir";

/// The file that every archive in a folder has.
const CONTENTS: &str = "toc.dat";

/// The catalog as JSON.
pub(super) const CATALOG: &str = "catalog.json";

const MANIFEST: &str = "manifest.json";

/// Keeps git from adding rows of a database to a repository.
const IGNORE: (&str, &str) = (".gitignore", "*\n");

/// The start of the name of a snapshot that is not complete.
const PARTIAL: &str = ".tidegate-partial-";

/// The file in it that is locked as long as it is written.
const LOCK: &str = "lock";

/// The age at which a folder without a lock file is a leftover: the file is created in the next moment, and removed in
/// the last.
const ORPHANED: Duration = Duration::from_hours(1);

/// A snapshot that is being written. Dropping it removes it.
pub(super) struct Partial {
    pub(super) folder: PathBuf,
    above: PathBuf,
    lock: Option<File>,
}

impl Partial {
    /// Creates the folder, which only this user may enter, below a folder that is created as well.
    pub(super) fn create(above: &Path, name: &str) -> Result<Self, Error> {
        fs::create_dir_all(above).map_err(Error::files("create", above))?;
        let above = &above.canonicalize().map_err(Error::files("read", above))?;
        let folder = above.join(format!("{PARTIAL}{name}-{}", scratch_name()));
        create_private(&folder).map_err(Error::files("create", &folder))?;
        let mut partial = Self { folder, above: above.to_owned(), lock: None };
        let path = partial.folder.join(LOCK);
        let lock = File::create(&path).map_err(Error::files("create", &path))?;
        lock.try_lock().map_err(|error| Error::files("lock", &path)(error.into()))?;
        partial.lock = Some(lock);
        write_file(&partial.folder.join(IGNORE.0), IGNORE.1.as_bytes())?;
        Ok(partial)
    }

    /// The size and the hash of a file.
    pub(super) fn file(&self, name: &str) -> Result<FileOf, Error> {
        let (bytes, sha256) = hash(&self.folder.join(name))?;
        Ok(FileOf { name: name.to_owned(), bytes, sha256 })
    }

    /// The same of an archive, each file of one that is a folder.
    pub(super) fn archive(&self, name: &str) -> Result<Vec<FileOf>, Error> {
        let path = self.folder.join(name);
        if !path.is_dir() {
            return Ok(vec![self.file(name)?]);
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&path).map_err(Error::files("read", &path))? {
            let entry = entry.map_err(Error::files("read", &path))?;
            names.push(format!("{name}/{}", entry.file_name().to_string_lossy()));
        }
        names.sort();
        names.iter().map(|name| self.file(name)).collect()
    }

    /// Writes the manifest, waits until everything is on disk, and gives the folder its name.
    pub(super) fn complete(mut self, name: &str, manifest: &Manifest) -> Result<Snapshot, Error> {
        let json = serde_json::to_vec_pretty(manifest).map_err(|error| Error::Unread { what: error.to_string() })?;
        write_file(&self.folder.join(MANIFEST), &[&json[..], b"\n"].concat())?;
        remove_file(&self.folder.join(LOCK))?;
        sync_all(&self.folder)?;
        let folder = self.above.join(name);
        fs::rename(&self.folder, &folder).map_err(Error::files("create", &folder))?;
        sync(&self.above)?;
        self.lock = None;
        Ok(Snapshot { folder, manifest: manifest.clone() })
    }
}

/// Removes what is not complete; what stays is removed by the next run.
impl Drop for Partial {
    fn drop(&mut self) {
        if self.lock.take().is_some() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Removes snapshots that were not completed because their run was killed; returns how many.
pub fn sweep(above: &Path) -> usize {
    let Ok(entries) = fs::read_dir(above) else { return 0 };
    let is_partial = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with(PARTIAL);
    let leftovers = entries.flatten().filter(is_partial).map(|entry| entry.path()).filter(|path| is_left(path));
    leftovers.filter(|path| fs::remove_dir_all(path).is_ok()).count()
}

/// Whether no run writes a folder any more.
fn is_left(folder: &Path) -> bool {
    if let Ok(lock) = File::open(folder.join(LOCK)) {
        return lock.try_lock().is_ok();
    }
    let changed = folder.metadata().and_then(|metadata| metadata.modified());
    let age = changed.ok().and_then(|changed| SystemTime::now().duration_since(changed).ok());
    age.is_some_and(|age| age > ORPHANED)
}

/// A complete snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub folder: PathBuf,
    pub manifest: Manifest,
}

impl Snapshot {
    /// Reads the manifest of a folder.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let not = |reason: String| Error::NotASnapshot { path: folder.to_owned(), reason };
        let path = folder.join(MANIFEST);
        let text = fs::read(&path).map_err(|error| not(format!("{MANIFEST} cannot be read ({error})")))?;
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|error| not(format!("{MANIFEST} is not valid ({error})")))?;
        if manifest.format != FORMAT {
            return Err(not(format!("its format is {}, and this version of tidegate reads {FORMAT}", manifest.format)));
        }
        let has = |name: &str| manifest.files.iter().any(|file| file.name == name);
        if !has(ARCHIVE) && !has(&format!("{DIRECTORY}/{CONTENTS}")) {
            return Err(not(format!("{MANIFEST} does not list {ARCHIVE}")));
        }
        if !has(CATALOG) {
            return Err(not(format!("{MANIFEST} does not list {CATALOG}")));
        }
        Ok(Self { folder: folder.to_owned(), manifest })
    }

    /// The archive.
    pub fn archive(&self) -> PathBuf {
        let is_file = self.manifest.files.iter().any(|file| file.name == ARCHIVE);
        self.folder.join(if is_file { ARCHIVE } else { DIRECTORY })
    }

    /// Adds a record to the folder, as JSON; returns its path.
    pub fn add(&self, name: &str, record: &impl Serialize) -> Result<PathBuf, Error> {
        let json = serde_json::to_string_pretty(record).map_err(|error| Error::Unread { what: error.to_string() })?;
        self.add_text(name, &format!("{json}\n"))
    }

    /// Adds a text to the folder; returns its path.
    pub fn add_text(&self, name: &str, text: &str) -> Result<PathBuf, Error> {
        let path = self.folder.join(name);
        write_file(&path, text.as_bytes())?;
        sync(&path)?;
        Ok(path)
    }

    /// Compares the files with the sizes and hashes of the manifest.
    pub fn verify(&self) -> Result<(), Error> {
        for file in &self.manifest.files {
            let path = self.folder.join(&file.name);
            if hash(&path)? != (file.bytes, file.sha256.clone()) {
                return Err(Error::Damaged { path });
            }
        }
        Ok(())
    }

    /// The catalog of the database.
    pub fn catalog(&self) -> Result<Catalog, Error> {
        let path = self.folder.join(CATALOG);
        let text = fs::read(&path).map_err(Error::files("read", &path))?;
        serde_json::from_slice(&text)
            .map_err(|error| Error::NotASnapshot { path: self.folder.clone(), reason: format!("{CATALOG}: {error}") })
    }
}

/// Reads a record that was added to a folder.
pub fn read_record<Record: DeserializeOwned>(path: &Path) -> Result<Record, Error> {
    let text = fs::read(path).map_err(Error::files("read", path))?;
    serde_json::from_slice(&text)
        .map_err(|error| Error::NotASnapshot { path: path.to_owned(), reason: error.to_string() })
}

#[cfg(unix)]
fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir(folder)
}

/// Writes a new file.
pub(super) fn write_file(path: &Path, content: &[u8]) -> Result<(), Error> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(content)).map_err(Error::files("write", path))
}

/// Removes a file.
pub(super) fn remove_file(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).map_err(Error::files("remove", path))
}

/// Waits until a folder is on disk with everything in it.
fn sync_all(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::files("read", folder))? {
        let path = entry.map_err(Error::files("read", folder))?.path();
        if path.is_dir() { sync_all(&path)? } else { sync(&path)? }
    }
    sync(folder)
}

/// Waits until a file or folder is on disk; folders can be opened on Unix only.
fn sync(path: &Path) -> Result<(), Error> {
    if cfg!(windows) && path.is_dir() {
        return Ok(());
    }
    File::open(path).and_then(|file| file.sync_all()).map_err(Error::files("write", path))
}

fn hash(path: &Path) -> Result<(u64, String), Error> {
    let failed = || Error::files("read", path);
    let mut file = File::open(path).map_err(failed())?;
    let (mut sum, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 20]);
    loop {
        let count = file.read(&mut buffer).map_err(failed())?;
        if count == 0 {
            return Ok((bytes, hex(sum.finalize())));
        }
        sum.update(&buffer[..count]);
        bytes += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_are_removed_and_snapshots_that_are_written_are_not() {
        let above = tempfile::tempdir().expect("a folder");
        let partial = Partial::create(above.path(), "app").expect("a snapshot");
        let left = above.path().join(format!("{PARTIAL}left-1"));
        fs::create_dir(&left).expect("a folder");
        fs::write(left.join(LOCK), "").expect("a file");
        fs::create_dir(above.path().join("app-1")).expect("a folder");
        assert_eq!(sweep(above.path()), 1);
        assert!(!left.exists() && partial.folder.exists() && above.path().join("app-1").exists());
        let folder = partial.folder.clone();
        drop(partial);
        assert!(!folder.exists());
    }
}
