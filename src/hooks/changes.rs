//! Changes to hooks, all of them or none, each in one step.
//!
//! Every change takes effect by one rename, so that at every moment the old or the new hook is there,
//! whole, wherever the process is killed. It also records how to undo it: unless [`Changes::keep`] is
//! called, all are undone, the last one first. Nothing is written through a link.

use super::config_file::{self, ConfigEdit};
use super::created;
use super::error::Error;
use super::file_mode::FileMode;
use super::kept;
use super::placing::{self, Draft};
use crate::git::{OwnFolder, RepoPaths, Repository};
use std::fs::{self, Permissions};
use std::io;
use std::path::{Path, PathBuf};

/// The steps taken so far.
pub struct Changes<'a> {
    undo: Vec<Undo>,
    mode: FileMode,
    own: &'a OwnFolder,
    paths: &'a RepoPaths,
}

/// The reverse of one step.
enum Undo {
    RemoveFile(PathBuf),
    RemoveFolder(PathBuf),
    CreateFolder(PathBuf),
    Write { path: PathBuf, content: Vec<u8>, permissions: Permissions },
    Keep { hook: PathBuf, kept: PathBuf, content: Vec<u8>, permissions: Permissions },
    TakeBack { kept: PathBuf, hook: PathBuf },
    Link { path: PathBuf, target: PathBuf },
    Config(ConfigEdit),
    NoteCreated(Vec<PathBuf>),
}

impl<'a> Changes<'a> {
    /// No changes yet. New files get `mode` and are prepared in tidegate's own folder, whose lock is held.
    pub fn new(repository: &'a dyn Repository, own: &'a OwnFolder, mode: FileMode) -> Self {
        let paths = repository.paths();
        config_file::sweep(paths, own);
        let _ = own.remove(placing::DRAFT);
        Self { undo: Vec::new(), mode, own, paths }
    }

    /// Keeps all changes.
    pub fn keep(mut self) {
        self.undo.clear();
    }

    /// Keeps all changes, after which no hook is left.
    pub fn keep_without_hooks(self) -> Result<(), Error> {
        let forgotten = created::write(self.own, self.paths, &[]);
        self.keep();
        forgotten
    }

    /// Removes what an interrupted run may have left in a hooks folder.
    pub fn sweep(&self, folder: &Path) {
        for folder in [folder, &kept::folder(folder)] {
            let _ = fs::remove_file(folder.join(placing::PARTIAL));
        }
    }

    /// Creates a hooks folder and those above it, and notes them before.
    pub fn create_hooks_folder(&mut self, path: &Path) -> Result<(), Error> {
        let mut noted = created::read(self.own, self.paths)?;
        let before = noted.clone();
        let missing = missing(path).into_iter().rev().map(Path::to_path_buf);
        noted.extend(missing.filter(|folder| !before.contains(folder)));
        if noted != before {
            created::write(self.own, self.paths, &noted)?;
            self.undo.push(Undo::NoteCreated(before));
        }
        self.create_folder(path)
    }

    /// Removes the hooks folders that tidegate created, if they are empty.
    pub fn remove_created_folders(&mut self) -> Result<(), Error> {
        for folder in created::read(self.own, self.paths)?.iter().rev() {
            self.remove_empty_folder(folder);
        }
        Ok(())
    }

    /// Creates a folder and those above it.
    fn create_folder(&mut self, path: &Path) -> Result<(), Error> {
        for folder in missing(path).into_iter().rev() {
            fs::create_dir(folder).map_err(|cause| Error::write(folder, cause))?;
            self.undo.push(Undo::RemoveFolder(folder.to_path_buf()));
        }
        if path.is_dir() { Ok(()) } else { Err(Error::write(path, io::ErrorKind::NotADirectory.into())) }
    }

    /// Removes a folder if it is empty.
    fn remove_empty_folder(&mut self, path: &Path) {
        if !path.is_symlink() && fs::remove_dir(path).is_ok() {
            self.undo.push(Undo::CreateFolder(path.to_path_buf()));
        }
    }

    /// Writes an executable file that does not exist.
    pub(super) fn create(&mut self, path: &Path, content: &[u8]) -> Result<(), Error> {
        self.draft(path, content, None)?.place_new(path)?;
        self.undo.push(Undo::RemoveFile(path.to_path_buf()));
        Ok(())
    }

    /// Replaces a regular file by an executable one.
    pub(super) fn replace(&mut self, path: &Path, content: &[u8]) -> Result<(), Error> {
        let (before, permissions) = saved(path)?;
        self.draft(path, content, None)?.place(path)?;
        self.undo.push(Undo::Write { path: path.to_path_buf(), content: before, permissions });
        Ok(())
    }

    /// Replaces a hook by tidegate's, and keeps it under another name with its bytes, mode and link.
    pub(super) fn keep_hook(&mut self, hook: &Path, kept: &Path, content: &[u8]) -> Result<(), Error> {
        self.create_folder(kept.parent().unwrap_or(Path::new(".")))?;
        self.exchange(hook, kept, content, None)?;
        self.undo.push(Undo::TakeBack { kept: kept.to_path_buf(), hook: hook.to_path_buf() });
        Ok(())
    }

