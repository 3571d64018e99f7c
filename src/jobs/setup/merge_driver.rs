//! Installing and uninstalling the merge driver of the schema files.
//!
//! The lines of `.gitattributes` come first: without the driver git merges such a file as any other. A run that is killed
//! in between leaves that state, which `doctor` names and the next run finishes.

use crate::git::{self, Existing, OwnFolder, Repository};
use crate::hooks::{Changes, Error, FileMode, merge_driver};
use crate::migration::{Project, Schema};
use crate::text::RelPath;
use std::io;
use std::path::Path;

/// The file with the attributes.
const ATTRIBUTES: &str = ".gitattributes";

/// The note of what `.gitattributes` was before the first line was added.
const NOTE: &str = "merge-driver";

/// The file did not exist.
const ABSENT: &[u8] = b"absent";

/// Its last line had no end.
const UNTERMINATED: &[u8] = b"unterminated";

/// The result of an installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The schema files that are merged by the driver.
    pub files: Vec<RelPath>,
    /// Schema files whose path cannot be written as a pattern.
    pub skipped: Vec<RelPath>,
    /// Whether `.gitattributes` is another one now.
    pub is_new: bool,
}

/// The state of the driver, for `doctor`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Whether the configuration of this clone has the driver.
    pub has_command: bool,
    /// The schema files for which the working tree names it.
    pub named: Vec<RelPath>,
    /// Schema files for which it does not.
    pub unnamed: Vec<RelPath>,
}

/// Adds the driver for the schema files of these projects.
pub fn install(repository: &dyn Repository, projects: &[Project], program: &Path) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    let mut lines = Vec::new();
    for path in schema_files(projects) {
        match merge_driver::attribute_line(&path) {
            Some(line) => {
                lines.push(line);
                outcome.files.push(path);
            }
            None => outcome.skipped.push(path),
        }
    }
    if outcome.files.is_empty() {
        return Ok(outcome);
    }
    let own = OwnFolder::shared(repository.paths());
    let lock = own.lock().map_err(|error| lock_error(&own, error))?;
    let before = read(repository)?;
    if let Some(content) = merge_driver::with_lines(before.as_deref().unwrap_or_default(), &lines) {
        note(&own, before.as_deref())?;
        write(repository, &content)?;
        outcome.is_new = true;
    }
    let mut changes = Changes::new(repository, &own, FileMode::of(repository)?);
    merge_driver::write(repository, program, &mut changes)?;
    changes.keep();
    drop(lock);
    Ok(outcome)
}

/// Removes the driver; returns whether there was any of it.
pub fn uninstall(repository: &dyn Repository) -> Result<bool, Error> {
    let own = OwnFolder::shared(repository.paths());
    let before = if repository.paths().work_dir.is_some() { read(repository)? } else { None };
    let without = before.as_deref().and_then(merge_driver::without_lines);
    if without.is_none() && merge_driver::command(repository)?.is_none() && !own.has(NOTE) {
        return Ok(false);
    }
    let lock = own.lock().map_err(|error| lock_error(&own, error))?;
    let mut changes = Changes::new(repository, &own, FileMode::of(repository)?);
    merge_driver::remove(repository, &mut changes)?;
    changes.keep();
    if let Some(mut content) = without {
        let noted = own.read(NOTE).ok().flatten().unwrap_or_default();
        if noted == UNTERMINATED && content.ends_with(b"\n") {
            content.pop();
        }
        if noted == ABSENT && content.is_empty() {
            git::remove_beneath(repository.paths(), &ATTRIBUTES.into()).map_err(|error| failed(&error))?;
        } else {
            write(repository, &content)?;
        }
    }
    own.remove(NOTE).map_err(|cause| Error::Write { path: own.file(NOTE), cause })?;
    drop(lock);
    Ok(true)
}

/// Reads the state of the driver.
pub fn state(repository: &dyn Repository, projects: &[&Project]) -> Result<State, Error> {
    let content = if repository.paths().work_dir.is_some() { read(repository)? } else { None };
    let content = content.unwrap_or_default();
    let all: Vec<Project> = projects.iter().map(|project| (*project).clone()).collect();
    let is_named = |path: &RelPath| {
        let line = merge_driver::attribute_line(path);
        line.is_some_and(|line| merge_driver::with_lines(&content, &[line]).is_none())
    };
    let (named, unnamed) = schema_files(&all).into_iter().partition(is_named);
    Ok(State { has_command: merge_driver::command(repository)?.is_some(), named, unnamed })
}

fn schema_files(projects: &[Project]) -> Vec<RelPath> {
    let mut files: Vec<RelPath> = projects
        .iter()
        .filter_map(|project| match &project.schema {
            Schema::File(path) => Some(path.clone()),
            Schema::None | Schema::Disabled => None,
        })
        .collect();
    files.sort();
    files.dedup();
    files
}

fn read(repository: &dyn Repository) -> Result<Option<Vec<u8>>, Error> {
    git::read_beneath(repository.paths(), &ATTRIBUTES.into(), None).map_err(|error| failed(&error))
}

fn write(repository: &dyn Repository, content: &[u8]) -> Result<(), Error> {
    let path = ATTRIBUTES.into();
    git::write_beneath(repository.paths(), &path, content, Existing::Replace).map_err(|error| failed(&error))
}

/// Notes what the file was, unless lines were added before. A note without lines is of a run that was killed.
fn note(own: &OwnFolder, before: Option<&[u8]>) -> Result<(), Error> {
    if own.has(NOTE) && before.is_some_and(|content| merge_driver::without_lines(content).is_some()) {
        return Ok(());
    }
    let was: &[u8] = match before {
        None => ABSENT,
        Some(content) if !content.is_empty() && !content.ends_with(b"\n") => UNTERMINATED,
        Some(_) => b"",
    };
    own.write(NOTE, was).map_err(|cause| Error::Write { path: own.file(NOTE), cause })
}

fn failed(error: &git::Error) -> Error {
    Error::Write { path: ATTRIBUTES.into(), cause: io::Error::other(error.to_string()) }
}

fn lock_error(own: &OwnFolder, error: io::Error) -> Error {
    let lock = own.file("lock");
    match error.kind() {
        io::ErrorKind::TimedOut => Error::Locked { lock },
        _ => Error::Write { path: lock, cause: error },
    }
}
