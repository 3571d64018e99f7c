//! Projects whose migrations a command of the settings runs, because they are code of a framework.

use super::error::Error;
use super::inputs::ReplayInputs;
use crate::config::Settings;
use crate::git::{Repository, Side};
use crate::jobs::project_files::SideFiles;
use crate::jobs::sides::{self, Selection};
use crate::jobs::trust;
use crate::migration::{Project, Schema, SchemaSpec};
use crate::replay::FrameworkCommand;
use crate::text::RelPath;
use std::time::Duration;

/// Usual places of a schema file of a framework, below the project.
const SCHEMA_FILES: [&str; 4] = ["schema.sql", "db/structure.sql", "db/schema.sql", "structure.sql"];
/// The time of a command where a replay has no time limit.
const LONGEST: Duration = Duration::from_hours(24);

/// The projects with a command in which no migrations folder was found.
pub(super) fn projects(settings: &Settings, found: &[Project], files: &SideFiles<'_>) -> Vec<Project> {
    let has_none = |root: &RelPath| found.iter().all(|project| project.folder.below(root).is_none());
    let own = settings.projects.iter().filter(|project| {
        let is_run = project.replay.command.is_some() || settings.replay.command.is_some();
        is_run && has_none(&project.spec.root)
    });
    let mut projects: Vec<Project> =
        own.map(|project| of_framework(&project.spec.root, &project.spec.schema, files)).collect();
    projects.dedup_by(|one, other| one.root == other.root);
    if projects.is_empty() && found.is_empty() && settings.replay.command.is_some() {
        projects.push(of_framework(&RelPath::default(), &SchemaSpec::Detect, files));
    }
    projects
}

fn of_framework(root: &RelPath, schema: &SchemaSpec, files: &SideFiles<'_>) -> Project {
    let schema = match schema {
        SchemaSpec::File(path) => Schema::File(path.clone()),
        SchemaSpec::None => Schema::Disabled,
        SchemaSpec::Detect => {
            let place = SCHEMA_FILES.iter().map(|place| root.join(place)).find(|place| files.entry(place).is_some());
            place.map_or(Schema::None, Schema::File)
        }
    };
    Project::without_scripts(root.clone(), schema)
}

/// The inputs without the scripts that the command runs.
pub(super) fn without_files(mut inputs: ReplayInputs) -> ReplayInputs {
    if inputs.command.is_some() {
        inputs.migrations.clear();
        inputs.down_migrations.clear();
        inputs.ignored_files.clear();
    }
    inputs
}

/// Whether the command of a project runs the migrations of a folder.
pub(super) fn runs(projects: &[ReplayInputs], folder: &RelPath) -> bool {
    projects
        .iter()
        .any(|project| project.command.is_some() && (*folder == project.root || folder.below(&project.root).is_some()))
}

/// Fails unless the user agreed to the commands of the settings, and the working tree, whose files they run, has the
/// content of the side.
pub(super) fn check(
    repository: &dyn Repository,
    settings: &Settings,
    selection: &Selection,
    projects: &[ReplayInputs],
) -> Result<(), Error> {
    let Some(command) = projects.iter().find_map(|project| project.command.as_ref()) else { return Ok(()) };
    if repository.paths().work_dir.is_none() {
        return Err(sides::Error::NoWorkTree.into());
    }
    if !trust::is_noted(repository, settings)? {
        return Err(Error::CommandNotAgreed(command.clone()));
    }
    let side = sides::target(repository, selection)?;
    if side == Side::WorkTree {
        return Ok(());
    }
    let is_schema = |path: &RelPath| projects.iter().any(|project| project.schema_path() == Some(path));
    let changed: Vec<RelPath> = repository
        .changes(&side, &Side::WorkTree)?
        .into_iter()
        .map(|change| change.path().clone())
        .filter(|path| !is_schema(path))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    Err(Error::CommandOnOtherSide { side: selection.label(), changed })
}

/// The command of a project, in its folder.
pub(super) fn command(
    repository: &dyn Repository,
    project: &ReplayInputs,
    left: Option<Duration>,
) -> Option<FrameworkCommand> {
    let words = project.command.clone()?;
    let top = repository.paths().work_dir.as_ref()?;
    Some(FrameworkCommand { words, folder: project.root.on_disk(top), limit: left.unwrap_or(LONGEST) })
}
