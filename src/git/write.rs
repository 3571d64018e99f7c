//! Writes one file of the working tree, and stages it.

use super::error::Error;
use super::program::{self, git_at};
use super::repository::Repository;
use crate::text::RelPath;
use std::io::Write as _;
use std::path::Path;

/// Writes a file of the working tree atomically: it has the old or the new content, never a part.
pub fn write(repository: &dyn Repository, path: &RelPath, content: &[u8]) -> Result<(), Error> {
    let paths = repository.paths();
    let top = paths.work_dir.as_ref().unwrap_or(&paths.current_dir);
    let target = path.on_disk(top);
    let failed = |cause: std::io::Error| Error::Write { path: path.clone(), cause };
    let folder = target.parent().unwrap_or(top);
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = temporary(folder).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    if let Ok(before) = target.metadata() {
        file.as_file().set_permissions(before.permissions()).map_err(failed)?;
    }
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Stores the content of a file of the working tree as an object of the repository, and returns its id.
/// Nothing refers to the object, so git removes it after some weeks.
pub fn keep(repository: &dyn Repository, path: &RelPath) -> Result<String, Error> {
    let arguments = ["hash-object", "-w", "--"];
    let command = git_at(repository.paths(), &arguments).arg(path.on_disk(Path::new("")));
    let output = command.stdout().map_err(program::failed(&arguments))?;
    Ok(String::from_utf8_lossy(&output).trim().to_owned())
}

/// Stages the working-tree content of one file.
pub fn stage(repository: &dyn Repository, path: &RelPath) -> Result<(), Error> {
    if !repository.not_checked_out(&|known| known == path.as_bytes())?.is_empty() {
        // Git keeps the content of an entry that a sparse checkout leaves out.
        let arguments = ["update-index", "--no-skip-worktree", "--"];
        let command = git_at(repository.paths(), &arguments).arg(path.on_disk(Path::new("")));
        command.stdout().map_err(program::failed(&arguments))?;
    }
    let arguments = ["update-index", "--add", "--"];
    let command = git_at(repository.paths(), &arguments).arg(path.on_disk(Path::new("")));
    command.stdout().map(drop).map_err(program::failed(&arguments))
}

#[cfg(unix)]
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::Permissions::from_mode(0o666);
    // The kernel applies the umask to this, as to any new file.
    tempfile::Builder::new().prefix(".tidegate-").permissions(mode).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".tidegate-").tempfile_in(folder)
}
