//! The repository's own jobs for `doctor`: which run here, and what keeps the others from it.

use crate::hooks::Event;
use crate::jobs::own_jobs::{OwnJobs, own_jobs};
use crate::jobs::side_settings::{self, SettingsSource};
use crate::jobs::sides::Selection;
use crate::jobs::trust;
use crate::tasks::{self, Job};
use std::ffi::OsStr;

/// The jobs of a hook in this clone.
#[derive(Debug)]
pub struct HookJobs {
    pub event: Event,
    /// In the order of the settings.
    pub jobs: Vec<JobState>,
    /// Names of jobs that the user's own file disables.
    pub disabled: Vec<String>,
    /// Names of protected jobs that it would disable or change.
    pub protected: Vec<String>,
}

/// A job, and what keeps it from running.
#[derive(Debug)]
pub struct JobState {
    pub job: Job,
    /// Whether the user has agreed to it, where that is needed.
    pub is_agreed: bool,
    /// The program that it starts and that does not exist here.
    pub missing: Option<String>,
}

/// Returns the jobs of the working tree's settings, by hook; only hooks that have some.
pub fn job_states(source: &SettingsSource, search_path: &OsStr) -> Result<Vec<HookJobs>, side_settings::Error> {
    let repository = source.repository();
    let Some(top) = repository.paths().work_dir.as_deref() else { return Ok(Vec::new()) };
    let settings = source.of(&Selection::WorkTree)?;
    let mut found = Vec::new();
    for event in Event::ALL {
        let own = own_jobs(repository, &settings, &Selection::WorkTree, event)?;
        if own == OwnJobs::default() {
            continue;
        }
        let OwnJobs { jobs, disabled, protected } = own;
        let agreed = trust::agreed_jobs(source, event, &jobs)?;
        let state = |(job, is_agreed): (Job, bool)| {
            let missing = tasks::missing_program(&job, top, search_path);
            JobState { job, is_agreed, missing }
        };
        found.push(HookJobs { event, jobs: jobs.into_iter().zip(agreed).map(state).collect(), disabled, protected });
    }
    Ok(found)
}