    /// Puts a kept hook back, in place of tidegate's if there is one.
    pub(super) fn take_back(&mut self, kept: &Path, hook: &Path) -> Result<(), Error> {
        let replaced = if hook.symlink_metadata().is_ok() { Some(saved(hook)?) } else { None };
        placing::take_back(kept, hook)?;
        let (hook, kept) = (hook.to_path_buf(), kept.to_path_buf());
        self.undo.push(match replaced {
            Some((content, permissions)) => Undo::Keep { hook, kept, content, permissions },
            None => Undo::TakeBack { kept: hook, hook: kept },
        });
        Ok(())
    }

    /// Removes a regular file, or a link.
    pub(super) fn remove(&mut self, path: &Path) -> Result<(), Error> {
        if let Ok(target) = fs::read_link(path) {
            fs::remove_file(path).map_err(|cause| Error::write(path, cause))?;
            self.undo.push(Undo::Link { path: path.to_path_buf(), target });
            return Ok(());
        }
        let (content, permissions) = saved(path)?;
        fs::remove_file(path).map_err(|cause| Error::write(path, cause))?;
        placing::sync(path);
        self.undo.push(Undo::Write { path: path.to_path_buf(), content, permissions });
        Ok(())
    }

    /// Removes the folder of kept hooks if none is left in it.
    pub(super) fn remove_kept_folder(&mut self, hooks: &Path) {
        let folder = kept::folder(hooks);
        if kept::clear_links(hooks) {
            self.remove_empty_folder(&folder);
        }
    }

    /// Changes the repository's own configuration by `git config` with each of these arguments.
    pub(super) fn edit_config(&mut self, repository: &dyn Repository, edits: &[Vec<&str>]) -> Result<(), Error> {
        let edit = config_file::edit(repository, self.own, edits)?;
        self.undo.extend(edit.map(Undo::Config));
        Ok(())
    }

    fn draft(&self, path: &Path, content: &[u8], permissions: Option<Permissions>) -> Result<Draft, Error> {
        Draft::write(self.own, path, content, |file| match permissions {
            Some(permissions) => file.set_permissions(permissions),
            None => self.mode.share(file),
        })
    }

    /// The new hook gets the other name first, then the two are exchanged.
    fn exchange(
        &self,
        hook: &Path,
        kept: &Path,
        content: &[u8],
        permissions: Option<Permissions>,
    ) -> Result<(), Error> {
        self.draft(kept, content, permissions.clone())?.place(kept)?;
        if placing::exchange(kept, hook)? {
            return Ok(());
        }
        // Without that, the existing hook has both names for a moment.
        placing::copy(hook, kept)?;
        self.draft(hook, content, permissions)?.place(hook)
    }

    fn undo(&self, undo: Undo) -> Result<(), Error> {
        match undo {
            Undo::RemoveFile(path) => fs::remove_file(&path).map_err(|cause| Error::write(&path, cause)),
            Undo::RemoveFolder(path) => fs::remove_dir(&path).map_err(|cause| Error::write(&path, cause)),
            Undo::CreateFolder(path) => fs::create_dir(&path).map_err(|cause| Error::write(&path, cause)),
            Undo::Write { path, content, permissions } => self.draft(&path, &content, Some(permissions))?.place(&path),
            Undo::Keep { hook, kept, content, permissions } => self.exchange(&hook, &kept, &content, Some(permissions)),
            Undo::TakeBack { kept, hook } => placing::take_back(&kept, &hook),
            Undo::Link { path, target } => {
                placing::create_link(&target, &path).map_err(|cause| Error::write(&path, cause))
            }
            Undo::Config(edit) => edit.undo(self.paths, self.own),
            Undo::NoteCreated(before) => created::write(self.own, self.paths, &before),
        }
    }
}

impl Drop for Changes<'_> {
    /// Undoes the steps. Failures are ignored: the error that led here is reported.
    fn drop(&mut self) {
        while let Some(undo) = self.undo.pop() {
            let _ = self.undo(undo);
        }
        let _ = self.own.remove(placing::DRAFT);
    }
}

/// The folder and those above it that do not exist, the lowest one first.
fn missing(path: &Path) -> Vec<&Path> {
    path.ancestors().take_while(|folder| !folder.exists()).collect()
}

/// Content and mode of the regular file at `path`.
fn saved(path: &Path) -> Result<(Vec<u8>, Permissions), Error> {
    let read = |cause| Error::Read { path: path.to_path_buf(), cause };
    let metadata = path.symlink_metadata().map_err(read)?;
    if !metadata.is_file() {
        return Err(Error::NotAFile { path: path.to_path_buf() });
    }
    Ok((fs::read(path).map_err(read)?, metadata.permissions()))
}
