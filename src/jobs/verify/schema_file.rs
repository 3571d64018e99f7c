//! A project's schema file as it should be: its head with the seal, and below it what the
//! migrations make. Written, or told as a patch.

use super::gather::Material;
use super::{Error, SchemaTask};
use crate::git::{self, Repository};

/// What was done to a schema file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is what the migrations give already, to the byte.
    AsItWas,
    /// It was written.
    Anew,
    /// The configuration says that the project has none.
    Disabled,
}

/// Writes a project's schema file.
pub(super) fn write(
    repository: &dyn Repository,
    project: &Material,
    text: &str,
    task: SchemaTask,
) -> Result<Written, Error> {
    let Some(path) = project.schema.as_ref().map(|schema| &schema.path).or(project.new_schema.as_ref()) else {
        return Ok(Written::Disabled);
    };
    let content = content(project, text);
    let places = repository.places();
    let top = places.work_dir.as_ref().unwrap_or(&places.current_dir);
    let is_on_disk = std::fs::read(path.on_disk(top)).is_ok_and(|found| found == content.as_bytes());
    let is_on_side = project.schema.as_ref().is_some_and(|schema| schema.content == content.as_bytes());
    let is_to_be_staged = task == SchemaTask::WriteAndStage && !is_on_side;
    if is_on_disk && !is_to_be_staged {
        return Ok(Written::AsItWas);
    }
    if !is_on_disk {
        git::write(repository, path, content.as_bytes())?;
    }
    if is_to_be_staged {
        git::stage(repository, path)?;
    }
    Ok(Written::Anew)
}

/// What to say of a schema file that lies in the work tree while the index, which is compared,
/// has none.
pub(super) fn unstaged(repository: &dyn Repository, project: &Material) -> Option<String> {
    let path = project.new_schema.as_ref()?;
    let is_there = repository.places().work_dir.as_ref().is_some_and(|top| path.on_disk(top).is_file());
    is_there.then(|| format!("{path} is not staged, so it was not compared; `git add {path}` stages it"))
}

/// What turns the schema file of the side that was replayed into the one that would be written.
pub(super) fn patch(project: &Material, text: &str) -> Result<Option<Vec<u8>>, Error> {
    let Some(schema) = &project.schema else { return Ok(None) };
    let old = project.has_schema.then_some(&schema.content[..]);
    Ok(Some(git::patch(&schema.path, old, content(project, text).as_bytes())?))
}

/// What the file holds.
pub(super) fn content(project: &Material, text: &str) -> String {
    format!("{HEAD}{}\n\n{text}", project.seal)
}

/// The first lines of a schema file; the seal follows.
const HEAD: &str = "-- The schema that the migrations make, written by `tidegate verify --write`.\n";
