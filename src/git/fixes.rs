//! Changes of files that go into the index and into the working tree together.
//!
//! The index is written in one step by git, each file of the working tree in one step as well. Between these steps a
//! process may be killed: a journal, written before the first and removed after the last, lets the next process take all
//! of them back.

use super::beneath::{Existing, kind_beneath, read_beneath, write_beneath_locked};
use super::error::Error;
use super::file_kind::FileKind;
use super::fixes_journal::{self as journal, Fix};
use super::own_folder::{Lock, OwnFolder};
use super::repo_paths::RepoPaths;
use super::stage_blobs::{stage_blobs, staged_blobs};
use crate::text::RelPath;
use std::io;

/// Name of the journal in tidegate's own folder.
const JOURNAL: &str = "fixes";

/// The result of writing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// Files of the working tree that were edited at the same time, and stay as they are.
    pub left: Vec<RelPath>,
}

/// The result of taking interrupted changes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Everything is as it was before.
    TakenBack,
    /// A commit was made since: files and index stay as they are.
    Left,
}

/// Whether a process was killed while it wrote changes.
pub fn are_fixes_interrupted(paths: &RepoPaths) -> bool {
    OwnFolder::of_work_tree(paths).has(JOURNAL)
}

/// Writes changes; `head` is the commit that HEAD is on, in any form. The index must still have what is staged by each of
/// them, or nothing is written and the path of the first other entry is returned.
pub fn write_fixes(paths: &RepoPaths, head: &str, fixes: &[Fix]) -> Result<Result<Fixed, RelPath>, Error> {
    let own = OwnFolder::of_work_tree(paths);
    let failed = |cause: io::Error| Error::OwnFile { action: "write", path: own.file(JOURNAL), cause };
    let lock = own.lock().map_err(failed)?;
    let staged = staged_blobs(paths)?;
    if let Some(moved) = fixes.iter().find(|fix| staged.get(&fix.path) != Some(&fix.staged[0])) {
        return Ok(Err(moved.path.clone()));
    }
    own.write(JOURNAL, &journal::encode(&paths.index_file, head, fixes)).map_err(failed)?;
    let written = write_all(paths, fixes, &lock);
    if written.is_err() {
        take_back(paths, fixes, &lock)?;
    }
    own.remove(JOURNAL).map_err(failed)?;
    written.map(Ok)
}

fn write_all(paths: &RepoPaths, fixes: &[Fix], lock: &Lock) -> Result<Fixed, Error> {
    stage(paths, fixes, 1)?;
    let mut fixed = Fixed::default();
    for fix in fixes {
        let Some([before, after]) = &fix.on_disk else { continue };
        if content(paths, &fix.path)?.as_ref() == Some(before) {
            write_beneath_locked(paths, &fix.path, after, Existing::Replace, lock)?;
        } else {
            fixed.left.push(fix.path.clone());
        }
    }
    Ok(fixed)
}

/// Stages one of the two contents of each change. For `git commit PATH` git has prepared two indexes: one for the commit,
/// and one for the time after it.
fn stage(paths: &RepoPaths, fixes: &[Fix], which: usize) -> Result<(), Error> {
    stage_blobs(paths, fixes.iter().map(|fix| (&fix.path, &fix.staged[which])))?;
    let name = paths.index_file.file_name().unwrap_or_default();
    let later = paths.git_dir.join("index.lock");
    if name.as_encoded_bytes().starts_with(b"next-index-") && later.exists() {
        let paths = RepoPaths { index_file: later, ..paths.clone() };
        let known = staged_blobs(&paths)?;
        let same = fixes.iter().filter(|fix| known.get(&fix.path) == Some(&fix.staged[1 - which]));
        stage_blobs(&paths, same.map(|fix| (&fix.path, &fix.staged[which])))?;
    }
    Ok(())
}

/// The content of a regular file of the working tree; `None` for anything else.
fn content(paths: &RepoPaths, path: &RelPath) -> Result<Option<Vec<u8>>, Error> {
    match kind_beneath(paths, path)? {
        Some(FileKind::File) => read_beneath(paths, path, None),
        _ => Ok(None),
    }
}

/// Restores what a change has written, wherever nothing else was written since.
fn take_back(paths: &RepoPaths, fixes: &[Fix], lock: &Lock) -> Result<(), Error> {
    if paths.index_file.exists() {
        let staged = staged_blobs(paths)?;
        let is_ours = |fix: &&Fix| staged.get(&fix.path) == Some(&fix.staged[1]);
        let ours: Vec<Fix> = fixes.iter().filter(is_ours).cloned().collect();
        stage(paths, &ours, 0)?;
    }
    for fix in fixes {
        let Some([before, after]) = &fix.on_disk else { continue };
        if content(paths, &fix.path)?.as_ref() == Some(after) {
            write_beneath_locked(paths, &fix.path, before, Existing::Replace, lock)?;
        }
    }
    Ok(())
}

/// Takes back the changes of a process that was killed while it wrote them; `None` if there are none, or if it still
/// runs. If HEAD is on another commit now, the index and the files are left as they are: each has its old or its new
/// content.
pub fn recover_fixes(paths: &RepoPaths, head: &str) -> Result<Option<Recovered>, Error> {
    let own = OwnFolder::of_work_tree(paths);
    let failed = |cause: io::Error| Error::OwnFile { action: "read", path: own.file(JOURNAL), cause };
    let Some(lock) = own.try_lock().map_err(failed)? else { return Ok(None) };
    let Some(bytes) = own.read(JOURNAL).map_err(failed)? else { return Ok(None) };
    let found = journal::decode(&bytes);
    let recovered = match found {
        Some(found) if found.head == head => {
            let paths = RepoPaths { index_file: found.index_file, ..paths.clone() };
            take_back(&paths, &found.fixes, &lock)?;
            Recovered::TakenBack
        }
        _ => Recovered::Left,
    };
    own.remove(JOURNAL).map_err(failed)?;
    Ok(Some(recovered))
}
