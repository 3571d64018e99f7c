//! Migrations that `squash` or `baseline` of this clone has replaced by one, after a proof.
//!
//! The notes are in the folder of the repository, where no branch can write, so that a branch cannot switch off the check
//! of published migrations. A note counts only for exactly the files that were proven.

use crate::git::{Entry, Error, OwnFolder, Repository, Side};
use crate::text::{RelPath, hex};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io;

const FILE: &str = "replaced-migrations";

/// Limit of the file's size in bytes.
const SIZE_LIMIT: u64 = 4 << 20;

/// Limit of the number of notes; the oldest are forgotten.
const NOTES_LIMIT: usize = 20;

/// Migrations that were replaced, with the SHA-256 of the content of each file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The files that left the history.
    before: BTreeMap<String, String>,
    /// The files in the archive, and the new ones.
    after: BTreeMap<String, String>,
    /// The new ones.
    new: Vec<String>,
}

impl Replaced {
    /// Describes moves to an archive, with the content of the files that are moved, and new files. Nothing is described
    /// where a name is not UTF-8.
    pub fn of<'a>(
        repository: &dyn Repository,
        moves: &[(RelPath, RelPath)],
        new: impl Iterator<Item = (&'a RelPath, &'a str)>,
    ) -> Result<Self, Error> {
        let mut moved = Vec::new();
        for (from, to) in moves {
            if let Some(content) = crate::git::read_beneath(repository.paths(), from, None)? {
                moved.push((from, to, hex(Sha256::digest(content))));
            }
        }
        Ok(Self::described(moved, new.map(|(path, content)| (path, content.as_bytes()))).unwrap_or_default())
    }

    /// Describes moves to the archive of a side, and its new files.
    pub fn in_side<'a>(
        repository: &dyn Repository,
        side: &Side,
        moves: &[(RelPath, RelPath)],
        new: impl Iterator<Item = (&'a RelPath, &'a [u8])>,
    ) -> Result<Self, Error> {
        let archived = sums(repository, side, |path| moves.iter().any(|(_, to)| to.as_bytes() == path.as_bytes()))?;
        let moved = moves.iter().filter_map(|(from, to)| {
            let sum = text(to.as_bytes()).and_then(|to| archived.get(to))?;
            Some((from, to, sum.clone()))
        });
        Ok(Self::described(moved.collect(), new).unwrap_or_default())
    }

    fn described<'a>(
        moved: Vec<(&RelPath, &RelPath, String)>,
        new: impl Iterator<Item = (&'a RelPath, &'a [u8])>,
    ) -> Option<Self> {
        let mut replaced = Self::default();
        for (from, to, sum) in moved {
            replaced.before.insert(text(from.as_bytes())?.to_owned(), sum.clone());
            replaced.after.insert(text(to.as_bytes())?.to_owned(), sum);
        }
        for (path, content) in new {
            let path = text(path.as_bytes())?.to_owned();
            // A script with both directions is one file.
            if replaced.after.insert(path.clone(), hex(Sha256::digest(content))).is_none() {
                replaced.new.push(path);
            }
        }
        Some(replaced)
    }

    /// Notes it in this clone.
    pub fn note(self, repository: &dyn Repository) -> Result<(), Error> {
        if self.before.is_empty() {
            return Ok(());
        }
        let own = OwnFolder::shared(repository.paths());
        let _lock = own.lock().map_err(failed(&own, "write"))?;
        let mut notes = read(&own)?;
        notes.retain(|note| *note != self);
        notes.push(self);
        let notes = &notes[notes.len().saturating_sub(NOTES_LIMIT)..];
        let text = serde_json::to_vec(notes).map_err(|error| failed(&own, "write")(error.into()))?;
        own.write_private(FILE, &text).map_err(failed(&own, "write"))
    }

    /// Whether a side has exactly the files after it, and each base had exactly those before, or none of them.
    fn is_between(&self, repository: &dyn Repository, bases: &[Side], target: &Side) -> Result<bool, Error> {
        let after = sums(repository, target, |path| self.before.contains_key(path) || self.after.contains_key(path))?;
        if after != self.after {
            return Ok(false);
        }
        // A base without any of them was never changed by the replacement; one with other content was not proven.
        let mut is_replaced = false;
        for base in bases {
            let before = sums(repository, base, |path| self.before.contains_key(path))?;
            if before.is_empty() {
                continue;
            }
            if before != self.before {
                return Ok(false);
            }
            is_replaced = true;
        }
        Ok(is_replaced)
    }
}

/// The files of migrations that were replaced between the bases and a target, in this clone and after a proof: the old
/// ones, and the new ones.
pub fn replaced(repository: &dyn Repository, bases: &[Side], target: &Side) -> Result<Vec<String>, Error> {
    let own = OwnFolder::shared(repository.paths());
    if !own.has(FILE) {
        return Ok(Vec::new());
    }
    for note in read(&own)? {
        if note.is_between(repository, bases, target)? {
            return Ok(note.before.into_keys().chain(note.new).collect());
        }
    }
    Ok(Vec::new())
}

fn sums(
    repository: &dyn Repository,
    side: &Side,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, String>, Error> {
    let keep = |path: &[u8]| text(path).is_some_and(&is_wanted);
    let one = |entry: Entry| {
        let path = text(entry.path.as_bytes()).unwrap_or_default().to_owned();
        Ok((path, hex(Sha256::digest(repository.read(&entry)?))))
    };
    repository.entries(side, &keep)?.into_iter().map(one).collect()
}

fn text(path: &[u8]) -> Option<&str> {
    std::str::from_utf8(path).ok()
}

fn read(own: &OwnFolder) -> Result<Vec<Replaced>, Error> {
    let content = own.read_private(FILE, SIZE_LIMIT).map_err(failed(own, "read"))?;
    // Notes that cannot be read accept nothing.
    Ok(content.and_then(|content| serde_json::from_slice(&content).ok()).unwrap_or_default())
}

fn failed(own: &OwnFolder, action: &'static str) -> impl Fn(io::Error) -> Error {
    let path = own.file(FILE);
    move |cause| Error::OwnFile { action, path: path.clone(), cause }
}
