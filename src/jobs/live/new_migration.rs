//! A migration from its text to a live database: planned without a change, then written, applied, and followed by the
//! schema file, all with one version.
//!
//! The plan is made with the migration in the working tree as if it were written: it is checked, replayed with the others
//! on a temporary database, and planned as `apply` plans it.

use super::apply::Plan;
use super::error::Error;
use super::request::Request;
use super::schema_file::{SchemaFile, SchemaState, regenerate};
use super::status::status;
use crate::cache::Hasher;
use crate::diagnostic::{Diagnostic, Severity};
use crate::git::{self, WithFiles};
use crate::jobs::check;
use crate::jobs::new::{self, NewFile, Written};
use crate::jobs::projects::ProjectHistory;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, ProjectFilter, SchemaTask};
use crate::live::{Applied, Options};
use crate::progress::Progress;
use crate::text::RelPath;
use crate::tracking::State;

/// A migration that is to be written and applied.
pub struct NewMigration<'a> {
    pub seen: &'a ProjectHistory,
    pub name: &'a str,
    pub written: Written<'a>,
    /// The database.
    pub live: Request,
    /// The server on which the migrations are replayed.
    pub replay: verify::Request,
    /// The rules that run, and the time.
    pub check: check::Request,
}

/// The plan of a new migration.
pub struct MigrationPlan {
    pub version: String,
    pub files: Vec<NewFile>,
    /// Everything that is applied, the new migration last.
    pub apply: Plan,
    /// The problems of the new migration.
    pub diagnostics: Vec<Diagnostic>,
    /// The replay of all migrations with the new one.
    pub replay: verify::Outcome,
    /// Identifies the plan: it differs where anything differs that the plan depends on.
    pub hash: String,
}

/// The state of the files of a new migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    Written,
    /// Removed again, because no part of the migration is applied.
    Removed,
}

/// The result of a plan that was carried out.
#[derive(Debug)]
pub struct MigrationDone {
    pub applied: Applied,
    pub file: FileState,
    pub schema: SchemaFile,
}

impl MigrationPlan {
    /// Makes the plan. Nothing is written, and the database is only read.
    pub fn make(
        source: &SettingsSource<'_>,
        request: &NewMigration<'_>,
        progress: &mut dyn Progress,
    ) -> Result<Self, Error> {
        let now = request.check.now;
        let (version, files) = new::plan_written(request.seen, request.name, request.written, now)?;
        for file in &files {
            let kind = git::kind_beneath(source.repository().paths(), &file.path).map_err(new::Error::from)?;
            if kind.is_some() {
                return Err(Error::Exists(file.path.clone()));
            }
        }
        let with_files =
            WithFiles::new(source.repository(), files.iter().map(|file| (&file.path, file.content.as_bytes())));
        let source = SettingsSource::new(&with_files, None);
        let apply = Plan::make(&source, &request.live, false, now)?;
        let settings = source.of(&Selection::WorkTree).map_err(verify::Error::from)?;
        let checked = check::run(&with_files, &settings, &request.check).map_err(verify::Error::from)?;
        let is_new = |diagnostic: &Diagnostic| {
            files.iter().any(|file| diagnostic.place.path().is_some_and(|path| *path == file.path))
        };
        let replay = verify::Request { schema: SchemaTask::Return, only: Some(only(&files)), ..request.replay.clone() };
        let replay = verify::run(&with_files, &settings, &replay, progress)?;
        let hash = hash(&apply, &version, &files);
        let diagnostics = checked.diagnostics.into_iter().filter(is_new).collect();
        Ok(Self { version, files, apply, diagnostics, replay, hash })
    }

    /// Whether it can be carried out: no block, no error of a rule, and every migration was replayed.
    pub fn can_apply(&self) -> bool {
        let has_error = self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        let is_replayed = !self.replay.projects.is_empty()
            && self
                .replay
                .projects
                .iter()
                .all(|project| project.failure().is_none() && !project.has_errors() && !project.replayed_nothing());
        let is_last = self.apply.steps.last().is_some_and(|step| self.is_new(&step.path));
        self.apply.blocked.is_empty() && !has_error && is_replayed && is_last
    }

    /// Whether a path is a file of the new migration.
    pub fn is_new(&self, path: &RelPath) -> bool {
        self.files.iter().any(|file| file.path == *path)
    }

    /// Writes the files, applies the plan and regenerates the schema file. An error means that nothing was changed.
    pub fn carry_out(
        &self,
        source: &SettingsSource<'_>,
        request: &NewMigration<'_>,
        options: Options,
        progress: &mut dyn Progress,
    ) -> Result<MigrationDone, Error> {
        let repository = source.repository();
        new::write(repository, &self.files)?;
        let applied = match self.apply.apply(&request.live, options, progress) {
            Ok(applied) => applied,
            Err(error) => {
                new::remove(repository, &self.files).map_err(new::Error::from)?;
                return Err(error);
            }
        };
        if applied.failure.is_some() {
            let file = self.clean_up(source, request);
            return Ok(MigrationDone { applied, file, schema: SchemaState::NotTouched.into() });
        }
        let changed = self.files.iter().map(|file| file.path.clone()).collect();
        let schema = regenerate(source, changed, &request.replay, progress);
        Ok(MigrationDone { applied, file: FileState::Written, schema })
    }

    /// Removes the files if the database certainly has no part of the migration.
    fn clean_up(&self, source: &SettingsSource<'_>, request: &NewMigration<'_>) -> FileState {
        let Ok(status) = status(source, &request.live) else { return FileState::Written };
        let is_pending = |line: &crate::tracking::Line| {
            line.path.as_ref().is_some_and(|path| self.is_new(path)) && line.state == State::Pending
        };
        if status.interrupted.is_none()
            && status.lines.iter().any(is_pending)
            && new::remove(source.repository(), &self.files).is_ok()
        {
            FileState::Removed
        } else {
            FileState::Written
        }
    }
}

fn only(files: &[NewFile]) -> ProjectFilter {
    ProjectFilter { changed: files.iter().map(|file| file.path.clone()).collect(), at: None }
}

/// A hash of the database, its rows as far as they count, every migration to apply, and the new files.
fn hash(plan: &Plan, version: &str, files: &[NewFile]) -> String {
    let mut hasher = Hasher::new("plan of a migration 1");
    hasher.part(&plan.database).part(plan.tool).maybe(plan.table.as_ref()).part(version);
    for (path, content) in plan.contents() {
        hasher.part(path.as_bytes()).part(content);
    }
    for version in plan.recorded() {
        hasher.part(version);
    }
    for file in files {
        hasher.part(file.path.as_bytes()).part(&file.content);
    }
    hasher.finish().to_string()
}
