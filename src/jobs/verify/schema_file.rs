//! The schema file of a project as `verify --write` makes it.

use super::gather::Material;
use super::{Error, SchemaTask, Written};
use crate::git::{self, Repository};

/// The first lines of a schema file; the seal follows.
const HEAD: &str = "-- The schema that the migrations make, written by `tidegate verify --write`.\n";

/// What the file holds: its head with the seal, and below it what the migrations make.
pub(super) fn content(project: &Material, text: &str) -> String {
    format!("{HEAD}{}\n\n{text}", project.seal)
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
