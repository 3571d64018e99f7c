//! Files that are opened only if they are regular ones.
//!
//! Opening a named pipe waits for a writer that may never come, and a device may have no end.

use super::error::Error;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

/// Bytes of a file that is read as a whole although it is never long.
const SIZE_LIMIT: u64 = 64 << 20;

/// Depth of folders of references.
const MAX_DEPTH: usize = 32;

/// Opens a regular file, without waiting for the other end of a pipe.
pub(super) fn open_regular(path: &Path) -> io::Result<File> {
    let file = opened(path)?;
    is_readable(&file.metadata()?).then_some(file).ok_or_else(not_regular)
}

#[cfg(unix)]
fn opened(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn opened(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Reads a regular file.
pub fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = open_regular(path)?;
    let mut content = Vec::with_capacity(file.metadata().map_or(0, |metadata| fitting(metadata.len())));
    file.read_to_end(&mut content)?;
    Ok(content)
}

/// The size of a file as a first capacity. A file with holes may state any size.
fn fitting(size: u64) -> usize {
    usize::try_from(size.min(SIZE_LIMIT)).unwrap_or_default()
}

/// The error for what is not a regular file.
pub(super) fn not_regular() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")
}

/// Checks the files in a folder and the folders below it.
pub(super) fn check_below(folder: &Path) -> Result<(), Error> {
    check_to_depth(folder, MAX_DEPTH)
}

fn check_to_depth(folder: &Path, depth: usize) -> Result<(), Error> {
    // A folder that cannot be listed is reported by the reader that needs it.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth > 0 => check_to_depth(&path, depth - 1)?,
            Ok(kind) if kind.is_dir() => {}
            _ => check(&path)?,
        }
    }
    Ok(())
}

/// Checks that a path is a regular file, or does not exist.
pub(super) fn check(path: &Path) -> Result<(), Error> {
    match path.metadata() {
        Ok(metadata) if !is_readable(&metadata) => Err(unusable(path, metadata.file_type())),
        _ => Ok(()),
    }
}

/// The same for a file that is never long.
pub(super) fn check_small(path: &Path) -> Result<(), Error> {
    match path.metadata() {
        Ok(metadata) if !is_readable(&metadata) => Err(unusable(path, metadata.file_type())),
        Ok(metadata) if metadata.len() > SIZE_LIMIT => {
            Err(Error::Unusable { path: path.to_owned(), reason: "it is larger than 64 MiB" })
        }
        _ => Ok(()),
    }
}

/// Checks that a path is a regular file or a folder, or does not exist.
pub(super) fn check_unless_folder(path: &Path) -> Result<(), Error> {
    match path.metadata() {
        Ok(metadata) if !metadata.is_dir() && !is_readable(&metadata) => Err(unusable(path, metadata.file_type())),
        _ => Ok(()),
    }
}

fn unusable(path: &Path, kind: FileType) -> Error {
    Error::Unusable { path: path.to_owned(), reason: reason(kind) }
}

fn reason(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return "it is a named pipe, not a regular file";
        }
        if kind.is_socket() {
            return "it is a socket, not a regular file";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "it is a device, not a regular file";
        }
    }
    if kind.is_dir() { "it is a folder, not a regular file" } else { "it is not a regular file" }
}

/// Whether reading ends: a regular file, or the device without content that users link files of theirs to.
fn is_readable(metadata: &Metadata) -> bool {
    metadata.is_file() || is_null(metadata)
}

#[cfg(unix)]
fn is_null(metadata: &Metadata) -> bool {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    metadata.file_type().is_char_device() && fs::metadata("/dev/null").is_ok_and(|null| null.rdev() == metadata.rdev())
}

#[cfg(not(unix))]
fn is_null(_metadata: &Metadata) -> bool {
    false
}
