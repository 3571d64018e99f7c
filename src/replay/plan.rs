//! Plan of a replay: the migrations to run, and the checks on them.

use super::findings::StateTask;
use super::mirror::Mirror;
use super::setup::Setup;
use super::source::Source;
use crate::alter::Script;
use crate::dump::TrackingTable;
use crate::migration::layout::{FoundBy, Layout, Platform, Transaction};
use crate::object::PUBLIC;
use crate::text::RelPath;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// A history to replay.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    pub layout: &'static Layout,
    /// Content of the database before the first migration.
    pub platform: Platform,
    /// The major version that the migrations are meant for, where the configuration names one.
    pub wanted: Option<u32>,
    /// The forward scripts, in order.
    pub migrations: &'a [Source],
    /// The program that runs the migrations of a framework, in place of scripts.
    pub command: Option<&'a FrameworkCommand>,
    /// SQL files in the migrations folder that the migration tool ignores: one of them may create
    /// a missing table.
    pub ignored_files: &'a [Source],
    pub setup: &'a Setup,
    /// The schemas that the schema file covers, where the configuration names them.
    pub schemas: Option<&'a [String]>,
    pub schema_file: SchemaFileTask<'a>,
    /// Other descriptions of the schema.
    pub mirrors: &'a [Mirror],
    /// The checks of the replayed schema itself.
    pub state: StateTask<'a>,
    pub checks: PlanChecks<'a>,
}

/// The program that runs the migrations of a framework.
#[derive(Clone, Debug)]
pub struct FrameworkCommand {
    /// The program and its arguments.
    pub words: Vec<String>,
    /// The folder that it runs in.
    pub folder: PathBuf,
    /// The end of its time.
    pub limit: Duration,
}

/// Checks that run on request only, as each takes time.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a check of its own")]
pub struct PlanChecks<'a> {
    /// Whether to measure how long each file takes; files of a cached prefix are not measured.
    pub timings: bool,
    /// Whether to run the last file twice.
    pub idempotency: bool,
    /// The seed files to run after the last migration.
    pub seed: &'a [Source],
    /// The down migrations to test: one entry for every migration, in the same order.
    pub down_migrations: Option<&'a [Option<Source>]>,
    /// The files whose statements are observed; they run even where a prefix with them is cached.
    pub observed: Option<&'a BTreeSet<RelPath>>,
    /// Whether to return the text of a correct schema file where the compared one differs.
    pub remedy: bool,
    /// Whether to compare the dumps of both databases as well.
    pub double_check: bool,
}

/// The task for the schema file once every migration ran.
#[derive(Clone, Copy, Debug)]
pub enum SchemaFileTask<'a> {
    Skip,
    /// Compare this file with the replayed schema.
    Compare(&'a Source),
    /// Return the text of a schema file for the replayed schema, with owners and privileges if this file has them.
    Write(Option<&'a Source>),
    /// Return the catalog of the replayed schema, or that of this file loaded beside it.
    Catalog(Option<&'a Source>),
    /// Return a side of a comparison.
    Side(SideTask<'a>),
}

/// The side of a comparison that a replay returns.
#[derive(Clone, Copy, Debug)]
pub struct SideTask<'a> {
    pub content: SideContent<'a>,
    /// Whether to dump these schemas and load them once more: some expressions are then printed in another way.
    pub reloaded: Option<&'a BTreeSet<String>>,
    pub proof: ProofTask<'a>,
}

/// The part of a side in the proof of a script.
#[derive(Clone, Copy, Debug, Default)]
pub enum ProofTask<'a> {
    #[default]
    None,
    /// A dump of the side.
    Dump,
    /// The side after this script ran on a copy of it, with a dump.
    Run {
        script: &'a Script,
        /// Roles that are created before, on a private server.
        roles: &'a BTreeSet<String>,
    },
}

/// The content of a side.
#[derive(Clone, Copy, Debug)]
pub enum SideContent<'a> {
    /// The replayed schema.
    Replayed,
    /// This file, loaded without the migrations where that is possible.
    File(&'a Source),
    /// This text that describes tables, loaded over the replayed schema in their place.
    Over(&'a Source),
    /// These files, loaded where no migration ran; a statement that fails is tried again after the others.
    Files(&'a [Source]),
}

impl Plan<'_> {
    /// Whether a catalog is read, from which the objects of the platform are then taken.
    pub(super) fn reads_catalogs(&self) -> bool {
        !matches!(self.schema_file, SchemaFileTask::Skip)
    }

    /// Whether the tool runs all pending migrations in one transaction.
    pub(super) fn shares_transaction(&self) -> bool {
        self.migrations.first().is_some_and(|file| file.section.transaction == Transaction::Shared)
    }

    /// Returns how many files a cached prefix may have: no observed file is among them.
    pub(super) fn cacheable_length(&self) -> usize {
        self.migrations.iter().position(|file| self.is_observed(file)).unwrap_or(self.migrations.len())
    }

    /// The tracking table of the migration tool, with what its own schema file says about it.
    pub(super) fn tracking_table(&self) -> Option<TrackingTable> {
        let tracking = self.layout.tracking?;
        let schema = match tracking.found {
            FoundBy::Schema(schema) => schema,
            FoundBy::SearchPath | FoundBy::FirstSchema => PUBLIC,
        };
        let version = |file: &Source| Some(self.layout.entry(&file.path, &[], None)?.version);
        let rows = tracking.in_schema_file.map(|rows| {
            let mut versions: Vec<String> = self.migrations.iter().filter_map(version).collect();
            versions.sort_unstable();
            rows(&versions)
        });
        Some(TrackingTable { schema, name: tracking.table, rows })
    }

    /// Whether dumps are compared as well.
    pub(super) fn is_witnessed(&self) -> bool {
        let is_proof = |task: &SideTask<'_>| !matches!(task.proof, ProofTask::None);
        self.checks.double_check || matches!(&self.schema_file, SchemaFileTask::Side(task) if is_proof(task))
    }

    pub(super) fn is_observed(&self, file: &Source) -> bool {
        self.checks.observed.is_some_and(|observed| observed.contains(&file.path))
    }
}
