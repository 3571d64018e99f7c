//! A folder of the working tree by its path, where folders cannot be opened: every name is checked for a link first.

use super::file_kind::FileKind;
use crate::text::RelPath;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// A folder.
pub(super) struct Folder(PathBuf);

/// The identity of a folder.
#[derive(PartialEq, Eq)]
pub(super) struct FolderId(PathBuf);

impl Folder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if path.metadata()?.is_dir() { Ok(Self(path.to_owned())) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    fn path(&self, name: &[u8]) -> PathBuf {
        RelPath::new(name).on_disk(&self.0)
    }

    /// The folder with this name; fails on a link, a junction included.
    pub(super) fn below(&self, name: &[u8]) -> io::Result<Self> {
        let path = self.path(name);
        if path.symlink_metadata()?.is_dir() { Ok(Self(path)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    pub(super) fn create_folder(&self, name: &[u8]) -> io::Result<()> {
        fs::create_dir(self.path(name))
    }

    pub(super) fn id(&self) -> io::Result<FolderId> {
        self.0.canonicalize().map(FolderId)
    }

    pub(super) fn kind(&self, name: &[u8]) -> io::Result<Option<FileKind>> {
        match self.path(name).symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => Ok(Some(FileKind::Link)),
            Ok(metadata) if metadata.is_file() => Ok(Some(FileKind::File)),
            Ok(metadata) if metadata.is_dir() => Ok(Some(FileKind::Folder)),
            Ok(_) => Ok(Some(FileKind::Other)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn open_file(&self, name: &[u8]) -> io::Result<File> {
        File::open(self.path(name))
    }

    pub(super) fn create_file(&self, name: &[u8]) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(self.path(name))
    }

    pub(super) fn move_here(&self, from: &Path, name: &[u8]) -> io::Result<()> {
        fs::rename(from, self.path(name))
    }

    pub(super) fn move_here_new(&self, from: &Path, name: &[u8]) -> io::Result<()> {
        match fs::hard_link(from, self.path(name)) {
            Ok(()) => fs::remove_file(from),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            Err(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    pub(super) fn rename(&self, from: &[u8], to: &[u8]) -> io::Result<()> {
        fs::rename(self.path(from), self.path(to))
    }

    pub(super) fn remove_file(&self, name: &[u8]) -> io::Result<()> {
        fs::remove_file(self.path(name))
    }

    pub(super) fn read_link(&self, name: &[u8]) -> io::Result<Vec<u8>> {
        fs::read_link(self.path(name)).map(|target| target.into_os_string().into_encoded_bytes())
    }
}
