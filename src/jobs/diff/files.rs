//! SQL files that are named as a side.

use super::error::Error;
use crate::config::Settings;
use crate::git::{self, Repository};
use crate::jobs::verify::{FolderError, SideInputs};
use crate::migration::{FileRef, Kind, detect, is_marker, is_sql};
use crate::replay::Source;
use crate::sql;
use crate::text::RelPath;
use std::io;
use std::path::{Path, PathBuf};

/// Files of a side before the place is known in which they are loaded.
pub(super) enum Found {
    /// The migrations of a folder of the working tree, or the declarations of a schema.
    Project(Box<SideInputs>),
    Files {
        files: Vec<Source>,
        is_folder: bool,
    },
}

/// Reads the file or folder of a path.
pub(super) fn find(repository: &dyn Repository, settings: &Settings, typed: &Path) -> Result<Found, Error> {
    let paths = repository.paths();
    let path = paths.current_dir.join(typed);
    let failed = |cause: io::Error| Error::Unreadable { path: typed.to_owned(), cause };
    if !path.metadata().map_err(failed)?.is_dir() {
        let file = source(typed, RelPath::new(shown(typed)), &path)?;
        return Ok(Found::Files { files: vec![file], is_folder: false });
    }
    if let Some(folder) = git::beneath(paths, &path) {
        let found = SideInputs::of_folder(repository, settings, &folder).map_err(|error| match error {
            FolderError::Verify(error) => Error::Verify(error),
            FolderError::Several(roots) => Error::SeveralProjects { folder: typed.to_owned(), roots },
            FolderError::Part(project) => Error::PartOfMigrations { folder: typed.to_owned(), project },
        })?;
        if let Some(project) = found {
            return Ok(Found::Project(Box::new(project)));
        }
        return Ok(Found::Files { files: folder_files(typed, &path)?, is_folder: true });
    }
    refuse_migrations(typed, &path)?;
    Ok(Found::Files { files: folder_files(typed, &path)?, is_folder: true })
}

fn shown(typed: &Path) -> Vec<u8> {
    typed.to_string_lossy().into_owned().into_bytes()
}

/// Reads the SQL files of a folder and of those in it, in order of their paths; hidden ones are not among them.
fn folder_files(typed: &Path, folder: &Path) -> Result<Vec<Source>, Error> {
    let mut files = Vec::new();
    for path in below(typed, folder)? {
        let name = path.strip_prefix(folder).unwrap_or(&path);
        if is_sql(name.as_os_str().as_encoded_bytes()) {
            let place = typed.join(name);
            files.push(source(&place, RelPath::new(shown(&place)), &path)?);
        }
    }
    if files.is_empty() { Err(Error::NoFiles(typed.to_owned())) } else { Ok(files) }
}

/// Lists the regular files below a folder.
fn below(typed: &Path, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let is_hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
    let mut paths = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !is_hidden(entry)) {
        let entry = entry.map_err(|error| Error::Unreadable {
            path: typed.to_owned(),
            cause: error.into_io_error().unwrap_or_else(|| io::Error::other("it has a loop of links")),
        })?;
        if entry.file_type().is_file() {
            paths.push(entry.into_path());
        }
    }
    Ok(paths)
}

/// Fails if a folder outside the working tree has migrations: to load all of its files would run those that revert
/// others, too.
fn refuse_migrations(typed: &Path, folder: &Path) -> Result<(), Error> {
    let canonical = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let start = canonical.parent().unwrap_or(&canonical).to_owned();
    let paths = below(typed, &canonical)?;
    let file = |path: &PathBuf| {
        let path = RelPath::from_disk(&start, path)?;
        let is_wanted = is_sql(path.as_bytes()) || is_marker(path.as_bytes());
        is_wanted.then(|| FileRef { path, kind: Kind::File, content_id: "".into() })
    };
    let files: Vec<FileRef> = paths.iter().filter_map(file).collect();
    let mut peek = |file: &FileRef| git::read_regular(&file.path.on_disk(&start));
    let failed = |cause: io::Error| Error::Unreadable { path: typed.to_owned(), cause };
    let found = detect(&files, &[], &[], &mut peek).map_err(failed)?;
    match found.projects.first() {
        Some(project) => Err(Error::ForeignMigrations { folder: typed.to_owned(), tool: project.layout.tool }),
        None => Ok(()),
    }
}

fn source(typed: &Path, shown: RelPath, path: &Path) -> Result<Source, Error> {
    let failed = |cause: io::Error| Error::Unreadable { path: typed.to_owned(), cause };
    let content = git::read_regular(path).map_err(failed)?;
    let content = sql::decoded(&content).unwrap_or(content);
    Ok(Source::whole(shown, content, crate::migration::Transaction::Each))
}
