//! Renames files in the index and the working tree, all of them or none.
//!
//! What is to be renamed is noted first. After a failure the files get their old names back; after a
//! kill, [`finish_renames`] gives the rest their new ones. No file is ever replaced, and the index is
//! changed last and in one step by `git update-index`, which takes git's own lock and supports every
//! index format. It reads from a file, so that it gets all of the entries even if this process is killed.

use super::atomic::rename_new;
use super::beneath::check_beneath;
use super::error::Error;
use super::output::pieces;
use super::own_folder::{Lock, OwnFolder};
use super::program::{self, git_at};
use super::rename_note::{self, FileId, Noted};
use super::repo_paths::RepoPaths;
use super::repository::Repository;
use crate::text::RelPath;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Name of the note in tidegate's folder of the working tree.
const NOTE: &str = "renames";

/// Name of the file that `git update-index` reads.
const INDEX_INFO: &str = "index-info";

/// Renames files; staged content and unstaged edits keep their bytes.
pub fn rename(repository: &dyn Repository, renames: &[(RelPath, RelPath)]) -> Result<(), Error> {
    if renames.is_empty() {
        return Ok(());
    }
    let work = Work::new(repository);
    let _lock = work.lock(renames)?;
    for (from, to) in renames {
        check_beneath(work.paths, from)?;
        check_beneath(work.paths, to)?;
    }
    let staged = staged(work.paths)?;
    let old_names: BTreeSet<&[u8]> = renames.iter().map(|(from, _)| from.as_bytes()).collect();
    let left_out = repository.not_checked_out(&|path| old_names.contains(path))?;
    let left_out: BTreeSet<RelPath> = left_out.into_iter().map(|entry| entry.path).collect();
    let noted: Vec<Noted> = renames
        .iter()
        .map(|(from, to)| Noted {
            file: rename_note::file_id(&from.on_disk(&work.top)),
            entry: staged.get(from.as_bytes()).cloned(),
            is_not_checked_out: left_out.contains(from),
            from: from.clone(),
            to: to.clone(),
        })
        .collect();
    work.reject_taken(&noted)?;
    let failed_note = |error: io::Error| failed(&renames[0].0, &renames[0].1, &format!("cannot note it: {error}"));
    work.own.write(NOTE, &rename_note::encode(&noted)).map_err(failed_note)?;
    let mut done = Vec::new();
    let result = work.rename_files(&noted, &mut done).and_then(|()| work.update_index(&noted, &staged));
    if let Err(error) = result {
        return Err(work.undo(&done, error));
    }
    work.own.remove(NOTE).map_err(failed_note)?;
    Ok(())
}

/// Whether a process that was to rename files was killed.
pub fn is_rename_interrupted(repository: &dyn Repository) -> bool {
    let own = OwnFolder::of_work_tree(repository.paths());
    own.has(NOTE) && matches!(own.try_lock(), Ok(Some(_)) | Err(_)) && own.has(NOTE)
}

/// Finishes renames that a killed process has begun; returns whether there were any.
pub fn finish_renames(repository: &dyn Repository) -> Result<bool, Error> {
    let work = Work::new(repository);
    if !work.own.has(NOTE) {
        // A process that was killed after the last rename has left its list for the index, or only the lock.
        if work.own.exists()
            && let Ok(Some(_lock)) = work.own.try_lock()
        {
            let _ = work.own.remove(INDEX_INFO);
        }
        return Ok(false);
    }
    let _lock = work.lock(&[])?;
    let read = work.own.read(NOTE).map_err(|cause| note_error(&work.own, cause))?;
    let Some(noted) = read.map(|note| rename_note::decode(&note)) else { return Ok(false) };
    if let Some(noted) = noted {
        work.rename_files(&noted, &mut Vec::new()).map_err(unfinished)?;
        work.update_index(&noted, &staged(work.paths)?)?;
    }
    // The index may have been complete already.
    work.own.remove(INDEX_INFO).map_err(|cause| note_error(&work.own, cause))?;
    work.own.remove(NOTE).map_err(|cause| note_error(&work.own, cause))?;
    Ok(true)
}

