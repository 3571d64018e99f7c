//! The notes of what the user of this clone agreed to: fingerprints of settings, one a line.

use crate::git::{Error, OwnFolder, Repository};
use std::io;

const FILE: &str = "trust";

/// Limit of the file's size in bytes.
const SIZE_LIMIT: u64 = 256 * 1024;

/// Limit of the number of notes; the oldest are forgotten. Each job has one.
const NOTES_LIMIT: usize = 2000;

const HEAD: &str = "# Fingerprints of settings that hooks of this clone may follow, as agreed by `tidegate install` or\n\
                    # `tidegate trust`; `tidegate trust --revoke` removes them.\n";

/// The fingerprints, the oldest first; `None` if the user has not installed tidegate in this clone.
pub(super) fn read(repository: &dyn Repository) -> Result<Option<Vec<String>>, Error> {
    read_from(&OwnFolder::shared(repository.paths()))
}

/// Adds fingerprints; returns whether the file is another one now.
pub(super) fn add(repository: &dyn Repository, fingerprints: &[String]) -> Result<bool, Error> {
    let own = OwnFolder::shared(repository.paths());
    let _lock = own.lock().map_err(failed(&own, "write"))?;
    let known = read_from(&own)?;
    let mut notes = known.clone().unwrap_or_default();
    for fingerprint in fingerprints {
        if !notes.contains(fingerprint) {
            notes.push(fingerprint.clone());
        }
    }
    if known.as_ref() == Some(&notes) {
        return Ok(false);
    }
    let notes = &notes[notes.len().saturating_sub(NOTES_LIMIT)..];
    let text = notes.iter().fold(HEAD.to_owned(), |text, note| text + note + "\n");
    own.write_private(FILE, text.as_bytes()).map_err(failed(&own, "write"))?;
    Ok(true)
}

/// Removes all; returns whether there were any.
pub(super) fn remove(repository: &dyn Repository) -> Result<bool, Error> {
    let own = OwnFolder::shared(repository.paths());
    if !own.exists() {
        return Ok(false);
    }
    let _lock = own.lock().map_err(failed(&own, "remove"))?;
    own.remove(FILE).map_err(failed(&own, "remove"))
}

fn read_from(own: &OwnFolder) -> Result<Option<Vec<String>>, Error> {
    let Some(content) = own.read_private(FILE, SIZE_LIMIT).map_err(failed(own, "read"))? else { return Ok(None) };
    let is_note = |line: &&str| line.len() == 64 && line.bytes().all(|digit| digit.is_ascii_hexdigit());
    Ok(Some(String::from_utf8_lossy(&content).lines().filter(is_note).map(str::to_owned).collect()))
}

fn failed(own: &OwnFolder, action: &'static str) -> impl Fn(io::Error) -> Error {
    let path = own.file(FILE);
    move |cause| Error::OwnFile { action, path: path.clone(), cause }
}
