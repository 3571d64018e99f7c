//! Files that appear, and hooks that change places, in one step.
//!
//! A new file is prepared in tidegate's own folder, so that a killed process leaves nothing in the
//! hooks folder. Where that is another file system, it is prepared next to its place, under one fixed
//! name that the next run removes.

use super::error::Error;
use crate::git::{self, OwnFolder};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Name of a file that is being prepared, in tidegate's own folder.
pub(super) const DRAFT: &str = "hook";

/// The same in a hooks folder on another file system.
pub(super) const PARTIAL: &str = ".tidegate-partial";

/// A complete file that has no place yet.
pub(super) struct Draft(PathBuf);

impl Draft {
    /// Writes a draft of an executable file for `path`, which an error names.
    pub(super) fn write(
        own: &OwnFolder,
        path: &Path,
        content: &[u8],
        set_mode: impl FnOnce(&File) -> io::Result<()>,
    ) -> Result<Self, Error> {
        let draft = own.file(DRAFT);
        let written = own.remove(DRAFT).and_then(|_| {
            let mut file = create_executable(&draft)?;
            file.write_all(content)?;
            set_mode(&file)?;
            file.sync_all()
        });
        written.map_err(|cause| Error::write(path, cause))?;
        Ok(Self(draft))
    }

    /// Moves it to its place, replacing the file there.
    pub(super) fn place(self, path: &Path) -> Result<(), Error> {
        self.place_by(path, |from, to| fs::rename(from, to))
    }

    /// Moves it to its place, unless there is a file.
    pub(super) fn place_new(self, path: &Path) -> Result<(), Error> {
        self.place_by(path, git::rename_new)
    }

    fn place_by(self, path: &Path, rename: impl Fn(&Path, &Path) -> io::Result<()>) -> Result<(), Error> {
        let placed = match rename(&self.0, path) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let partial = path.with_file_name(PARTIAL);
                copy_synced(&self.0, &partial).and_then(|()| rename(&partial, path))
            }
            result => result,
        };
        placed.map_err(|cause| Error::write(blamed(path, &cause), cause))?;
        sync(path);
        Ok(())
    }
}

/// Exchanges two files; `false` where the system cannot.
pub(super) fn exchange(one: &Path, other: &Path) -> Result<bool, Error> {
    let is_done = git::exchange(one, other).map_err(|cause| Error::write(blamed(other, &cause), cause))?;
    sync(one);
    sync(other);
    Ok(is_done)
}

/// Gives a hook a second name, replacing the file there.
pub(super) fn copy(hook: &Path, kept: &Path) -> Result<(), Error> {
    let partial = kept.with_file_name(PARTIAL);
    let copied = duplicate(hook, &partial).and_then(|()| fs::rename(&partial, kept));
    // Two names of one file cannot replace each other.
    let _ = fs::remove_file(&partial);
    copied.map_err(|cause| Error::write(kept, cause))?;
    sync(kept);
    Ok(())
}

/// Moves a kept hook to the place of a hook.
pub(super) fn take_back(kept: &Path, hook: &Path) -> Result<(), Error> {
    let moved = match fs::rename(kept, hook) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let partial = hook.with_file_name(PARTIAL);
            duplicate(kept, &partial).and_then(|()| fs::rename(&partial, hook)).and_then(|()| fs::remove_file(kept))
        }
        result => result,
    };
    moved.map_err(|cause| Error::write(blamed(hook, &cause), cause))?;
    sync(kept);
    sync(hook);
    Ok(())
}

/// Makes the name of a file durable. A file system that has no way to is not an error.
pub(super) fn sync(path: &Path) {
    let _ = path.parent().map(git::sync_folder);
}

/// Another name for a file, or a copy where the file system has none.
fn duplicate(from: &Path, to: &Path) -> io::Result<()> {
    let _ = fs::remove_file(to);
    if from.symlink_metadata()?.is_symlink() {
        return create_link(&fs::read_link(from)?, to);
    }
    fs::hard_link(from, to).or_else(|_| copy_synced(from, to))
}

/// Creates a symbolic link.
#[cfg(unix)]
pub(super) fn create_link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

/// Creates a symbolic link.
#[cfg(not(unix))]
pub(super) fn create_link(_target: &Path, _link: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Copies content and mode.
fn copy_synced(from: &Path, to: &Path) -> io::Result<()> {
    let _ = fs::remove_file(to);
    fs::copy(from, to)?;
    OpenOptions::new().read(true).open(to)?.sync_all()
}

/// The path that an error names: a folder that cannot be written is the reason, not the file.
fn blamed<'a>(path: &'a Path, cause: &io::Error) -> &'a Path {
    match cause.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => path.parent().unwrap_or(path),
        _ => path,
    }
}

#[cfg(unix)]
fn create_executable(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // The kernel applies the umask to this, as to git's own hooks.
    OpenOptions::new().write(true).create_new(true).mode(0o777).open(path)
}

#[cfg(not(unix))]
fn create_executable(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}