/// The working tree whose files are renamed.
struct Work<'a> {
    paths: &'a RepoPaths,
    top: PathBuf,
    own: OwnFolder,
}

impl<'a> Work<'a> {
    fn new(repository: &'a dyn Repository) -> Self {
        let paths = repository.paths();
        let top = paths.work_dir.clone().unwrap_or_else(|| paths.current_dir.clone());
        Self { own: OwnFolder::of_work_tree(paths), paths, top }
    }

    fn lock(&self, renames: &[(RelPath, RelPath)]) -> Result<Lock, Error> {
        self.own.lock().map_err(|error| match (error.kind(), renames.first()) {
            (io::ErrorKind::TimedOut, Some((from, to))) => failed(from, to, "another tidegate is renaming files here"),
            _ => note_error(&self.own, error),
        })
    }

    /// No name may be that of another file, unless that file is renamed before.
    fn reject_taken(&self, noted: &[Noted]) -> Result<(), Error> {
        let mut freed = HashSet::new();
        for rename in noted {
            let (old, new) = (rename.from.on_disk(&self.top), rename.to.on_disk(&self.top));
            if new.symlink_metadata().is_ok() && !freed.contains(&rename.to) && !is_same_name(&old, &new) {
                return Err(taken(rename));
            }
            freed.insert(&rename.from);
        }
        Ok(())
    }

    fn rename_files(&self, noted: &[Noted], done: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), Error> {
        for rename in noted {
            let (old, new) = (rename.from.on_disk(&self.top), rename.to.on_disk(&self.top));
            if is_to_be_moved(rename, noted, &old, &new)? {
                new.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| move_file(&old, &new)).map_err(
                    |error| match error.kind() {
                        io::ErrorKind::AlreadyExists => taken(rename),
                        _ => failed(&rename.from, &rename.to, &error.to_string()),
                    },
                )?;
                done.push((old.clone(), new));
            }
            if rename.file.is_some() {
                remove_empty(&old, &self.top);
            }
        }
        Ok(())
    }

    /// Gives files their old names back, which were free a moment ago. The note is kept if that fails too, for
    /// instance on a full disk: then the next run finishes the renames.
    fn undo(&self, done: &[(PathBuf, PathBuf)], error: Error) -> Error {
        for (from, to) in done.iter().rev() {
            let renamed = fs::create_dir_all(from.parent().unwrap_or(&self.top)).and_then(|()| rename_new(to, from));
            if renamed.is_err() {
                return match error {
                    Error::Rename { from, to, cause } => Error::HalfRenamed { from, to, cause },
                    other => other,
                };
            }
            remove_empty(to, &self.top);
        }
        self.own.remove(NOTE).map_or_else(|cause| note_error(&self.own, cause), |_| error)
    }

    /// Renames the entries that are staged, as far as that was not done.
    fn update_index(&self, noted: &[Noted], staged: &HashMap<Vec<u8>, String>) -> Result<(), Error> {
        let sources: HashSet<&RelPath> = noted.iter().map(|rename| &rename.from).collect();
        let mut lines = Vec::new();
        for rename in noted {
            let Some(entry) = staged.get(rename.from.as_bytes()) else { continue };
            // A name that another file of the set still has will be free.
            let is_done = staged.contains_key(rename.to.as_bytes()) && !sources.contains(&rename.to);
            if is_done && rename.entry.as_ref() != Some(entry) {
                continue;
            }
            let id = entry.split(' ').nth(1).unwrap_or_default();
            push_line(&mut lines, &format!("0 {}", "0".repeat(id.len())), &rename.from);
            if !is_done {
                push_line(&mut lines, entry, &rename.to);
            }
        }
        self.run_update_index(&["update-index", "-z", "--index-info"], &lines)?;
        // A file that is neither on disk nor outside the sparse checkout counts as deleted: `git commit -a`
        // would remove it.
        let mut left_out = Vec::new();
        for rename in noted.iter().filter(|rename| rename.is_not_checked_out) {
            left_out.extend_from_slice(rename.to.as_bytes());
            left_out.push(0);
        }
        self.run_update_index(&["update-index", "--skip-worktree", "-z", "--stdin"], &left_out)
    }

    fn run_update_index(&self, arguments: &[&str], lines: &[u8]) -> Result<(), Error> {
        if lines.is_empty() {
            return Ok(());
        }
        let written = self.own.write(INDEX_INFO, lines).and_then(|()| File::open(self.own.file(INDEX_INFO)));
        let input = written.map_err(|cause| note_error(&self.own, cause))?;
        let result = git_at(self.paths, arguments).stdin(input).stdout().map(drop);
        let _ = self.own.remove(INDEX_INFO);
        result.map_err(program::failed(arguments))
    }
}

