//! An opened folder of the working tree. Names are looked up relative to it and never through a link, so what was
//! checked is what is used, whatever is renamed meanwhile.

use super::file_kind::FileKind;
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// An opened folder.
pub(super) struct Folder(File);

/// The identity of a folder.
#[derive(PartialEq, Eq)]
pub(super) struct FolderId(u64, u64);

const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC).union(OFlags::RDONLY);

impl Folder {
    /// Opens a folder by a path that the user chose, such as the top of the working tree.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(File::from(rustix::fs::open(path, FOLDER, Mode::empty())?)))
    }

    /// Opens the folder with this name; fails on a link.
    pub(super) fn below(&self, name: &[u8]) -> io::Result<Self> {
        Ok(Self(File::from(rustix::fs::openat(&self.0, name, FOLDER | OFlags::NOFOLLOW, Mode::empty())?)))
    }

    /// Creates the folder with this name.
    pub(super) fn create_folder(&self, name: &[u8]) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(&self.0, name, Mode::from_raw_mode(0o777))?)
    }

    pub(super) fn id(&self) -> io::Result<FolderId> {
        self.0.metadata().map(|metadata| FolderId(metadata.dev(), metadata.ino()))
    }

    /// The kind of the file with this name, links not followed.
    pub(super) fn kind(&self, name: &[u8]) -> io::Result<Option<FileKind>> {
        match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(match FileType::from_raw_mode(stat.st_mode) {
                FileType::RegularFile => FileKind::File,
                FileType::Directory => FileKind::Folder,
                FileType::Symlink => FileKind::Link,
                _ => FileKind::Other,
            })),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a file for reading; fails on a link, and does not wait for the writer of a pipe.
    pub(super) fn open_file(&self, name: &[u8]) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        Ok(File::from(rustix::fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    /// Creates a file that does not exist.
    pub(super) fn create_file(&self, name: &[u8]) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        // The kernel applies the umask to this, as to any new file.
        Ok(File::from(rustix::fs::openat(&self.0, name, flags, Mode::from_raw_mode(0o666))?))
    }

    /// Moves a file from elsewhere into this folder, over what has the name.
    pub(super) fn move_here(&self, from: &Path, name: &[u8]) -> io::Result<()> {
        Ok(rustix::fs::renameat(CWD, from, &self.0, name)?)
    }

    /// Moves a file from elsewhere into this folder, unless something has the name. The error is `Unsupported` on a
    /// file system that cannot.
    pub(super) fn move_here_new(&self, from: &Path, name: &[u8]) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_vendor = "apple"))]
        match rustix::fs::renameat_with(CWD, from, &self.0, name, rustix::fs::RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            moved => return Ok(moved?),
        }
        match rustix::fs::linkat(CWD, from, &self.0, name, AtFlags::empty()) {
            Ok(()) => std::fs::remove_file(from),
            Err(Errno::PERM | Errno::NOTSUP | Errno::NOSYS | Errno::MLINK) => Err(io::ErrorKind::Unsupported.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Renames a file of this folder, over what has the name.
    pub(super) fn rename(&self, from: &[u8], to: &[u8]) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, from, &self.0, to)?)
    }

    pub(super) fn remove_file(&self, name: &[u8]) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    pub(super) fn read_link(&self, name: &[u8]) -> io::Result<Vec<u8>> {
        Ok(rustix::fs::readlinkat(&self.0, name, Vec::new())?.into_bytes())
    }
}
