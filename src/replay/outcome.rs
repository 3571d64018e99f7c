//! The result of a replay.

use super::change::{Change, Comparison};
use super::failure::Failure;
use super::findings::State;
use super::loaded_side::LoadedSide;
use super::mirror::MirrorOutcome;
use crate::catalog::Catalog;
use crate::object::Observation;
use crate::text::RelPath;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::time::Duration;

/// The result of a replay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The major version of the server.
    pub major: u32,
    /// The number of files that ran to their end.
    pub replayed: usize,
    /// Extensions that were replaced by stubs, sorted.
    pub stubs: Vec<String>,
    /// Parts of the platform that could not be created.
    pub platform_gaps: Vec<String>,
    /// Schemas that the schema file covers and that do not exist after the last migration.
    pub absent_schemas: Vec<String>,
    /// Objects that migrations, the setup or the schema file create in schemas of the platform,
    /// each with its kind: they are neither written nor compared.
    pub in_platform_schemas: BTreeSet<String>,
    /// Notes about the program that runs the migrations of a framework.
    #[serde(default)]
    pub remarks: Vec<String>,
    /// The statement that stopped the replay.
    pub failure: Option<Failure>,
    /// Set when a comparison was requested and everything ran.
    pub comparison: Option<Comparison>,
    /// One entry for every other description of the schema, in order, when every migration ran.
    pub mirrors: Vec<MirrorOutcome>,
    /// Problems of the replayed schema, when it was to be checked and every migration ran.
    pub state: Option<State>,
    /// The text of a schema file below its header, when it was requested and every migration ran.
    pub text: Option<String>,
    /// The comparison of that text with the replayed schema.
    pub written: Option<Comparison>,
    /// One entry for every file that ran to its end, in order, when requested.
    pub timings: Option<Vec<Timing>>,
    /// Set when requested, everything ran and the history has a file.
    pub idempotency: Option<Idempotency>,
    /// Set when seed files were to run and every migration ran.
    pub seeding: Option<Seeding>,
    /// One entry for every migration, in order, when requested and everything ran.
    pub round_trip: Option<Vec<RoundTrip>>,
    /// The objects of the project, when requested and every migration ran; never cached.
    #[serde(skip)]
    pub catalog: Option<Catalog>,
    /// The side of a comparison, when requested and everything ran; never cached.
    #[serde(skip)]
    pub side: Option<LoadedSide>,
    /// Observations of the requested files, up to the statement that failed; never cached.
    #[serde(skip)]
    pub observed: Option<Vec<ObservedFile>>,
}

impl Outcome {
    /// Returns every statement that failed, in the replay itself and in the additional checks.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        let idempotency = self.idempotency.iter().filter_map(|idempotency| idempotency.failure.as_ref());
        let round_trip = self.round_trip.iter().flatten().filter_map(|trip| match &trip.result {
            DownResult::Failed(failure) | DownResult::ReapplyFailed(failure) => Some(failure),
            DownResult::Absent
            | DownResult::Restored
            | DownResult::Differs(_)
            | DownResult::Empty(_)
            | DownResult::Irreversible(_) => None,
        });
        let seeding = self.seeding.iter().filter_map(|seeding| seeding.failure.as_ref());
        let mirrors = self.mirrors.iter().filter_map(|mirror| mirror.failure.as_ref());
        self.failure.iter().chain(mirrors).chain(seeding).chain(idempotency).chain(round_trip)
    }
}

/// The result of running the seed files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seeding {
    /// The files that ran to their end.
    pub files: Vec<RelPath>,
    /// The statement that stopped the others.
    pub failure: Option<Failure>,
}

/// The duration of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    pub file: RelPath,
    pub took: Duration,
}

/// The result of running a file twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idempotency {
    pub file: RelPath,
    /// The statement that fails in the second run.
    pub failure: Option<Failure>,
    /// The changes of the second run to the schema.
    pub changes: Vec<Change>,
    /// Tables whose number of rows the second run changes.
    pub rows: Vec<RowCountChange>,
}

/// A table whose number of rows changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCountChange {
    pub schema: String,
    pub table: String,
    pub before: u64,
    pub after: u64,
}

impl Idempotency {
    /// Whether the second run neither fails nor changes anything.
    pub fn is_idempotent(&self) -> bool {
        self.failure.is_none() && self.changes.is_empty() && self.rows.is_empty()
    }
}

/// The result of rolling back a migration and running it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundTrip {
    /// The migration.
    pub file: RelPath,
    /// The file with the down migration; the same file where a tool keeps both in one.
    pub down_migration: Option<RelPath>,
    pub result: DownResult,
}

/// The result of a down migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DownResult {
    /// The migration has no down migration.
    Absent,
    /// It restores the schema from before the migration.
    Restored,
    /// It leaves these changes to the schema from before the migration.
    Differs(Vec<Change>),
    /// No statement in it; with the changes of the migration, which stay.
    Empty(Vec<Change>),
    /// It raises an exception with this message: the migration is irreversible on purpose.
    Irreversible(String),
    /// One of its statements fails.
    Failed(Failure),
    /// It restores the schema, and a statement of the migration fails when it runs again.
    ReapplyFailed(Failure),
}

impl RoundTrip {
    /// Whether the down migration does not restore the schema, or the migration cannot run again.
    pub fn is_failed(&self) -> bool {
        match &self.result {
            DownResult::Absent | DownResult::Restored | DownResult::Irreversible(_) => false,
            DownResult::Empty(changes) => !changes.is_empty(),
            DownResult::Differs(_) | DownResult::Failed(_) | DownResult::ReapplyFailed(_) => true,
        }
    }
}

/// A file whose statements were observed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedFile {
    pub file: RelPath,
    /// The major version of the server.
    pub major: u32,
    /// In the order of its statements.
    pub statements: Vec<Observation>,
}
