//! Runs the jobs of a hook.

use super::fix::Fixes;
use super::given::{Given, Lists};
use super::job::Job;
use super::outcome::{Ended, Fixing, Outcome, Skip, TaskResult};
use super::place::Places;
use super::schedule::{self, Task};
use crate::git::{self, Id, RepoPaths};
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

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
    /// The commit of HEAD, in words; fixes that are interrupted are taken back while HEAD is on it.
    pub head: &'a str,
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
    let mut work = Work { context, top, places: &places, fixes: None, results: BTreeMap::new() };
    let pending: Vec<(&Job, &Given)> =
        jobs.iter().zip(&chosen).filter_map(|(job, given)| Some((job, given.as_ref().ok()?))).collect();
    work.fix(&pending)?;
    work.read(&pending)?;
    let fixing = work.write_fixes()?;
    let mut results = work.results;
    let mut outcome = Outcome { fixing, ..Outcome::default() };
    for (job, given) in jobs.iter().zip(&chosen) {
        outcome.results.extend(match given {
            Ok(_) => results.remove(job.name.as_str()),
            Err(skip) => Some(TaskResult::new(&job.name, Ended::Skipped(*skip))),
        });
    }
    outcome.is_interrupted = context.interrupted.load(Ordering::SeqCst);
    Ok(outcome)
}

/// The jobs of a hook under way.
struct Work<'a> {
    context: &'a Context<'a>,
    top: &'a Path,
    places: &'a Places<'a>,
    /// `None` until a job fixes files.
    fixes: Option<Fixes>,
    results: BTreeMap<&'a str, TaskResult>,
}

impl<'a> Work<'a> {
    /// Runs the jobs that fix files, one after the other: each sees what those before it have fixed.
    fn fix(&mut self, pending: &[(&'a Job, &'a Given)]) -> Result<(), git::Error> {
        for (job, given) in pending.iter().filter(|(job, _)| job.fixes) {
            if self.is_interrupted() {
                break;
            }
            let mut fixes = match self.fixes.take() {
                Some(fixes) => fixes,
                None => Fixes::new(self.context.paths)?,
            };
            let task = self.task(job, given, &[])?;
            let mut result = task.run();
            let replica = self.places.replica()?;
            if result.ended == Ended::Passed {
                let change = fixes.note(replica, &given.files)?;
                (result.fixed, result.ignored) = (change.fixed, change.others);
                if !change.lost.is_empty() {
                    result.ended = Ended::Lost { files: change.lost };
                }
            } else {
                Fixes::restore(replica)?;
            }
            self.fixes = Some(fixes);
            self.results.insert(&job.name, result);
        }
        Ok(())
    }

    /// Runs the jobs that only read, at once.
    fn read(&mut self, pending: &[(&'a Job, &'a Given)]) -> Result<(), git::Error> {
        let fixed = self.fixes.as_ref().map_or_else(Vec::new, |fixes| fixes.fixed().to_vec());
        let mut tasks = Vec::new();
        for (job, given) in pending.iter().filter(|(job, _)| !job.fixes) {
            tasks.push(self.task(job, given, &fixed)?);
        }
        for (task, result) in tasks.iter().zip(schedule::run(&tasks, self.context.interrupted)) {
            self.results.extend(result.map(|result| (task.job.name.as_str(), result)));
        }
        Ok(())
    }

    /// Writes what was fixed, unless a job failed.
    fn write_fixes(&self) -> Result<Option<Fixing>, git::Error> {
        let fixes = self.fixes.as_ref().filter(|fixes| !fixes.fixed().is_empty());
        let Some(fixes) = fixes else { return Ok(None) };
        if self.is_interrupted() || self.results.values().any(|result| result.ended.is_problem()) {
            return Ok(None);
        }
        fixes.write(self.context.paths, self.places, self.context.head).map(Some)
    }

    fn is_interrupted(&self) -> bool {
        self.context.interrupted.load(Ordering::SeqCst)
    }

    fn task(&self, job: &'a Job, given: &'a Given, fixed: &[RelPath]) -> Result<Task<'a>, git::Error> {
        let place = self.places.of(job, given, fixed)?;
        Ok(Task { job, given, place, context: *self.context, work_tree: self.top })
    }
}

/// What each job would do, without running any.
pub fn plan(context: &Context, jobs: &[Job]) -> Result<Vec<Planned>, Error> {
    let top = context.paths.work_dir.as_deref().ok_or(Error::NoWorkTree)?;
    let places = Places::new(context.paths, top, context.commit, context.lists);
    let mut found = Vec::new();
    for job in jobs {
        found.push(match given(context, job) {
            Ok(given) => Planned::Run { is_apart: !places.is_in_place(job, &given, &[])?, files: given.files },
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
