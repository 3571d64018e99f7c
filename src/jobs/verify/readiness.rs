//! Requirements of the projects on a server, and the server of their replays, found without a replay.

use super::error::Error;
use super::gather;
use super::inputs::ReplayInputs;
use super::request::SchemaTask;
use super::server::{ServerOptions, ServerPreview, preview_server};
use crate::config::{Settings, VerifyAt};
use crate::git::Repository;
use crate::jobs::sides::Selection;
use crate::text::RelPath;

/// Server and hook of the replay of a project in the working tree.
#[derive(Debug)]
pub struct ReplayReadiness {
    pub root: RelPath,
    /// The hook in which it is replayed.
    pub at: VerifyAt,
    pub on: Result<ServerPreview, Error>,
}

/// Finds where and when the projects of the working tree are replayed.
pub fn replay_readiness(
    repository: &dyn Repository,
    settings: &Settings,
    server: ServerOptions<'_>,
) -> Result<Vec<ReplayReadiness>, Error> {
    let gathered = gather::gather(repository, settings, &Selection::WorkTree, None, SchemaTask::Compare)?;
    let readiness = |project: ReplayInputs| ReplayReadiness {
        on: preview_server(server.engine.unwrap_or(project.engine), server, project.major),
        root: project.root,
        at: project.at,
    };
    Ok(gathered.projects.into_iter().map(readiness).collect())
}

/// The major versions that the projects of the index, or the configuration, name.
pub fn majors(repository: &dyn Repository, settings: &Settings) -> Result<Vec<u32>, Error> {
    let gathered = gather::gather(repository, settings, &Selection::Staged, None, SchemaTask::Compare)?;
    Ok(gathered.projects.into_iter().filter_map(|project| project.major).collect())
}
