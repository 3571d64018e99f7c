//! The file that `--patch` names.

use super::error::Error;
use crate::git::{self, Existing, FileKind, Repository};
use crate::text::RelPath;
use std::io;
use std::path::Path;

/// Writes a patch to the file that the user names, like every other file of the working tree, so that a link of the
/// branch cannot lead it elsewhere. It replaces nothing but a patch.
pub fn write_patch(repository: &dyn Repository, file: &Path, patch: &[u8]) -> Result<(), Error> {
    let paths = repository.paths();
    let path = paths.current_dir.join(file);
    let failed = |cause: io::Error| Error::PatchFile { path: file.to_owned(), cause };
    let Some(place) = place(repository, file)? else {
        return std::fs::write(&path, patch).map_err(failed);
    };
    let folder: RelPath = place.parent();
    let is_folder =
        || git::kind_beneath(paths, &folder).map(|kind| matches!(kind, Some(FileKind::Folder | FileKind::Link)));
    if !folder.is_top() && !is_folder()? {
        return Err(failed(git::missing()));
    }
    if git::read_beneath(paths, &place, None)?.is_some_and(|found| !is_patch(&found)) {
        return Err(Error::NotAPatch(file.to_owned()));
    }
    Ok(git::write_beneath(paths, &place, patch, Existing::Replace)?)
}

/// Refuses a relative path that leaves the working tree, before anything runs.
pub fn check_patch(repository: &dyn Repository, file: &Path) -> Result<(), Error> {
    place(repository, file).map(|_| ())
}

/// The place of the file in the working tree; `None` for a full path outside of it, such as that of a folder of the CI
/// service: it depends on nothing in the repository.
fn place(repository: &dyn Repository, file: &Path) -> Result<Option<RelPath>, Error> {
    let paths = repository.paths();
    let path = paths.current_dir.join(file);
    match git::beneath(paths, &path) {
        Some(place) => Ok(Some(place)),
        None if file.is_absolute() => Ok(None),
        None => Err(Error::PatchOutside(file.to_owned())),
    }
}

/// Whether the content is a patch as `git diff` prints it, or nothing: that of files without a difference.
fn is_patch(content: &[u8]) -> bool {
    content.trim_ascii().is_empty() || content.starts_with(b"diff --git ")
}
