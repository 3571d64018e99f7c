//! The only door to files of the working tree: a path is followed from the top, name by name, and never through a
//! link, into a `.git` folder, or, for writing, into another repository.
//!
//! The path may come from a branch that no one has reviewed, in settings or as the name of a file. A link of that
//! branch must not give it a file elsewhere.

use super::error::Error;
use super::file_kind::FileKind;
#[cfg(not(unix))]
use super::folder_portable::{Folder, FolderId};
#[cfg(unix)]
use super::folder_unix::{Folder, FolderId};
use super::own_folder::{Lock, OwnFolder};
use super::regular::not_regular;
use super::repo_paths::RepoPaths;
use crate::text::path::normal;
use crate::text::{RelPath, git_path};
use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

/// Name of a file that is being written, in tidegate's own folder.
const DRAFT: &str = "file";

/// The treatment of a file that already exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It is replaced in one step.
    Replace,
    /// It is an error.
    Keep,
}

/// The path of a file from the top of the working tree, if it is below it: by its name, or by where its folder is.
pub fn beneath(paths: &RepoPaths, file: &Path) -> Option<RelPath> {
    let (top, file) = (paths.work_dir.as_ref()?, normal(file));
    RelPath::from_disk(top, &file).or_else(|| {
        let folder = file.parent()?.canonicalize().ok()?;
        RelPath::from_disk(&top.canonicalize().ok()?, &folder.join(file.file_name()?))
    })
}

/// Reads a file, at most `limit` bytes of it; `None` if it does not exist.
pub fn read_beneath(paths: &RepoPaths, path: &RelPath, limit: Option<u64>) -> Result<Option<Vec<u8>>, Error> {
    let failed = failed_to_read(path);
    let Some(parent) = parent_of(paths, path, Purpose::Read)? else { return Ok(None) };
    let name = path.file_name();
    match parent.kind(name).map_err(failed)? {
        None => return Ok(None),
        Some(FileKind::Link) => return Err(refused(path, IS_LINK)),
        Some(FileKind::File) => {}
        Some(FileKind::Folder | FileKind::Other) => return Err(failed(not_regular())),
    }
    let file = parent.open_file(name).map_err(failed)?;
    read_file(file, limit).map(Some).map_err(failed)
}

/// Reads an opened file, if it is a regular one of at most `limit` bytes.
pub fn read_file(file: File, limit: Option<u64>) -> io::Result<Vec<u8>> {
    if !file.metadata()?.is_file() {
        return Err(not_regular());
    }
    let mut content = Vec::new();
    let Some(limit) = limit else {
        (&file).read_to_end(&mut content)?;
        return Ok(content);
    };
    file.take(limit + 1).read_to_end(&mut content)?;
    if u64::try_from(content.len()).is_ok_and(|length| length > limit) {
        return Err(io::Error::other(format!("it is larger than {} KiB", limit / 1024)));
    }
    Ok(content)
}

/// The kind of the file at a path; `None` if there is none.
pub fn kind_beneath(paths: &RepoPaths, path: &RelPath) -> Result<Option<FileKind>, Error> {
    match parent_of(paths, path, Purpose::Read)? {
        Some(parent) => parent.kind(path.file_name()).map_err(failed_to_read(path)),
        None => Ok(None),
    }
}

/// The target of a link.
pub fn link_beneath(paths: &RepoPaths, path: &RelPath) -> Result<Vec<u8>, Error> {
    let failed = failed_to_read(path);
    let parent = parent_of(paths, path, Purpose::Read)?.ok_or_else(|| failed(missing()))?;
    parent.read_link(path.file_name()).map_err(failed)
}

/// Whether a path can be written: nothing on it is a link or belongs to another repository, and nothing but a
/// regular file has its name. No folder is created.
pub fn check_beneath(paths: &RepoPaths, path: &RelPath) -> Result<(), Error> {
    match parent_of(paths, path, Purpose::Check)? {
        Some(parent) => writable(&parent, path).map(drop),
        None => Ok(()),
    }
}

