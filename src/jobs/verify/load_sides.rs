//! Loads sides of a comparison, all on one server.

use super::error::Error;
use super::framework;
use super::request::Request;
use super::side_inputs::SideInputs;
use super::state::NewScripts;
use super::verdict_cache::ProjectVerdict;
use super::verifier::Verifier;
use crate::git::Repository;
use crate::progress::Progress;
use crate::replay::{ProofTask, SideTask};
use std::collections::BTreeSet;

/// A side that was loaded, or the statement that stopped it.
pub(in crate::jobs) struct LoadedSideOutcome {
    /// The kind of server: `local`, `url` or `embedded`.
    pub(in crate::jobs) engine: &'static str,
    /// The server, in words.
    pub(in crate::jobs) server: String,
    /// Notes about the server.
    pub(in crate::jobs) remarks: Vec<String>,
    pub(in crate::jobs) replay: crate::replay::Outcome,
}

/// A side to load.
#[derive(Clone, Copy)]
pub(in crate::jobs) struct Wanted<'a> {
    pub(in crate::jobs) side: &'a SideInputs,
    /// The schemas that are dumped and loaded once more.
    pub(in crate::jobs) reloaded: Option<&'a BTreeSet<String>>,
    pub(in crate::jobs) proof: ProofTask<'a>,
}

impl<'a> Wanted<'a> {
    /// A side as it is.
    pub(in crate::jobs) fn plain(side: &'a SideInputs) -> Self {
        Self { side, reloaded: None, proof: ProofTask::None }
    }
}

/// Loads sides one after another; after the first one that fails no other is loaded.
pub(in crate::jobs) fn load_sides(
    repository: &dyn Repository,
    request: &Request,
    sides: &[Wanted<'_>],
    progress: &mut dyn Progress,
) -> Result<Vec<LoadedSideOutcome>, Error> {
    let request = &super::run::with_repository(repository, request);
    let new = NewScripts::default();
    let mut verifier = Verifier::new(request, None, &new, progress);
    let mut loaded = Vec::new();
    for Wanted { side, reloaded, proof } in sides {
        verifier.read_side(SideTask { content: side.task(), reloaded: *reloaded, proof: *proof });
        let command = framework::command(repository, &side.project, request.environment.deadline.left());
        let (engine, verdict) = verifier.verify(&side.project, command.as_ref())?;
        let ProjectVerdict { server, remarks, replay } = verdict;
        let is_failed = replay.side.is_none();
        loaded.push(LoadedSideOutcome { engine, server, remarks, replay });
        if is_failed {
            break;
        }
    }
    Ok(loaded)
}
