//! Whether the user has agreed to settings.

use super::notes;
use crate::config::Settings;
use crate::git::{self, Id, Repository};
use crate::jobs::side_settings::SettingsSource;

/// Whether the user of this clone agreed to what hooks run with these settings: they run nothing, or were noted, or are
/// those of the remote's default branch in a clone where the user has installed tidegate.
pub fn is_agreed(source: &SettingsSource, settings: &Settings) -> Result<bool, git::Error> {
    let runs = settings.hook_runs();
    if runs.is_empty() {
        return Ok(true);
    }
    let Some(notes) = notes::read(source.repository())? else { return Ok(false) };
    let fingerprint = runs.fingerprint();
    if notes.contains(&fingerprint) {
        return Ok(true);
    }
    let Some((name, commit)) = default_branch(source.repository())? else { return Ok(false) };
    // Settings that cannot be read agree to nothing.
    let shared = source.of_commit(&commit, &name);
    Ok(shared.is_ok_and(|shared| shared.hook_runs().fingerprint() == fingerprint))
}

/// The tip of the default branch of the remote that was cloned: `origin`, or the only remote. A further remote may be
/// the fork of whoever sent the branch.
fn default_branch(repository: &dyn Repository) -> Result<Option<(String, Id)>, git::Error> {
    for remote in remotes(repository)? {
        let head = repository.remote_head(&remote)?.filter(|head| head.starts_with(&format!("{remote}/")));
        if let Some(head) = head {
            // The full name: a local branch may have the short one.
            let commit = repository.commit(&format!("refs/remotes/{head}"))?;
            return Ok(commit.map(|commit| (head, commit)));
        }
    }
    Ok(None)
}

fn remotes(repository: &dyn Repository) -> Result<Vec<String>, git::Error> {
    const USUAL: &str = "origin";
    if repository.remote_head(USUAL)?.is_some() {
        return Ok(vec![USUAL.to_owned()]);
    }
    let branches = repository.remote_branches()?;
    let mut names: Vec<String> =
        branches.iter().filter_map(|(name, _)| Some(name.split_once('/')?.0.to_owned())).collect();
    names.dedup();
    Ok(if names.len() == 1 { names } else { Vec::new() })
}