/// The same while the caller holds the lock of tidegate's own folder of the working tree.
pub(super) fn write_beneath_locked(
    paths: &RepoPaths,
    path: &RelPath,
    content: &[u8],
    existing: Existing,
    _held: &Lock,
) -> Result<(), Error> {
    write_beneath_with(paths, path, content, existing, true)
}

/// Writes a file atomically: it has the old or the new content, or does not exist, never a part. Missing folders are
/// created.
pub fn write_beneath(paths: &RepoPaths, path: &RelPath, content: &[u8], existing: Existing) -> Result<(), Error> {
    write_beneath_with(paths, path, content, existing, false)
}

fn write_beneath_with(
    paths: &RepoPaths,
    path: &RelPath,
    content: &[u8],
    existing: Existing,
    is_locked: bool,
) -> Result<(), Error> {
    let failed = |cause: io::Error| Error::Write { path: path.clone(), cause };
    let parent = parent_of(paths, path, Purpose::Write)?.ok_or_else(|| failed(missing()))?;
    let (name, found) = (path.file_name(), writable(&parent, path)?);
    let before = match existing {
        Existing::Replace if found => Some(parent.open_file(name).map_err(failed)?),
        Existing::Replace | Existing::Keep => None,
    };
    let place = Place { parent: &parent, name, existing, is_locked };
    place.write(paths, before.as_ref(), content).map_err(failed)
}

/// Removes a file.
pub fn remove_beneath(paths: &RepoPaths, path: &RelPath) -> Result<(), Error> {
    let failed = |cause: io::Error| Error::Write { path: path.clone(), cause };
    match parent_of(paths, path, Purpose::Check)? {
        Some(parent) => parent.remove_file(path.file_name()).map_err(failed),
        None => Ok(()),
    }
}

/// The place of a file to write.
struct Place<'a> {
    parent: &'a Folder,
    name: &'a [u8],
    existing: Existing,
    /// Whether the lock of tidegate's own folder is held already.
    is_locked: bool,
}

impl Place<'_> {
    /// Writes a new file and moves it to its place; it gets the mode of the one before. The new file is made in the
    /// folder of the repository, where a killed run leaves nothing that git would show, and what it leaves is removed
    /// by the next one.
    fn write(&self, paths: &RepoPaths, before: Option<&File>, content: &[u8]) -> io::Result<()> {
        let fill = |mut file: &File| {
            file.write_all(content)?;
            if let Some(before) = before {
                file.set_permissions(before.metadata()?.permissions())?;
            }
            file.sync_all()
        };
        let own = OwnFolder::of_work_tree(paths);
        let lock = (!self.is_locked).then(|| own.lock());
        // An installation holds the lock over all of its steps, and is the only one to make a draft.
        let is_ours = |lock: &io::Result<_>| match lock {
            Ok(_) => true,
            Err(error) => error.kind() == ErrorKind::Deadlock,
        };
        if lock.as_ref().is_none_or(is_ours)
            && let Ok((file, draft)) = own.draft(DRAFT)
        {
            let moved = fill(&file).and_then(|()| self.move_here(&draft));
            // It is still there if it could not be moved.
            let _ = own.remove(DRAFT);
            match moved {
                Err(error) if matches!(error.kind(), ErrorKind::CrossesDevices | ErrorKind::Unsupported) => {}
                moved => return moved,
            }
        }
        self.write_beside(fill)
    }

    fn move_here(&self, draft: &Path) -> io::Result<()> {
        match self.existing {
            Existing::Replace => self.parent.move_here(draft, self.name),
            Existing::Keep => self.parent.move_here_new(draft, self.name),
        }
    }

    /// The same where the folder of the repository is on another file system, or cannot be written.
    fn write_beside(&self, fill: impl Fn(&File) -> io::Result<()>) -> io::Result<()> {
        if self.existing == Existing::Keep {
            let file = self.parent.create_file(self.name)?;
            // A part of a file would be taken for the file.
            return fill(&file).inspect_err(|_| drop(self.parent.remove_file(self.name)));
        }
        let beside = format!(".tidegate-{:016x}", RandomState::new().build_hasher().finish()).into_bytes();
        let file = self.parent.create_file(&beside)?;
        let written = fill(&file).and_then(|()| self.parent.rename(&beside, self.name));
        written.inspect_err(|_| drop(self.parent.remove_file(&beside)))
    }
}

