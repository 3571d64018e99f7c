//! The schema file, regenerated after migrations were applied.

use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, ProjectFilter, SchemaFileWrite, SchemaTask};
use crate::progress::Progress;
use crate::text::RelPath;

/// The state of the schema file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaState {
    Written(RelPath),
    /// It was up to date.
    Unchanged,
    /// The project has none that tidegate writes.
    None,
    /// Not touched, because the migration is not applied.
    NotTouched,
    /// The migration is applied and the file is not up to date, for this reason.
    Outdated(String),
}

/// The schema file after migrations were applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFile {
    pub state: SchemaState,
    /// Notes, such as where the old content is kept.
    pub notes: Vec<String>,
}

impl From<SchemaState> for SchemaFile {
    fn from(state: SchemaState) -> Self {
        Self { state, notes: Vec::new() }
    }
}

/// Replays the history of the project with these migrations, and writes its schema file.
pub(super) fn regenerate(
    source: &SettingsSource<'_>,
    migrations: Vec<RelPath>,
    replay: &verify::Request,
    progress: &mut dyn Progress,
) -> SchemaFile {
    let written = source.of(&Selection::WorkTree).map_err(verify::Error::from).and_then(|settings| {
        let only = Some(ProjectFilter { changed: migrations, at: None });
        let request = verify::Request { schema: SchemaTask::Write, only, ..replay.clone() };
        verify::run(source.repository(), &settings, &request, progress)
    });
    let project = match &written {
        Ok(outcome) => outcome.projects.first(),
        Err(error) => return SchemaState::Outdated(error.to_string()).into(),
    };
    let state = match project.map(|project| (&project.written, &project.schema)) {
        Some((Some(SchemaFileWrite::Written), Some(path))) => SchemaState::Written(path.clone()),
        Some((Some(SchemaFileWrite::Unchanged), _)) => SchemaState::Unchanged,
        Some((Some(SchemaFileWrite::Disabled | SchemaFileWrite::OfFramework), _)) => SchemaState::None,
        _ => SchemaState::Outdated(match project.and_then(|project| project.failure()) {
            Some(failure) => format!("the replay failed: {}", failure.error.message),
            None => "the migrations could not be replayed".to_owned(),
        }),
    };
    let notes = match &state {
        SchemaState::Written(_) => project.map(|project| project.remarks.clone()).unwrap_or_default(),
        _ => Vec::new(),
    };
    SchemaFile { state, notes }
}
