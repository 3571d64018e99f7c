//! The result of a verification.

use super::request::ExtraChecks;
use super::schema_file::SchemaFileWrite;
use super::schema_writer::SchemaWriter;
use crate::diagnostic::{Diagnostic, Severity};
use crate::jobs::sides::Selection;
use crate::migration::IgnoredFolder;
use crate::replay::{self, Failure};
use crate::rules::Assessment;
use crate::text::RelPath;
use std::time::Duration;

/// The result of a verification.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The side that was replayed, in words: `the index`.
    pub target: String,
    pub selection: Selection,
    /// In order of their folders.
    pub projects: Vec<VerifiedProject>,
    /// Migrations folders that were found and not replayed.
    pub ignored: Vec<IgnoredFolder>,
    /// SQL files of the side, if no project was found: none of them was replayed.
    pub unplaced: Vec<RelPath>,
    /// Problems of observed statements, by file and place.
    pub diagnostics: Vec<ObservedDiagnostic>,
}

/// A project that was replayed.
#[derive(Clone, Debug)]
pub struct VerifiedProject {
    pub root: RelPath,
    /// Number of migration files.
    pub total: usize,
    /// Whether a command of the settings ran the migrations, in place of files.
    pub has_command: bool,
    /// SQL files in the migrations folder that the migration tool ignores.
    pub ignored_files: Vec<RelPath>,
    /// The migration tool.
    pub tool: &'static str,
    /// The kind of server: `local`, `url` or `embedded`.
    pub engine: &'static str,
    /// The server, in words.
    pub server: String,
    /// The major version that migrations are run on, if it is known.
    pub wanted: Option<u32>,
    /// Notes about the server and the schema file.
    pub remarks: Vec<String>,
    /// The schema file, if the project has one.
    pub schema: Option<RelPath>,
    /// The tool that writes the schema file, where tidegate does not.
    pub writer: Option<&'static SchemaWriter>,
    /// The result of writing the schema file, if that was requested and every migration ran.
    pub written: Option<SchemaFileWrite>,
    /// The content that the schema file would have, if that was requested and every migration ran.
    pub generated: Option<Vec<u8>>,
    /// The patch for the schema file, for `git apply`, if that was requested, every migration ran
    /// and the file differs.
    pub patch: Option<Vec<u8>>,
    /// The checks that were requested; one without a result in `replay` was not made.
    pub checks: ExtraChecks,
    pub replay: replay::Outcome,
    /// Problems of the replayed schema, by file and place.
    pub problems: Vec<Diagnostic>,
    pub took: Duration,
}

impl VerifiedProject {
    /// Whether no file ran, though there are SQL files that are not shelved.
    pub fn replayed_nothing(&self) -> bool {
        self.total == 0 && !self.ignored_files.is_empty()
    }

    /// Whether every migration ran, the schema file, if there is one, matches, and the extra checks
    /// passed.
    pub fn passed(&self) -> bool {
        let replay = &self.replay;
        let is_idempotent = replay.idempotency.as_ref().is_none_or(replay::Idempotency::is_idempotent);
        let is_failed = replay.round_trip.iter().flatten().any(replay::RoundTrip::is_failed);
        let is_seeded = replay.seeding.as_ref().is_none_or(|seeding| seeding.failure.is_none());
        replay.failure.is_none()
            && is_seeded
            && !self.replayed_nothing()
            && self.schema_matches()
            && replay.mirrors.iter().all(replay::MirrorOutcome::matches)
            && is_idempotent
            && !is_failed
            && !self.has_errors()
    }

    /// Whether the replayed schema has a problem that blocks the commit.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Whether the schema file matches the replayed schema, or does not exist.
    pub fn schema_matches(&self) -> bool {
        self.replay.comparison.as_ref().is_none_or(replay::Comparison::is_equal)
    }

    /// The failure that stopped the replay.
    pub fn failure(&self) -> Option<&Failure> {
        self.replay.failure.as_ref()
    }
}

impl Outcome {
    /// Whether the commit must be blocked.
    pub fn has_problems(&self) -> bool {
        !self.unplaced.is_empty()
            || self.projects.iter().any(|project| !project.passed())
            || self.unreadable().next().is_some()
    }

    /// The folders whose migrations cannot be read, so that not everything was replayed.
    pub fn unreadable(&self) -> impl Iterator<Item = &IgnoredFolder> {
        self.ignored.iter().filter(|ignored| ignored.is_unreadable())
    }
}

/// A problem of an observed statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedDiagnostic {
    pub diagnostic: Diagnostic,
    pub assessment: Assessment,
}
