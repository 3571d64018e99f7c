//! Loads the statements of a schema file into a database and reads its catalog.

use super::super::failure::StatementError;
use super::super::runner::Runner;
use super::super::scratch::Replay;
use super::reload::create_tracking_table;
use super::run_file::run_statements;
use super::tolerated::Existing;
use super::witness::whole_dump;
use crate::catalog::{Catalog, compact};
use crate::postgres::{Error, scratch_name};
use serde::{Deserialize, Serialize};

/// A schema file that was loaded.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LoadedFile {
    #[serde(with = "compact")]
    pub(super) catalog: Catalog,
    /// Statements that were not run, each with the reason.
    pub(super) not_run: Vec<String>,
    /// Whether it was loaded beside what the migrations have created: nothing can be said about schemas of the platform.
    pub(super) is_beside: bool,
    /// A dump of the database with the file, where one was requested.
    #[serde(skip)]
    pub(super) dump: Vec<u8>,
}

/// Loads a file into a copy of the database before the first migration.
pub(super) fn load_alone(replay: &mut Replay<'_>, content: &[u8]) -> Result<Result<LoadedFile, StatementError>, Error> {
    let name = scratch_name();
    let template = replay.template.database.clone();
    let mut runner = replay.create(&name, template.as_deref())?;
    let mut existing = Existing::of_platform(replay.platform().schemas());
    let loaded = load_into(replay, &mut runner, content, &mut existing)?;
    drop(runner);
    let loaded = match loaded {
        Ok(mut loaded) => {
            if replay.plan.is_witnessed() {
                loaded.dump = whole_dump(replay, &name, true)?;
            }
            Ok(loaded)
        }
        Err(failed) => Err(failed),
    };
    replay.drop_temporary(&name)?;
    Ok(loaded)
}

/// Loads a file into a database and reads its catalog.
pub(super) fn load_into(
    replay: &Replay<'_>,
    runner: &mut Runner,
    content: &[u8],
    existing: &mut Existing<'_>,
) -> Result<Result<LoadedFile, StatementError>, Error> {
    create_tracking_table(replay.plan.layout.tracking, runner, content)?;
    let not_run = match run_statements(runner, content, existing)? {
        Ok(not_run) => not_run,
        Err(failed) => return Ok(Err(failed)),
    };
    let catalog = catalog_after(runner)?;
    Ok(Ok(LoadedFile { catalog, not_run, is_beside: false, dump: Vec::new() }))
}

/// Returns the catalog of a database into which something was loaded.
pub(super) fn catalog_after(runner: &mut Runner) -> Result<Catalog, Error> {
    runner.raw("RESET ALL; RESET SESSION AUTHORIZATION")?;
    runner.set_index_options()?;
    runner.catalog()
}
