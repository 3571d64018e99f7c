//! The request of a verification.

use super::error::Error;
use crate::config::Engine;
use crate::git::Repository;
use crate::hooks::Event;
use crate::jobs::check;
use crate::jobs::sides::{self, Selection};
use crate::postgres;
use crate::text::RelPath;

/// The options of a verification.
#[derive(Clone, Debug)]
pub struct Request {
    /// The side whose migrations are replayed.
    pub selection: Selection,
    /// The kind of server; `None` leaves it to the configuration.
    pub engine: Option<Engine>,
    /// Address of a server that the user names.
    pub address: Option<String>,
    /// The process's environment, as far as servers depend on it.
    pub environment: postgres::Environment,
    pub schema: SchemaTask,
    /// Whether results of earlier runs on a private server are used, and those of this run are kept.
    pub uses_cache: bool,
    /// The projects that are replayed; `None` for all.
    pub only: Option<ProjectFilter>,
    pub checks: ExtraChecks,
    /// Whether the SQL of the repository runs as a superuser on a private server: it can then run
    /// programs on this machine. Only settings of the user outside the repository may set it.
    pub superuser: bool,
    /// Observes the statements of new migrations: the check that says which migrations are new and
    /// what it expects of them.
    pub observe: Option<check::Request>,
    /// Checks the replayed schema: the check that says which migrations are new and which rules run.
    pub rules: Option<check::Request>,
    /// Whether that check has just reported its problems, so that they are not reported again.
    pub is_after_check: bool,
}

/// Checks that are made only on request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is requested on its own")]
pub struct ExtraChecks {
    /// Measures each migration; every one is run for that.
    pub timings: bool,
    /// Runs the last migration twice.
    pub idempotency: bool,
    /// Runs the seed files after the last migration.
    pub seed: bool,
    /// Reverts each migration by its down migration.
    pub round_trip: bool,
    /// Compares the dumps of the replayed schema and of the schema file as well.
    pub double_check: bool,
}

/// The projects that are replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFilter {
    /// Those with a migration, a schema file or a setting among these paths.
    pub changed: Vec<RelPath>,
    /// Of these, the ones that are replayed in this hook.
    pub at: Option<Event>,
}

/// The task for the schema file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SchemaTask {
    #[default]
    Compare,
    /// Compares it, and makes a patch if it differs.
    Patch,
    Write,
    WriteAndStage,
    /// Reads the catalog of the replayed schema; no file is compared.
    Catalog,
    /// Reads the catalog of the schema file.
    CatalogOfFile,
    /// Returns the content that the file would have, and writes nothing.
    Return,
}

impl SchemaTask {
    pub(super) fn writes(self) -> bool {
        matches!(self, Self::Write | Self::WriteAndStage)
    }
}

/// The filter for projects that changed in a selection.
pub fn changed_projects(repository: &dyn Repository, selection: &Selection) -> Result<ProjectFilter, Error> {
    Ok(ProjectFilter { changed: sides::changed_paths(repository, selection)?, at: None })
}
