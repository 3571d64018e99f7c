//! The replay of a side on a server that the caller has opened, without a schema file.

use super::error::Error;
use super::gather::gather;
use super::request::SchemaTask;
use crate::config::Settings;
use crate::git::Repository;
use crate::jobs::sides::Selection;
use crate::postgres::Engine;
use crate::progress::Progress;
use crate::replay::{self, Plan, PlanChecks, ReplayTarget, SchemaFileTask};

/// Replays every project of the selection on a private server; nothing is compared, written or cached.
pub fn replay_on(
    engine: &mut dyn Engine,
    repository: &dyn Repository,
    settings: &Settings,
    selection: &Selection,
    progress: &mut dyn Progress,
) -> Result<Vec<replay::Outcome>, Error> {
    let gathered = gather(repository, settings, selection, None, SchemaTask::Compare)?;
    let mut outcomes = Vec::new();
    for project in &gathered.projects {
        let plan = Plan {
            layout: project.layout,
            platform: project.platform,
            wanted: project.major,
            migrations: &project.migrations,
            command: None,
            ignored_files: &project.ignored_files,
            setup: &project.setup,
            schemas: project.schemas.as_deref(),
            schema_file: SchemaFileTask::Skip,
            mirrors: &[],
            checks: PlanChecks::default(),
        };
        let target =
            ReplayTarget { engine: &mut *engine, is_private: true, caches_prefixes: false, progress: &mut *progress };
        outcomes.push(replay::run(target, &plan)?);
    }
    Ok(outcomes)
}
