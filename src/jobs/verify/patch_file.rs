//! The file that `--patch` names.

use super::error::Error;
use crate::git::{self, Existing, FileKind, Repository};
use crate::text::RelPath;
use std::io;
use std::path::Path;

/// Writes a patch to the file that the user names. In the working tree it is written like every other file there, so
/// that a link of the branch cannot lead it elsewhere; nowhere does it replace what is not a patch.
pub fn write_patch(repository: &dyn Repository, file: &Path, patch: &[u8]) -> Result<(), Error> {
    let paths = repository.paths();
    let path = paths.current_dir.join(file);
    let failed = |cause: io::Error| Error::PatchFile { path: file.to_owned(), cause };
    let Some(place) = git::beneath(paths, &path) else {
        let is_file = path.metadata().is_ok_and(|metadata| metadata.is_file());
        if is_file && !is_patch(&std::fs::read(&path).map_err(failed)?) {
            return Err(Error::NotAPatch(file.to_owned()));
        }
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

/// Whether the content is a patch as `git diff` prints it, or nothing: that of files without a difference.
fn is_patch(content: &[u8]) -> bool {
    content.trim_ascii().is_empty() || content.starts_with(b"diff --git ")
}
