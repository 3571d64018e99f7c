//! Changes to files that are made together or not at all.
//!
//! Every step notes how it is undone; unless [`Changes::keep`] is called, they are all
//! undone, the last one first. A file is replaced by a rename of a finished one beside it,
//! so nobody ever runs half a hook, and nothing is ever written through a link.

use super::error::Error;
#[cfg(unix)]
use super::git_program::Git;
use crate::git::Repository;
use std::fs::{self, Permissions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Steps taken so far.
#[derive(Default)]
pub struct Changes<'a> {
    undo: Vec<Undo<'a>>,
    mode: FileMode,
}

/// How one step is taken back.
enum Undo<'a> {
    Rename { from: PathBuf, to: PathBuf },
    RemoveFile(PathBuf),
    RemoveFolder(PathBuf),
    MakeFolder(PathBuf),
    Write { path: PathBuf, content: Vec<u8>, permissions: Permissions },
    Other(Box<dyn FnOnce() + 'a>),
}

impl<'a> Changes<'a> {
    /// Nothing changed yet. New files get `mode`.
    pub fn new(mode: FileMode) -> Self {
        Self { undo: Vec::new(), mode }
    }

    /// Everything went well: what was done stays.
    pub fn keep(mut self) {
        self.undo.clear();
    }

    /// Notes how a step is undone that was taken elsewhere.
    pub(super) fn on_failure(&mut self, undo: impl FnOnce() + 'a) {
        self.undo.push(Undo::Other(Box::new(undo)));
    }

    /// Makes a folder and those above it.
    pub fn make_folder(&mut self, path: &Path) -> Result<(), Error> {
        let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder).map_err(|cause| write_error(folder, cause))?;
            self.undo.push(Undo::RemoveFolder(folder.to_path_buf()));
        }
        if path.is_dir() { Ok(()) } else { Err(write_error(path, io::ErrorKind::NotADirectory.into())) }
    }

    /// Removes a folder if nothing is in it.
    pub fn remove_empty_folder(&mut self, path: &Path) {
        if !path.is_symlink() && fs::remove_dir(path).is_ok() {
            self.undo.push(Undo::MakeFolder(path.to_path_buf()));
        }
    }

    /// Writes an executable file, in place of the one that is there.
    pub(super) fn write(&mut self, path: &Path, content: &[u8]) -> Result<(), Error> {
        let undo = match saved(path)? {
            Some(undo) => undo,
            None => Undo::RemoveFile(path.to_path_buf()),
        };
        replace(path, content, None, &self.mode)?;
        self.undo.push(undo);
        Ok(())
    }

    /// Renames a file or link; a regular file that has the new name is replaced.
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
    /// What cannot be undone either is left as it is: the error that led here is the story.
    fn drop(&mut self) {
        while let Some(undo) = self.undo.pop() {
            let _ = match undo {
                Undo::Rename { from, to } => fs::rename(from, to),
                Undo::RemoveFile(path) => fs::remove_file(path),
                Undo::RemoveFolder(path) => fs::remove_dir(path),
                Undo::MakeFolder(path) => fs::create_dir(path),
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

/// How to bring back the regular file at `path`, or `None` when there is none.
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

/// Puts a finished file in the place of `path` in one step.
fn replace(path: &Path, content: &[u8], permissions: Option<Permissions>, mode: &FileMode) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // Whoever may not write to the folder is told the folder, not the name of a temporary file.
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
    // The kernel takes the umask off this, as it does for git's own hooks.
    tempfile::Builder::new().prefix(".tidegate-").permissions(Permissions::from_mode(0o777)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".tidegate-").tempfile_in(folder)
}

/// The mode of new hooks: executable, within the user's umask, and as wide as
/// `core.sharedRepository` asks (git-config(1)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileMode {
    /// Bits to add, or the mode itself.
    #[cfg(unix)]
    sharing: Option<Sharing>,
}

#[cfg(unix)]
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sharing {
    Add(u32),
    Exactly(u32),
}

impl FileMode {
    /// The mode for this repository.
    #[cfg(unix)]
    pub fn of(repository: &dyn Repository) -> Result<Self, Error> {
        let setting = Git::new(repository).value(&["config", "--get", "core.sharedRepository"])?;
        Ok(Self::from_setting(setting.as_deref()))
    }

    /// The mode for this repository: files have none here.
    #[cfg(not(unix))]
    pub fn of(_repository: &dyn Repository) -> Result<Self, Error> {
        Ok(Self::default())
    }

    /// Reads the value of `core.sharedRepository`. What git would not understand changes
    /// nothing.
    #[cfg(unix)]
    fn from_setting(setting: Option<&str>) -> Self {
        let sharing = match setting.map(str::to_ascii_lowercase).as_deref() {
            Some("group" | "true" | "yes" | "on" | "1") => Some(Sharing::Add(0o660)),
            Some("all" | "world" | "everybody" | "2") => Some(Sharing::Add(0o664)),
            Some(number) if number.starts_with('0') => u32::from_str_radix(number, 8)
                .ok()
                .map(|mode| mode & 0o666)
                .filter(|mode| *mode & 0o600 == 0o600)
                .map(Sharing::Exactly),
            _ => None,
        };
        Self { sharing }
    }

    #[cfg(unix)]
    fn share(&self, file: &fs::File) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = file.metadata()?.permissions().mode();
        let wanted = self.shared(mode & 0o777);
        if wanted == mode & 0o777 { Ok(()) } else { file.set_permissions(Permissions::from_mode(wanted)) }
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "there are no mode bits to set")]
    fn share(&self, _file: &fs::File) -> io::Result<()> {
        Ok(())
    }

    /// Whoever may read a hook may run it.
    #[cfg(unix)]
    fn shared(&self, mode: u32) -> u32 {
        let runnable = |bits: u32| bits | ((bits & 0o444) >> 2);
        match self.sharing {
            None => mode,
            Some(Sharing::Add(bits)) => mode | runnable(bits),
            Some(Sharing::Exactly(bits)) => runnable(bits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn shared_repositories_widen_the_mode_as_git_does() {
        let check = |setting: Option<&str>, expected: u32| {
            assert_eq!(FileMode::from_setting(setting).shared(0o700), expected, "{setting:?}");
        };
        check(None, 0o700);
        check(Some("umask"), 0o700);
        check(Some("group"), 0o770);
        check(Some("all"), 0o775);
        check(Some("0640"), 0o750);
        check(Some("0077"), 0o700);
    }

    #[test]
    fn dropped_changes_are_undone_last_one_first() {
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| temp.path().join(name);
        fs::write(at("hook"), "old").unwrap();
        fs::write(at("ours"), "ours").unwrap();
        let mut changes = Changes::new(FileMode::default());
        changes.make_folder(&at("a/b")).unwrap();
        changes.write(&at("a/b/new"), b"new").unwrap();
        changes.rename(&at("hook"), &at("kept")).unwrap();
        changes.write(&at("hook"), b"new").unwrap();
        changes.remove(&at("ours")).unwrap();
        changes.rename(&at("kept"), &at("hook")).unwrap();
        assert_eq!(fs::read(at("hook")).unwrap(), b"old");
        drop(changes);
        let mut names: Vec<_> = fs::read_dir(temp.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["hook", "ours"]);
        assert_eq!(fs::read(at("hook")).unwrap(), b"old");
        assert_eq!(fs::read(at("ours")).unwrap(), b"ours");
    }
}
