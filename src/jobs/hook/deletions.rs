//! Shared branches that a push deletes. A deletion of any other branch is not checked: its migrations were
//! never published.

use super::push::{PushedRef, last_fetched, selection_of, short_branch};
use crate::config::Settings;
use crate::git::{Id, Remote, Repository};
use crate::jobs::branches::USUAL_NAMES;
use crate::jobs::check::{self, Deletion, Error, Outcome, Request};
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::known_remote;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Adds the problems of the deletions to an outcome; returns the names of the branches that have something to report.
pub(super) fn check(
    source: &SettingsSource,
    request: &Request,
    remote: &str,
    refs: &[PushedRef],
    outcome: &mut Outcome,
) -> Result<Vec<String>, Error> {
    let repository = source.repository();
    let mut names = Vec::new();
    for deleted in refs.iter().filter(|pushed| pushed.local_id.is_null() && !pushed.remote_id.is_null()) {
        let Some(branch) = short_branch(&deleted.remote_ref) else { continue };
        let known = known_remote(repository, remote)?;
        let mut tip = repository.commit(deleted.remote_id.as_str())?;
        if tip.is_none() {
            // Another user has pushed since the last fetch, which has most of what would be lost.
            tip = last_fetched(repository, known.as_ref(), &deleted.remote_ref)?;
        }
        // The commit that has the branch's own settings may be unknown.
        let settings = match tip.clone().map_or_else(|| repository.head(), |tip| Ok(Some(tip)))? {
            Some(commit) => source.of(&selection_of(&commit, branch))?,
            None => Rc::default(),
        };
        let shared = check::shared_of_remote(repository, &settings, known.as_ref())?;
        let is_usual = known.is_none() && USUAL_NAMES.contains(&branch);
        if !shared.contains_key(branch) && !is_usual {
            continue;
        }
        let deletion = Deletion {
            branch,
            remote: known.as_ref().map(|remote| remote.name.as_str()),
            tip,
            remaining: remaining(repository, &settings, known.as_ref(), shared, refs)?,
        };
        let checked = check::check_deletion(repository, &settings, request, &deletion)?;
        if !checked.diagnostics.is_empty() || !checked.accepted.is_empty() || !request.skip.is_empty() {
            names.push(branch.to_owned());
        }
        outcome.diagnostics.extend(checked.diagnostics);
        outcome.accepted.extend(checked.accepted);
        outcome.skipped.clone_from(&request.skip);
    }
    Ok(names)
}

/// The commits of the remote's shared branches after the push.
fn remaining(
    repository: &dyn Repository,
    settings: &Settings,
    remote: Option<&Remote>,
    mut shared: BTreeMap<String, Id>,
    refs: &[PushedRef],
) -> Result<Vec<Id>, Error> {
    for pushed in refs {
        let Some(branch) = short_branch(&pushed.remote_ref) else { continue };
        let commit = if pushed.local_id.is_null() { None } else { repository.commit(pushed.local_id.as_str())? };
        match commit {
            Some(commit) if shared.contains_key(branch) || is_to_be_shared(settings, remote, branch) => {
                shared.insert(branch.to_owned(), commit);
            }
            Some(_) => {}
            None => drop(shared.remove(branch)),
        }
    }
    Ok(shared.into_values().collect())
}

/// Whether a branch that does not exist yet will be shared: by its name, or because the settings name it.
fn is_to_be_shared(settings: &Settings, remote: Option<&Remote>, branch: &str) -> bool {
    let full = remote.and_then(|remote| remote.tracking(branch));
    let short = full.as_deref().and_then(|full| full.strip_prefix("refs/remotes/"));
    let is_named = |name: &String| Some(name.as_str()) == full.as_deref() || Some(name.as_str()) == short;
    USUAL_NAMES.contains(&branch) || settings.published.iter().any(is_named)
}
