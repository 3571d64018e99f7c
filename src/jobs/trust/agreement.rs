//! Whether the user has agreed to settings.

use super::notes;
use crate::config::{GateCommand, NamedDatabase, Settings};
use crate::git::{self, Id, Repository};
use crate::hooks::Event;
use crate::jobs::nested_jobs;
use crate::jobs::side_settings::{self, SettingsSource};
use crate::jobs::sides::Selection;
use crate::tasks::Job;

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
    // Others can change the default branch; only a note of this clone lets a program of the settings be started.
    if runs.have_command() {
        return Ok(false);
    }
    let Some((name, commit)) = default_branch(source.repository())? else { return Ok(false) };
    // Settings that cannot be read agree to nothing.
    let shared = source.of_commit(&commit, &name);
    Ok(shared.is_ok_and(|shared| shared.hook_runs().fingerprint() == fingerprint))
}

/// Whether each job of a hook may run. Those may that need no agreement, those that were noted, and those that the remote's default branch has, in a clone where
/// the user has installed tidegate.
pub fn agreed_jobs(source: &SettingsSource, event: Event, jobs: &[Job]) -> Result<Vec<bool>, git::Error> {
    if jobs.iter().all(|job| !job.needs_agreement()) {
        return Ok(vec![true; jobs.len()]);
    }
    let Some(notes) = notes::read(source.repository())? else {
        return Ok(jobs.iter().map(|job| !job.needs_agreement()).collect());
    };
    let fingerprints: Vec<String> = jobs.iter().map(|job| job.fingerprint(event.name())).collect();
    let is_free = |(job, fingerprint): (&Job, &String)| !job.needs_agreement() || notes.contains(fingerprint);
    if jobs.iter().zip(&fingerprints).all(is_free) {
        return Ok(vec![true; jobs.len()]);
    }
    let shared: Vec<String> = match default_branch(source.repository())? {
        // Settings that cannot be read agree to nothing.
        Some((name, commit)) => {
            let selection = Selection::Commit { commit: commit.clone(), base: None, name: name.clone() };
            let shared = source.of_commit(&commit, &name);
            let jobs = shared.and_then(|shared| nested_jobs::jobs_of(source.repository(), &shared, &selection, event));
            jobs.unwrap_or_default().iter().map(|job| job.fingerprint(event.name())).collect()
        }
        None => Vec::new(),
    };
    let is_agreed = |(job, fingerprint)| is_free((job, fingerprint)) || shared.contains(fingerprint);
    Ok(jobs.iter().zip(&fingerprints).map(is_agreed).collect())
}

/// Whether the user of this clone agreed to exactly these settings.
pub fn is_noted(repository: &dyn Repository, settings: &Settings) -> Result<bool, git::Error> {
    let fingerprint = settings.hook_runs().fingerprint();
    Ok(notes::read(repository)?.is_some_and(|notes| notes.contains(&fingerprint)))
}

/// Whether the user of this clone agreed to replays in merges with these settings, or with those of the remote's default
/// branch: the agreement to the default settings says that there may be any.
pub fn is_merge_agreed(source: &SettingsSource, settings: &Settings) -> Result<bool, git::Error> {
    let Some(notes) = notes::read(source.repository())? else { return Ok(false) };
    let fingerprint = settings.merge_fingerprint();
    if !notes.contains(&Settings::default().merge_fingerprint()) {
        return Ok(false);
    }
    if notes.contains(&fingerprint) {
        return Ok(true);
    }
    let Some((name, commit)) = default_branch(source.repository())? else { return Ok(false) };
    let shared = source.of_commit(&commit, &name);
    Ok(shared.is_ok_and(|shared| shared.merge_fingerprint() == fingerprint))
}

/// Whether each database of the settings counts: those do that were noted, and those that the remote's default branch
/// has, in a clone where the user has installed tidegate.
pub fn agreed_databases(source: &SettingsSource, databases: &[NamedDatabase]) -> Result<Vec<bool>, git::Error> {
    let Some(notes) = notes::read(source.repository())? else { return Ok(vec![false; databases.len()]) };
    let shared = match default_branch(source.repository())? {
        // Settings that cannot be read agree to nothing.
        Some((name, commit)) => source.of_commit(&commit, &name).map(|shared| shared.databases).unwrap_or_default(),
        None => Vec::new(),
    };
    let is_agreed = |database: &NamedDatabase| notes.contains(&database.fingerprint()) || shared.contains(database);
    Ok(databases.iter().map(is_agreed).collect())
}

/// Whether each command of rehearsals may run: those may that were noted, and those that the remote's default branch has,
/// in a clone where the user has installed tidegate.
pub fn agreed_gates(source: &SettingsSource, gates: &[GateCommand]) -> Result<Vec<bool>, git::Error> {
    let Some(notes) = notes::read(source.repository())? else { return Ok(vec![false; gates.len()]) };
    let shared = match default_branch(source.repository())? {
        // Settings that cannot be read agree to nothing.
        Some((name, commit)) => source.of_commit(&commit, &name).map(|shared| shared.gates).unwrap_or_default(),
        None => Vec::new(),
    };
    Ok(gates.iter().map(|gate| notes.contains(&gate.fingerprint()) || shared.contains(gate)).collect())
}

/// The settings of the remote's default branch, if there is one.
pub fn shared_settings(source: &SettingsSource) -> Result<Option<Settings>, side_settings::Error> {
    let Some((name, commit)) = default_branch(source.repository())? else { return Ok(None) };
    source.of_commit(&commit, &name).map(Some)
}

/// The tip of the default branch of the remote that was cloned: `origin`, or the only remote. A further remote may be
/// the fork of the author of the branch.
fn default_branch(repository: &dyn Repository) -> Result<Option<(String, Id)>, git::Error> {
    const USUAL: &str = "origin";
    let branches = repository.remote_branches()?;
    let mut remotes: Vec<&str> =
        branches.iter().filter_map(|(name, _)| Some(below_remotes(name).split_once('/')?.0)).collect();
    remotes.dedup();
    let remote = match remotes.as_slice() {
        [only] => *only,
        several if several.contains(&USUAL) => USUAL,
        _ => return Ok(None),
    };
    let Some(head) = repository.remote_head(remote)? else { return Ok(None) };
    let is_its_own = below_remotes(&head).strip_prefix(remote).is_some_and(|rest| rest.starts_with('/'));
    // Only a reference with exactly this name counts: a local branch may look like it.
    Ok(branches.into_iter().find(|(name, _)| is_its_own && *name == head))
}

fn below_remotes(name: &str) -> &str {
    name.strip_prefix("refs/remotes/").unwrap_or(name)
}
