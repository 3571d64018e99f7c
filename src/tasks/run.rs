//! Runs the jobs of a hook.

use super::given::{Given, Lists};
use super::job::Job;
use super::outcome::{Ended, Outcome, Skip, TaskResult};
use super::place::Places;
use super::schedule::{self, Task};
use crate::git::{self, Id, RepoPaths};
use crate::text::RelPath;
use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What jobs are run in: the hook, its files, and the surroundings of the process.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub paths: &'a RepoPaths,
    /// Name of the hook.
    pub hook: &'a str,
    /// The arguments that git gives the hook.
    pub arguments: &'a [String],
    /// What git gives the hook on standard input.
    pub input: &'a [u8],
    pub lists: &'a Lists,
    /// Names of jobs that the user skips.
    pub skip: &'a [String],
    /// The commit whose content jobs see; `None` for the index.
    pub commit: Option<&'a Id>,
    /// The folders in which programs are looked for, as in `PATH`.
    pub search_path: &'a OsString,
    /// Set when the user interrupts the run.
    pub interrupted: &'a AtomicBool,
}

/// Reason why no job could be run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository cannot be read, or the folder for staged content cannot be written (environment).
    #[error(transparent)]
    Git(#[from] git::Error),
    /// There is no working tree to run anything in (user).
    #[error("a bare repository has no working tree in which jobs could run")]
    NoWorkTree,
}

/// Runs jobs; returns their results in the order of the settings.
pub fn run(context: &Context, jobs: &[Job]) -> Result<Outcome, Error> {
    let top = context.paths.work_dir.as_deref().ok_or(Error::NoWorkTree)?;
    let chosen: Vec<_> = jobs.iter().map(|job| given(context, job)).collect();
    let places = Places::new(context.paths, top, context.commit, context.lists);
    let mut tasks = Vec::new();
    for (job, given) in jobs.iter().zip(&chosen) {
        if let Ok(given) = given {
            tasks.push(task(context, job, given, top, &places)?);
        }
    }
    let mut ended = schedule::run(&tasks, context.interrupted).into_iter();
    let mut outcome = Outcome::default();
    for (job, given) in jobs.iter().zip(chosen) {
        let result = match given {
            Ok(_) => ended.next().flatten(),
            Err(skip) => Some(TaskResult {
                name: job.name.clone(),
                ended: Ended::Skipped(skip),
                took: Duration::ZERO,
                files: 0,
                is_apart: false,
                left_running: false,
                output: Vec::new(),
            }),
        };
        outcome.results.extend(result);
    }
    outcome.is_interrupted = context.interrupted.load(Ordering::SeqCst);
    Ok(outcome)
}

/// What each job would do, without running any.
pub fn plan(context: &Context, jobs: &[Job]) -> Result<Vec<Planned>, Error> {
    let top = context.paths.work_dir.as_deref().ok_or(Error::NoWorkTree)?;
    let places = Places::new(context.paths, top, context.commit, context.lists);
    let mut found = Vec::new();
    for job in jobs {
        found.push(match given(context, job) {
            Ok(given) => Planned::Run { is_apart: !places.is_in_place(job, &given)?, files: given.files },
            Err(skip) => Planned::Skip(skip),
        });
    }
    Ok(found)
}

/// What a job would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Planned {
    Run {
        files: Vec<RelPath>,
        /// Whether it would run in a folder beside the working tree.
        is_apart: bool,
    },
    Skip(Skip),
}

fn given(context: &Context, job: &Job) -> Result<Given, Skip> {
    if context.skip.contains(&job.name) { Err(Skip::Named) } else { Given::choose(job, context.lists) }
}

fn task<'a>(
    context: &Context<'a>,
    job: &'a Job,
    given: &'a Given,
    top: &'a Path,
    places: &Places,
) -> Result<Task<'a>, git::Error> {
    let place = places.of(job, given)?;
    Ok(Task { job, given, place, context: *context, work_tree: top })
}
