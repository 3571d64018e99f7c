//! The schema file that a replay generates: header, seal, and the replayed schema. It is written, or
//! compared as a patch.

use super::error::Error;
use super::inputs::ReplayInputs;
use super::request::SchemaTask;
use crate::git::{self, Repository};

/// What was done to a schema file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was up to date, to the byte.
    Unchanged,
    Written,
    /// The configuration says that the project has none.
    Disabled,
}

/// Writes a project's schema file. Content that only the work tree has is kept as a blob, which is
/// added to `remarks`.
pub(super) fn write(
    repository: &dyn Repository,
    project: &ReplayInputs,
    text: &str,
    task: SchemaTask,
    remarks: &mut Vec<String>,
) -> Result<Written, Error> {
    let Some(path) = project.schema_path() else { return Ok(Written::Disabled) };
    let content = content(project, text);
    let places = repository.places();
    let top = places.work_dir.as_ref().unwrap_or(&places.current_dir);
    let found = std::fs::read(path.on_disk(top)).ok();
    let is_on_disk = found.as_ref().is_some_and(|found| found == content.as_bytes());
    let on_side = project.schema.as_ref().map(|schema| &schema.content);
    let is_on_side = on_side.is_some_and(|schema| schema == content.as_bytes());
    let is_to_be_staged = task == SchemaTask::WriteAndStage && !is_on_side;
    if is_on_disk && !is_to_be_staged {
        return Ok(Written::Unchanged);
    }
    if found.as_ref().is_some_and(|found| !is_on_disk && on_side != Some(found)) {
        let id = git::keep(repository, path)?;
        remarks.push(format!("{path} had unstaged changes; `git show {id:.12}` prints the old content"));
    }
    if !is_on_disk {
        git::write(repository, path, content.as_bytes())?;
    }
    if is_to_be_staged {
        git::stage(repository, path)?;
    }
    Ok(Written::Written)
}

/// The remark on a schema file that exists in the work tree while the index, which is compared,
/// has none.
pub(super) fn unstaged(repository: &dyn Repository, project: &ReplayInputs) -> Option<String> {
    let path = project.new_schema.as_ref()?;
    let exists = repository.places().work_dir.as_ref().is_some_and(|top| path.on_disk(top).is_file());
    exists.then(|| format!("{path} is not staged, so it was not compared; stage it with `git add {path}`"))
}

/// The patch from the schema file of the side that was replayed to the one that would be written.
pub(super) fn patch(project: &ReplayInputs, text: &str) -> Result<Option<Vec<u8>>, Error> {
    let Some(schema) = &project.schema else { return Ok(None) };
    let old = project.has_schema.then_some(&schema.content[..]);
    Ok(Some(git::patch(&schema.path, old, content(project, text).as_bytes())?))
}

/// Content of the file.
pub(super) fn content(project: &ReplayInputs, text: &str) -> String {
    format!("{HEAD}{}\n\n{text}", project.seal)
}

/// The first lines of a schema file, before the seal.
const HEAD: &str = "-- The schema that the migrations make, written by `tidegate verify --write`.\n";
