//! Changes to files, all of them or none.
//!
//! Every step records how to undo it; unless [`Changes::keep`] is called, all are undone, the last
//! one first. A file is replaced by renaming a complete one, so that an incomplete hook never runs,
//! and nothing is written through a link.

use super::error::Error;
use super::file_mode::FileMode;
use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The steps taken so far.
#[derive(Default)]
pub struct Changes<'a> {
    undo: Vec<Undo<'a>>,
    mode: FileMode,
}

/// The reverse of one step.
enum Undo<'a> {
    Rename { from: PathBuf, to: PathBuf },
    RemoveFile(PathBuf),
    RemoveFolder(PathBuf),
    CreateFolder(PathBuf),
    Write { path: PathBuf, content: Vec<u8>, permissions: Permissions },
    Other(Box<dyn FnOnce() + 'a>),
}

impl<'a> Changes<'a> {
    /// No changes yet. New files get `mode`.
    pub fn new(mode: FileMode) -> Self {
        Self { undo: Vec::new(), mode }
    }

    /// Keeps all changes.
    pub fn keep(mut self) {
        self.undo.clear();
    }

    /// Records how to undo a step taken elsewhere.
    pub(super) fn on_failure(&mut self, undo: impl FnOnce() + 'a) {
        self.undo.push(Undo::Other(Box::new(undo)));
    }

    /// Creates a folder and those above it.
    pub fn create_folder(&mut self, path: &Path) -> Result<(), Error> {
        let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder).map_err(|cause| write_error(folder, cause))?;
            self.undo.push(Undo::RemoveFolder(folder.to_path_buf()));
        }
        if path.is_dir() { Ok(()) } else { Err(write_error(path, io::ErrorKind::NotADirectory.into())) }
    }

    /// Removes a folder if it is empty.
    pub fn remove_empty_folder(&mut self, path: &Path) {
        if !path.is_symlink() && fs::remove_dir(path).is_ok() {
            self.undo.push(Undo::CreateFolder(path.to_path_buf()));
        }
    }

    /// Writes an executable file, replacing an existing one.
    pub(super) fn write(&mut self, path: &Path, content: &[u8]) -> Result<(), Error> {
        let undo = match saved(path)? {
            Some(undo) => undo,
            None => Undo::RemoveFile(path.to_path_buf()),
        };
        replace(path, content, None, &self.mode)?;
        self.undo.push(undo);
        Ok(())
    }

    /// Renames a file or link, replacing a regular file with the new name.
    pub(super) fn rename(&mut self, from: &Path, to: &Path) -> Result<(), Error> {
        let replaced = saved(to)?;
        fs::rename(from, to).map_err(|cause| write_error(from, cause))?;
        self.undo.extend(replaced);
        self.undo.push(Undo::Rename { from: to.to_path_buf(), to: from.to_path_buf() });
        Ok(())
    }

    /// Removes a regular file.
    pub(super) fn remove(&mut self, path: &Path) -> Result<(), Error> {
        let removed = saved(path)?;
        fs::remove_file(path).map_err(|cause| write_error(path, cause))?;
        self.undo.extend(removed);
        Ok(())
    }
}

impl Drop for Changes<'_> {
    /// Undoes the steps. Failures are ignored: the error that led here is reported.
    fn drop(&mut self) {
        while let Some(undo) = self.undo.pop() {
            let _ = match undo {
                Undo::Rename { from, to } => fs::rename(from, to),
                Undo::RemoveFile(path) => fs::remove_file(path),
                Undo::RemoveFolder(path) => fs::remove_dir(path),
                Undo::CreateFolder(path) => fs::create_dir(path),
                Undo::Write { path, content, permissions } => {
                    replace(&path, &content, Some(permissions), &self.mode).map_err(io::Error::other)
                }
                Undo::Other(undo) => {
                    undo();
                    Ok(())
                }
            };
        }
    }
}

/// The step that restores the regular file at `path`, or `None` if it does not exist.
fn saved<'a>(path: &Path) -> Result<Option<Undo<'a>>, Error> {
    let read = |cause| Error::Read { path: path.to_path_buf(), cause };
    let metadata = match path.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(read(error)),
    };
    if !metadata.is_file() {
        return Err(Error::NotAFile { path: path.to_path_buf() });
    }
    let content = fs::read(path).map_err(read)?;
    Ok(Some(Undo::Write { path: path.to_path_buf(), content, permissions: metadata.permissions() }))
}

fn write_error(path: &Path, cause: io::Error) -> Error {
    Error::Write { path: path.to_path_buf(), cause }
}

/// Replaces the file at `path` atomically.
fn replace(path: &Path, content: &[u8], permissions: Option<Permissions>, mode: &FileMode) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // The error names the folder, not a temporary file.
    let mut file = temporary(folder).map_err(|error| match error.kind() {
        kind @ (io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
            write_error(folder, kind.into())
        }
        _ => write_error(folder, error),
    })?;
    let written = file.write_all(content).and_then(|()| file.as_file().sync_all());
    written.map_err(|cause| write_error(path, cause))?;
    match permissions {
        Some(permissions) => file.as_file().set_permissions(permissions),
        None => mode.share(file.as_file()),
    }
    .map_err(|cause| write_error(path, cause))?;
    file.persist(path).map_err(|failure| write_error(path, failure.error))?;
    Ok(())
}

#[cfg(unix)]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    // The kernel applies the umask to this, as to git's own hooks.
    tempfile::Builder::new().prefix(".tidegate-").permissions(Permissions::from_mode(0o777)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".tidegate-").tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_dropped_changes_in_reverse_order() {
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| temp.path().join(name);
        fs::write(at("hook"), "old").unwrap();
        fs::write(at("other"), "other").unwrap();
        let mut changes = Changes::new(FileMode::default());
        changes.create_folder(&at("a/b")).unwrap();
        changes.write(&at("a/b/new"), b"new").unwrap();
        changes.rename(&at("hook"), &at("kept")).unwrap();
        changes.write(&at("hook"), b"new").unwrap();
        changes.remove(&at("other")).unwrap();
        changes.rename(&at("kept"), &at("hook")).unwrap();
        assert_eq!(fs::read(at("hook")).unwrap(), b"old");
        drop(changes);
        let mut names: Vec<_> = fs::read_dir(temp.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["hook", "other"]);
        assert_eq!(fs::read(at("hook")).unwrap(), b"old");
        assert_eq!(fs::read(at("other")).unwrap(), b"other");
    }
}
