//! The schema file of a merge, generated from the migrations of both sides.

use super::labels::Labels;
use crate::config::Settings;
use crate::git::{self, MergeSides, Repository};
use crate::jobs::side_settings::{self, SettingsSource};
use crate::jobs::sides::Selection;
use crate::jobs::trust;
use crate::jobs::verify::{self, Outcome, ProjectFilter, is_input};
use crate::progress::Progress;
use crate::text::RelPath;
use std::rc::Rc;

/// The file that a merge driver merges.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// From the top of the working tree.
    pub path: RelPath,
    pub labels: Labels,
    /// The content of the file on our side and on theirs, as git gives them to the driver.
    pub ours: &'a [u8],
    pub theirs: &'a [u8],
}

/// Everything that a replay of the merge needs.
#[derive(Clone, Debug)]
pub struct Generated {
    pub selection: Selection,
    pub settings: Rc<Settings>,
    path: RelPath,
}

/// The reason why the file was not generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// The environment skips replays.
    Skipped,
    /// The sides of the merge are not known, or have the file in another form.
    UnknownSides,
    /// The migrations, or the settings, are in conflict as well.
    Conflicts(Vec<RelPath>),
    /// The settings of the merge are not those that the user agreed to.
    NotAgreed,
    /// No project of the merge has this schema file.
    NoProject,
    /// Another tool writes the file, by this command.
    OtherWriter(&'static str),
    /// A migration failed, or something else than the schema file differs.
    Failed(String),
}

/// A merge that could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read (environment).
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The settings of the merge cannot be used (user).
    #[error(transparent)]
    Settings(#[from] side_settings::Error),
    /// The replay could not be made.
    #[error(transparent)]
    Verify(#[from] verify::Error),
}

/// The name of the driver in the configuration of git.
pub const DRIVER: &str = "tidegate";

/// Finds the merge that git is making, and whether its migrations may be replayed. Nothing runs yet.
pub fn prepare(source: &SettingsSource, request: &Request<'_>) -> Result<Result<Generated, Left>, Error> {
    let repository = source.repository();
    let Some(sides) = request.labels.sides(repository)?.filter(|sides| sides.ours != sides.theirs) else {
        return Ok(Err(Left::UnknownSides));
    };
    if !has_contents(repository, &sides, request)? {
        return Ok(Err(Left::UnknownSides));
    }
    let merged = git::merged(repository, &sides, DRIVER)?;
    let selection = Selection::Commit { commit: merged.commit.clone(), base: None, name: "the merge".to_owned() };
    let is_settings = |path: &RelPath| crate::config::FILE_NAMES.iter().any(|name| path.as_bytes() == name.as_bytes());
    let is_settings_conflict = merged.conflicts.iter().any(is_settings);
    let settings = if is_settings_conflict { Rc::new(Settings::default()) } else { source.of(&selection)? };
    let mut conflicts = merged.conflicts;
    conflicts.retain(|path| *path != request.path && (is_settings_conflict || is_input(&settings, path)));
    if !conflicts.is_empty() {
        return Ok(Err(Left::Conflicts(conflicts)));
    }
    if !trust::is_merge_agreed(source, &settings)? {
        return Ok(Err(Left::NotAgreed));
    }
    Ok(Ok(Generated { selection, settings, path: request.path.clone() }))
}

/// Whether both commits have the very contents that are merged: a label may name another commit than the one meant.
fn has_contents(repository: &dyn Repository, sides: &MergeSides, request: &Request<'_>) -> Result<bool, git::Error> {
    for (commit, content) in [(&sides.ours, request.ours), (&sides.theirs, request.theirs)] {
        let Some(entry) = repository.entry_at(commit, &request.path)? else { return Ok(false) };
        if repository.read(&entry)? != content {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Replays the migrations of the merge and returns the schema file for them, with the number of migrations. `replay`
/// makes the replay that a request asks for.
pub fn regenerate(
    repository: &dyn Repository,
    generated: &Generated,
    request: &verify::Request,
    progress: &mut dyn Progress,
) -> Result<Result<(Vec<u8>, usize), Left>, Error> {
    let only = ProjectFilter { changed: vec![generated.path.clone()], at: None };
    let request = verify::Request {
        selection: generated.selection.clone(),
        schema: verify::SchemaTask::Return,
        only: Some(only),
        ..request.clone()
    };
    let outcome = verify::run(repository, &generated.settings, &request, progress)?;
    Ok(schema_of(outcome, &generated.path))
}

fn schema_of(outcome: Outcome, path: &RelPath) -> Result<(Vec<u8>, usize), Left> {
    let Some(project) = outcome.projects.into_iter().find(|project| project.schema.as_ref() == Some(path)) else {
        return Err(Left::NoProject);
    };
    if let Some(failure) = project.replay.failure {
        let at = failure.place.path().map(|path| format!("{path}: ")).unwrap_or_default();
        return Err(Left::Failed(format!("{at}{}", failure.error.message)));
    }
    if let Some(writer) = project.writer {
        return Err(Left::OtherWriter(writer.command));
    }
    match project.generated {
        Some(content) => Ok((content, project.total)),
        None => Err(Left::NoProject),
    }
}
