//! One file written to the work tree, and staged when that is asked for.

use super::Repository;
use super::command;
use super::error::Error;
use super::rename::git_at;
use crate::text::RelPath;
use std::io::Write as _;

/// Writes a file of the work tree in one step: it is there as a whole or as it was before.
pub fn write(repository: &dyn Repository, path: &RelPath, content: &[u8]) -> Result<(), Error> {
    let places = repository.places();
    let top = places.work_dir.as_ref().unwrap_or(&places.current_dir);
    let place = path.on_disk(top);
    let failed = |cause: std::io::Error| Error::Write { path: path.clone(), cause };
    let folder = place.parent().unwrap_or(top);
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = temporary(folder).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    if let Ok(before) = place.metadata() {
        file.as_file().set_permissions(before.permissions()).map_err(failed)?;
    }
    file.persist(&place).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Keeps what a file of the work tree holds as an object of the repository, and returns its id:
/// nothing refers to it, so git removes it in some weeks.
pub fn keep(repository: &dyn Repository, path: &RelPath) -> Result<String, Error> {
    let arguments = ["hash-object", "-w", "--"];
    let command = git_at(repository.places(), &arguments).arg(path.on_disk(std::path::Path::new("")));
    let output = command.stdout().map_err(command::failed(&arguments))?;
    Ok(String::from_utf8_lossy(&output).trim().to_owned())
}

/// Stages a file as it lies in the work tree, and nothing else.
pub fn stage(repository: &dyn Repository, path: &RelPath) -> Result<(), Error> {
    let arguments = ["update-index", "--add", "--"];
    let command = git_at(repository.places(), &arguments).arg(path.on_disk(std::path::Path::new("")));
    command.stdout().map(drop).map_err(command::failed(&arguments))
}

#[cfg(unix)]
fn temporary(folder: &std::path::Path) -> std::io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::Permissions::from_mode(0o666);
    // The kernel takes the umask off this, as it does for any new file.
    tempfile::Builder::new().prefix(".tidegate-").permissions(mode).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &std::path::Path) -> std::io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".tidegate-").tempfile_in(folder)
}
