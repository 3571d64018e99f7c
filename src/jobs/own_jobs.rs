//! The jobs of a hook in this clone: those of the settings, changed by the user's own file.

use super::local_file::local_file;
use super::nested_jobs;
use super::side_settings;
use super::sides::Selection;
use crate::config::Settings;
use crate::git::Repository;
use crate::hooks::Event;
use crate::tasks::Job;

/// The jobs of a hook, and what the user's own file changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnJobs {
    pub(super) jobs: Vec<Job>,
    /// Names of jobs of the settings that the file disables.
    pub(super) disabled: Vec<String>,
    /// Names of protected jobs that it would disable or change.
    pub(super) protected: Vec<String>,
}

/// Returns the jobs of a hook. The file does not count if it is tracked: then a branch could bring it along.
pub(super) fn own_jobs(
    repository: &dyn Repository,
    settings: &Settings,
    selection: &Selection,
    event: Event,
) -> Result<OwnJobs, side_settings::Error> {
    let shared = nested_jobs::jobs_of(repository, settings, selection, event)?;
    let Some(local) = local_file(repository)? else { return Ok(OwnJobs { jobs: shared, ..OwnJobs::default() }) };
    Ok(merged(
        shared,
        local.disabled.get(&event).map_or(&[], Vec::as_slice),
        local.jobs.get(&event).map_or(&[], Vec::as_slice),
    ))
}

fn merged(shared: Vec<Job>, disabled: &[String], added: &[Job]) -> OwnJobs {
    let mut found = OwnJobs::default();
    let mut added: Vec<&Job> = added.iter().collect();
    for job in shared {
        let replacing = added.iter().position(|own| own.name == job.name).map(|at| added.remove(at));
        let is_disabled = disabled.contains(&job.name);
        match replacing {
            replacing if job.protected && (is_disabled || replacing.is_some()) => {
                found.protected.push(job.name.clone());
                found.jobs.push(job);
            }
            _ if is_disabled => found.disabled.push(job.name),
            Some(own) => found.jobs.push(own.clone()),
            None => found.jobs.push(job),
        }
    }
    found.jobs.extend(added.into_iter().cloned());
    found
}