/// The purpose for which a path is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    /// To write later.
    Check,
    /// To write now: missing folders are created.
    Write,
}

const IS_LINK: &str = "it is a symbolic link";
const BEHIND_LINK: &str = "a folder above it is a symbolic link";
const OTHER_REPOSITORY: &str = "it is in another git repository";
const OWN_REPOSITORY: &str = "it is in the folder where git keeps this repository";

fn refused(path: &RelPath, reason: &'static str) -> Error {
    Error::Refused { path: path.clone(), reason }
}

/// The error for a file that does not exist.
pub fn missing() -> io::Error {
    io::Error::new(ErrorKind::NotFound, "it does not exist")
}

fn failed_to_read(path: &RelPath) -> impl Fn(io::Error) -> Error + Copy + '_ {
    move |cause| Error::File { path: path.clone(), cause }
}

/// Whether a regular file is there; fails if something else is.
fn writable(parent: &Folder, path: &RelPath) -> Result<bool, Error> {
    let failed = |cause| Error::Write { path: path.clone(), cause };
    match parent.kind(path.file_name()).map_err(failed)? {
        None => Ok(false),
        Some(FileKind::File) => Ok(true),
        Some(FileKind::Link) => Err(refused(path, IS_LINK)),
        Some(FileKind::Folder | FileKind::Other) => Err(failed(not_regular())),
    }
}

/// The folder of a path; `None` if it does not exist and is not to be created.
fn parent_of(paths: &RepoPaths, path: &RelPath, purpose: Purpose) -> Result<Option<Folder>, Error> {
    if let Some(reason) = git_path::refusal(path.as_bytes()) {
        return Err(refused(path, reason));
    }
    let failed = |cause: io::Error| match purpose {
        Purpose::Read => Error::File { path: path.clone(), cause },
        Purpose::Check | Purpose::Write => Error::Write { path: path.clone(), cause },
    };
    let top = paths.work_dir.as_ref().filter(|_| !path.is_top());
    let Some(top) = top else { return Err(failed(missing())) };
    let mut folder = match Folder::open(top) {
        Err(error) if error.kind() == ErrorKind::NotFound && purpose == Purpose::Read => return Ok(None),
        opened => opened.map_err(failed)?,
    };
    let own = if purpose == Purpose::Read { Vec::new() } else { own_folders(paths) };
    for name in path.parent().parts() {
        let below = match folder.below(name) {
            Err(error) if error.kind() == ErrorKind::NotFound && purpose == Purpose::Write => {
                match folder.create_folder(name) {
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(error)),
                    _ => folder.below(name),
                }
            }
            below => below,
        };
        folder = match below {
            Ok(below) => below,
            Err(_) if folder.kind(name).map_err(failed)? == Some(FileKind::Link) => {
                return Err(refused(path, BEHIND_LINK));
            }
            Err(error) if is_absent(&error) && purpose != Purpose::Write => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        if purpose != Purpose::Read {
            if own.iter().any(|own| folder.id().is_ok_and(|id| id == *own)) {
                return Err(refused(path, OWN_REPOSITORY));
            }
            if is_repository(&folder).map_err(failed)? {
                return Err(refused(path, OTHER_REPOSITORY));
            }
        }
    }
    Ok(Some(folder))
}

/// A file in place of a folder is as good as nothing, for what would be below it.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The folders of this repository, which may be in the working tree under another name than `.git`.
fn own_folders(paths: &RepoPaths) -> Vec<FolderId> {
    let folders = [&paths.git_dir, &paths.common_dir].into_iter();
    folders.filter_map(|path| Folder::open(path).and_then(|own| own.id()).ok()).collect()
}

/// Whether a folder below the top is the top of another repository, or a bare one.
fn is_repository(folder: &Folder) -> io::Result<bool> {
    if folder.kind(b".git")?.is_some() {
        return Ok(true);
    }
    let is_folder = |name: &[u8]| folder.kind(name).map(|kind| kind == Some(FileKind::Folder));
    Ok(folder.kind(b"HEAD")?.is_some() && is_folder(b"objects")? && is_folder(b"refs")?)
}
