//! The check of a push. The content comes from the pushed commits, not from the working tree.

use super::deletions;
use super::push::{self, Pushed, PushedRef, selection_of};
use crate::config::Settings;
use crate::diagnostic::Severity;
use crate::git::{Id, Repository, Side};
use crate::jobs::check::{self, Error, Outcome, Request};
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::{Selection, Sides};

/// Checks every ref that is pushed to `remote`, and every shared branch that is deleted there.
pub(super) fn check(
    source: &SettingsSource,
    request: &Request,
    remote: &str,
    refs: &[PushedRef],
) -> Result<Outcome, Error> {
    let repository = source.repository();
    let mut outcome = Outcome { target: "nothing".to_owned(), ..Outcome::default() };
    let pushed = push::pushed(source, remote, refs)?;
    for Pushed { commit, base, name } in &pushed {
        let settings = source.of(&selection_of(commit, name))?;
        let selection = Selection::Commit { commit: commit.clone(), base: base.clone(), name: name.clone() };
        let tip = shared_tip(repository, &settings, commit)?;
        let sides = Sides { tip, ..Sides::find(repository, &selection)? };
        let checked = check::check_sides(repository, &settings, &Request { selection, ..request.clone() }, &sides)?;
        outcome.absorb(checked);
        if base.is_none() {
            for checked in history_since_shared(repository, &settings, request, commit, name)? {
                outcome.absorb(checked);
            }
        }
    }
    if !outcome.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
        && let Some(unknown) = push::replaces_unknown(source, remote, refs)?
    {
        return Err(unknown.into());
    }
    let mut names: Vec<String> = pushed.into_iter().map(|pushed| pushed.name).collect();
    names.extend(deletions::check(source, request, remote, refs, &mut outcome)?);
    if !names.is_empty() {
        outcome.target = format!("push of {}", crate::text::words::list(&names, 3));
    }
    Ok(outcome)
}

/// Checks the history of a commit that is compared with nothing against the branches that count as shared: the local
/// default branch in a clone that knows no branch of the remote, as a bare clone with linked worktrees.
fn history_since_shared(
    repository: &dyn Repository,
    settings: &Settings,
    request: &Request,
    commit: &Id,
    name: &str,
) -> Result<Vec<Outcome>, Error> {
    let itself = check::PublishedRevision::itself("HEAD", commit);
    let mut found = Vec::new();
    for shared in check::shared_branches(repository, settings, &itself)? {
        if !shared.is_branch || shared.commit == *commit {
            continue;
        }
        let selection = Selection::Commit { commit: commit.clone(), base: Some(shared.commit), name: name.to_owned() };
        let sides = Sides::find(repository, &selection)?;
        let request = Request { selection, history_only: true, ..request.clone() };
        let checked = check::check_sides(repository, settings, &request, &sides)?;
        // Its files and projects are counted already.
        found.push(Outcome { files: 0, projects: Vec::new(), ..checked });
    }
    Ok(found)
}

/// The tip of the shared branch that the commit is to be merged into, if it is not part of the
/// commit's own history.
fn shared_tip(repository: &dyn Repository, settings: &Settings, commit: &Id) -> Result<Option<Side>, Error> {
    let itself = check::PublishedRevision::itself("HEAD", commit);
    let branches = check::shared_branches(repository, settings, &itself)?;
    let mut others = branches.into_iter().filter(|branch| branch.is_branch && branch.tip != branch.commit);
    Ok(others.find(|branch| branch.tip != *commit).map(|branch| Side::Revision(branch.tip)))
}