/// Whether the file still has its old name. One that is staged and deleted in the working tree has none.
fn is_to_be_moved(rename: &Noted, all: &[Noted], old: &Path, new: &Path) -> Result<bool, Error> {
    let (id_of_old, id_of_new) = (rename_note::file_id(old), rename_note::file_id(new));
    // Another file of the set may have the old name by now.
    let is_another = |id: &FileId| all.iter().any(|other| other.from != rename.from && other.file.as_ref() == Some(id));
    match (&id_of_old, &id_of_new) {
        (None, _) => Ok(false),
        (Some(old_id), None) => Ok(!is_another(old_id)),
        (Some(_), Some(new_id)) if rename.file.as_ref() == Some(new_id) && id_of_old != id_of_new => Ok(false),
        (Some(_), Some(_)) if is_same_name(old, new) => Ok(true),
        (Some(old_id), Some(new_id)) if old_id == new_id => {
            // A kill between its second name and the end of its first.
            fs::remove_file(old).map_err(|error| failed(&rename.from, &rename.to, &error.to_string()))?;
            Ok(false)
        }
        _ => Err(taken(rename)),
    }
}

/// Renames without replacing another file. Where upper and lower case are one name, both may be the same.
fn move_file(old: &Path, new: &Path) -> io::Result<()> {
    if is_same_name(old, new) { fs::rename(old, new) } else { rename_new(old, new) }
}

/// Whether both are one name on a file system that ignores case.
fn is_same_name(one: &Path, other: &Path) -> bool {
    let uppercase = |path: &Path| path.as_os_str().to_ascii_uppercase();
    uppercase(one) == uppercase(other)
        && one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

/// Removes the folder of a moved file if it is empty.
fn remove_empty(moved: &Path, top: &Path) {
    if let Some(folder) = moved.parent().filter(|folder| *folder != top) {
        // Fails if the folder is not empty, as intended.
        let _ = fs::remove_dir(folder);
    }
}

/// The staged entries as `<mode> <id> <stage>` by path.
fn staged(paths: &RepoPaths) -> Result<HashMap<Vec<u8>, String>, Error> {
    let arguments = ["ls-files", "--stage", "-z"];
    let output = git_at(paths, &arguments).stdout().map_err(program::failed(&arguments))?;
    let entry = |line: &[u8]| {
        let tab = memchr::memchr(b'\t', line)?;
        Some((line[tab + 1..].to_vec(), String::from_utf8_lossy(&line[..tab]).into_owned()))
    };
    Ok(pieces(&output).filter_map(entry).collect())
}

fn push_line(lines: &mut Vec<u8>, head: &str, path: &RelPath) {
    lines.extend_from_slice(head.as_bytes());
    lines.push(b'\t');
    lines.extend_from_slice(path.as_bytes());
    lines.push(0);
}

fn taken(rename: &Noted) -> Error {
    failed(&rename.from, &rename.to, "a file with that name already exists")
}

fn failed(from: &RelPath, to: &RelPath, cause: &str) -> Error {
    Error::Rename { from: from.clone(), to: to.clone(), cause: cause.to_owned() }
}

fn unfinished(error: Error) -> Error {
    match error {
        Error::Rename { from, to, cause } => Error::UnfinishedRename { from, to, cause },
        other => other,
    }
}

fn note_error(own: &OwnFolder, cause: io::Error) -> Error {
    Error::Note { path: own.file(NOTE), cause }
}
