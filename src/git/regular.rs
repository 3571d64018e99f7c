//! Files that are opened only if they are regular ones.
//!
//! Opening a named pipe waits for a writer that may never come, and a device may have no end. Git and libgit2 open
//! whatever has the name, so the files of a repository that they read are looked at before.

use super::checkout::{git_dir_of_environment, line};
use super::environment::Environment;
use super::error::Error;
use super::repo_paths::RepoPaths;
use crate::text::RelPath;
use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// Files of the git folder of one working tree.
const OWN: [&str; 8] = [
    "HEAD",
    "commondir",
    "gitdir",
    "config.worktree",
    "MERGE_HEAD",
    "info/sparse-checkout",
    "rebase-merge/head-name",
    "rebase-apply/head-name",
];

/// Files that all working trees of a repository share, with no limit of their size.
const SHARED: [&str; 3] = ["packed-refs", "objects/info/commit-graph", "objects/pack/multi-pack-index"];

/// Small files that all working trees of a repository share.
const SHARED_SMALL: [&str; 6] =
    ["config", "shallow", "info/grafts", "info/exclude", "info/attributes", "objects/info/alternates"];

/// Bytes of a file that is read as a whole although it is never long.
const SIZE_LIMIT: u64 = 64 << 20;

/// Depth of folders of references.
const MAX_DEPTH: usize = 32;

/// Opens a regular file, without waiting for the other end of a pipe.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let file = without_waiting(OpenOptions::new().read(true)).open(path)?;
    is_readable(&file.metadata()?).then_some(file).ok_or_else(not_regular)
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

#[cfg(unix)]
pub(super) fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    options.custom_flags(i32::try_from(flags).unwrap_or_default())
}

#[cfg(not(unix))]
pub(super) fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Checks the files that opening a repository and reading it open by fixed names. Missing ones are not an error.
pub(super) fn check_repository(environment: &Environment) -> Result<(), Error> {
    for file in &environment.user_files {
        check(file)?;
    }
    let Some(git_dir) = git_dir_of_environment(environment) else { return Ok(()) };
    for name in OWN {
        check_small(&git_dir.join(name))?;
    }
    let index = environment.index_file.as_ref().map(|file| environment.current_dir.join(file));
    check(&index.unwrap_or_else(|| git_dir.join("index")))?;
    let common = line(&git_dir.join("commondir")).map_or_else(|| git_dir.clone(), |path| git_dir.join(path));
    for name in SHARED {
        check(&common.join(name))?;
    }
    SHARED_SMALL.iter().try_for_each(|name| check_small(&common.join(name)))
}

/// Checks what the `git` program reads besides, in folders with any number of files.
pub(super) fn check_folders(environment: &Environment) -> Result<(), Error> {
    let Some(git_dir) = git_dir_of_environment(environment) else { return Ok(()) };
    let common = line(&git_dir.join("commondir")).map_or_else(|| git_dir.clone(), |path| git_dir.join(path));
    for folder in [&git_dir, &common] {
        check_below(&folder.join("refs"))?;
        check_below(&folder.join("reftable"))?;
        // Parts of a split index are beside it.
        check_files_in(folder)?;
    }
    check_below(&common.join("objects/info"))?;
    check_below(&common.join("objects/pack"))
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

fn check_files_in(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        // Sockets of git's own daemons (fsmonitor--daemon.ipc) are there as well, which nothing reads as a file.
        if !is_folder && entry.file_name().as_encoded_bytes().starts_with(b"sharedindex.") {
            check(&entry.path())?;
        }
    }
    Ok(())
}

/// Checks the files in which a reference can be. `name` may be short, and end in what leads on from it (`main~3`).
pub(super) fn check_reference(folders: [&Path; 2], name: &str) -> Result<(), Error> {
    let end = name.find(['~', '^', ':', '@']).filter(|end| *end > 0).unwrap_or(name.len());
    let name = name[..end].trim_start_matches('/');
    if name.is_empty() || name.split('/').any(|part| part == "..") {
        return Ok(());
    }
    for folder in folders {
        for prefix in ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"] {
            let path = folder.join(format!("{prefix}{name}"));
            check_unless_folder(&path)?;
        }
        check(&folder.join(format!("refs/remotes/{name}/HEAD")))?;
    }
    Ok(())
}

/// Checks the files of a name, such as `.gitignore`, in the folders from the top of the working tree to a path.
pub(super) fn check_on_the_way(paths: &RepoPaths, path: &RelPath, name: &str) -> Result<(), Error> {
    let Some(top) = &paths.work_dir else { return Ok(()) };
    let whole = path.on_disk(top);
    for folder in whole.ancestors().take_while(|folder| folder.starts_with(top)) {
        check_unless_folder(&folder.join(name))?;
    }
    Ok(())
}

/// Checks that a path is a regular file, or does not exist.
pub(super) fn check(path: &Path) -> Result<(), Error> {
    match path.metadata() {
        Ok(metadata) if !is_readable(&metadata) => Err(unusable(path, &metadata.file_type())),
        _ => Ok(()),
    }
}

fn check_small(path: &Path) -> Result<(), Error> {
    match path.metadata() {
        Ok(metadata) if !is_readable(&metadata) => Err(unusable(path, &metadata.file_type())),
        Ok(metadata) if metadata.len() > SIZE_LIMIT => {
            Err(Error::Unusable { path: path.to_owned(), reason: "it is larger than 64 MiB" })
        }
        _ => Ok(()),
    }
}

pub(super) fn check_unless_folder(path: &Path) -> Result<(), Error> {
    match path.metadata() {
        Ok(metadata) if !metadata.is_dir() && !is_readable(&metadata) => Err(unusable(path, &metadata.file_type())),
        _ => Ok(()),
    }
}

fn unusable(path: &Path, kind: &FileType) -> Error {
    Error::Unusable { path: path.to_owned(), reason: reason(*kind) }
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
