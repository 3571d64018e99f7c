//! The folders that tidegate created for hooks, noted in its own folder of the git folder, so that
//! uninstalling removes these if they are empty, and no folder that existed before.

use super::error::Error;
use crate::git::{OwnFolder, RepoPaths};
use crate::text::RelPath;
use std::path::{Path, PathBuf};

/// Name of the note in tidegate's own folder.
const NAME: &str = "created-folders";

/// The first field of a note in this form.
const FORM: &str = "tidegate folders 1";

/// The folders of the note; the ones above come before those in them.
pub(super) fn read(own: &OwnFolder, paths: &RepoPaths) -> Result<Vec<PathBuf>, Error> {
    let note = own.read(NAME).map_err(|cause| Error::Read { path: own.file(NAME), cause })?.unwrap_or_default();
    let mut fields = note.split(|byte| *byte == 0);
    if fields.next() != Some(FORM.as_bytes()) {
        return Ok(Vec::new());
    }
    Ok(fields.filter(|path| !path.is_empty()).map(|path| RelPath::new(path).on_disk(top(paths))).collect())
}

/// Notes folders; those that are elsewhere than the repository are left out.
pub(super) fn write(own: &OwnFolder, paths: &RepoPaths, folders: &[PathBuf]) -> Result<(), Error> {
    let written = if folders.is_empty() {
        own.remove(NAME).map(drop)
    } else {
        let mut note = FORM.as_bytes().to_vec();
        for path in folders.iter().filter_map(|folder| RelPath::from_disk(top(paths), folder)) {
            note.push(0);
            note.extend_from_slice(path.as_bytes());
        }
        own.write(NAME, &note)
    };
    written.map_err(|cause| Error::write(&own.file(NAME), cause))
}

/// The folder to which paths are relative, so that they are still right after the repository was moved.
fn top(paths: &RepoPaths) -> &Path {
    paths.common_dir.parent().unwrap_or(&paths.common_dir)
}
