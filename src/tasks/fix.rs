//! Changes of jobs that fix files, and their way into the index and the working tree.

use super::outcome::{FixEnd, Fixing};
use super::place::Places;
use crate::git::{self, Fix, OwnFolder, Replica, RepoPaths, StagedBlob};
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Name of the patch in tidegate's own folder.
const PATCH: &str = "fixes.patch";

/// The entries of the index before any job has run, and the files that were fixed since.
pub(super) struct Fixes {
    before: BTreeMap<RelPath, StagedBlob>,
    fixed: Vec<RelPath>,
}

/// The changes of a job in the folder with the staged content.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Files that it was given, with other content now.
    pub(super) fixed: Vec<RelPath>,
    /// Files that it was given, and that are gone or no longer of the same kind.
    pub(super) lost: Vec<RelPath>,
    /// Other files, which are not part of the commit.
    pub(super) others: Vec<RelPath>,
}

impl Fixes {
    /// Nothing is fixed yet.
    pub(super) fn new(paths: &RepoPaths) -> Result<Self, git::Error> {
        Ok(Self { before: git::staged_blobs(paths)?, fixed: Vec::new() })
    }

    /// The files that were fixed, in byte order.
    pub(super) fn fixed(&self) -> &[RelPath] {
        &self.fixed
    }

    /// Notes what a job that succeeded has changed, and restores every file that it may not change.
    pub(super) fn note(&mut self, replica: &Replica, given: &[RelPath]) -> Result<Change, git::Error> {
        let (given, others): (Vec<_>, Vec<_>) =
            replica.changed()?.into_iter().partition(|path| given.binary_search(path).is_ok());
        replica.restore(&others)?;
        let before = replica.staged()?;
        let (kept, lost): (Vec<_>, Vec<_>) = given.into_iter().partition(|path| replica.has_file(path));
        replica.stage(&kept)?;
        let after = replica.staged()?;
        let is_same_kind =
            |path: &RelPath| before.get(path).map(|blob| &blob.mode) == after.get(path).map(|blob| &blob.mode);
        let (fixed, retyped): (Vec<_>, Vec<_>) = kept.into_iter().partition(is_same_kind);
        let lost = [lost, retyped].concat();
        self.fixed.extend(fixed.iter().cloned());
        self.fixed.sort();
        self.fixed.dedup();
        Ok(Change { fixed, lost, others })
    }

    /// Restores what a job has changed that did not succeed.
    pub(super) fn restore(replica: &Replica) -> Result<(), git::Error> {
        replica.restore(&replica.changed()?)
    }

    /// Writes the fixes to the index and the working tree, or none of them.
    pub(super) fn write(&self, paths: &RepoPaths, places: &Places, head: &str) -> Result<Fixing, git::Error> {
        let replica = places.replica()?;
        let after = replica.staged()?;
        let differing = git::differing(paths, None)?;
        let (mut fixes, mut conflicts) = (Vec::new(), Vec::new());
        for path in &self.fixed {
            let (Some(before), Some(after)) = (self.before.get(path), after.get(path)) else { continue };
            if before == after {
                continue;
            }
            let staged = [before.clone(), after.clone()];
            match on_disk(paths, replica, path, &staged, differing.binary_search(path).is_ok())? {
                Merge::Conflict => conflicts.push(path.clone()),
                Merge::Absent => fixes.push(Fix { path: path.clone(), staged, on_disk: None }),
                Merge::Content(contents) => fixes.push(Fix { path: path.clone(), staged, on_disk: Some(contents) }),
            }
        }
        if !conflicts.is_empty() {
            let end = FixEnd::Conflict { files: conflicts, patch: self.patch(paths, &after)? };
            return Ok(Fixing { files: self.fixed.clone(), end });
        }
        let files = fixes.iter().map(|fix| fix.path.clone()).collect();
        let end = match git::write_fixes(paths, head, &fixes)? {
            Ok(fixed) => FixEnd::Written { left: fixed.left },
            Err(moved) => FixEnd::IndexMoved { path: moved },
        };
        Ok(Fixing { files, end })
    }

    /// Keeps the fixes beside, and writes none.
    pub(super) fn keep(&self, paths: &RepoPaths, places: &Places) -> Result<Fixing, git::Error> {
        let patch = self.patch(paths, &places.replica()?.staged()?)?;
        Ok(Fixing { files: self.fixed.clone(), end: FixEnd::Kept { patch } })
    }

    /// Keeps the fixes as a patch of the index; returns its path.
    fn patch(&self, paths: &RepoPaths, after: &BTreeMap<RelPath, StagedBlob>) -> Result<PathBuf, git::Error> {
        let mut patch = Vec::new();
        for path in &self.fixed {
            let (Some(before), Some(after)) = (self.before.get(path), after.get(path)) else { continue };
            let (before, after) = (git::blob(paths, &before.id)?, git::blob(paths, &after.id)?);
            patch.extend(git::patch(path, Some(&before), &after)?);
        }
        let own = OwnFolder::of_work_tree(paths);
        let failed = |cause| git::Error::OwnFile { action: "write", path: own.file(PATCH), cause };
        let _lock = own.lock().map_err(failed)?;
        own.write(PATCH, &patch).map_err(failed)?;
        Ok(own.file(PATCH))
    }
}

/// The effect of a fix on a file of the working tree.
enum Merge {
    /// The file is not there, and stays so.
    Absent,
    /// Its content, before and after.
    Content([Vec<u8>; 2]),
    Conflict,
}

fn on_disk(
    paths: &RepoPaths,
    replica: &Replica,
    path: &RelPath,
    staged: &[StagedBlob; 2],
    differs: bool,
) -> Result<Merge, git::Error> {
    let ours = match git::kind_beneath(paths, path)? {
        Some(git::FileKind::File) => git::read_beneath(paths, path, None)?,
        None => None,
        Some(_) => return Ok(Merge::Conflict),
    };
    let Some(ours) = ours else { return Ok(Merge::Absent) };
    let theirs = replica.content(path)?;
    if !differs {
        return Ok(Merge::Content([ours, theirs]));
    }
    let base = git::checked_out_blob(paths, path, &staged[0].id)?;
    let merged = git::merge_contents(&base, &ours, &theirs);
    Ok(merged.map_or(Merge::Conflict, |merged| Merge::Content([ours, merged])))
}
