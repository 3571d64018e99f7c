//! Runs the jobs of a hook.

use super::condition;
use super::context::Context;
use super::fix::Fixes;
use super::given::Given;
use super::job::{Action, Job, Terminal};
use super::outcome::{Ended, Fixing, Outcome, Skip, TaskResult};
use super::place::Places;
use super::schedule;
use super::task::Task;
use crate::git;
use crate::text::RelPath;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::Ordering;

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
    let is_program = |job: &&Job| !matches!(job.action, Action::Use(_));
    let is_only =
        jobs.iter().zip(&chosen).filter(|(_, given)| given.is_ok()).map(|(job, _)| job).filter(is_program).count() == 1;
    let alone = Context { live: context.live.filter(|_| is_only), ..*context };
    let context = &alone;
    let mut work = Work { context, top, places: &places, fixes: None, results: BTreeMap::new() };
    let pending: Vec<(&Job, &Given)> =
        jobs.iter().zip(&chosen).filter_map(|(job, given)| Some((job, given.as_ref().ok()?))).collect();
    work.run(pending)?;
    let fixing = work.write_fixes()?;
    let mut results = work.results;
    let mut outcome = Outcome { fixing, ..Outcome::default() };
    for (job, given) in jobs.iter().zip(&chosen) {
        outcome.results.extend(match given {
            Ok(_) => results.remove(job.name.as_str()),
            Err(skip) => Some(TaskResult::new(&job.name, Ended::Skipped(skip.clone()))),
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
    /// Runs jobs once what they need has passed: those that fix files first, one after the other, then those that only
    /// read.
    fn run(&mut self, mut pending: Vec<(&'a Job, &'a Given)>) -> Result<(), git::Error> {
        while !pending.is_empty() && !self.is_interrupted() {
            let names: Vec<&str> = pending.iter().map(|(job, _)| job.name.as_str()).collect();
            let (ready, rest): (Vec<_>, Vec<_>) = pending
                .into_iter()
                .partition(|(job, _)| job.needs.iter().chain(&job.after).all(|other| !names.contains(&other.as_str())));
            let (runnable, left): (Vec<_>, Vec<_>) =
                ready.into_iter().partition(|(job, _)| self.failed_need(job).is_none());
            for (job, _) in &left {
                let need = self.failed_need(job).unwrap_or_default();
                self.results.insert(&job.name, TaskResult::new(&job.name, Ended::NotRun { need }));
            }
            // Without one that is ready the jobs would need each other, which the settings cannot say.
            if runnable.is_empty() && left.is_empty() {
                for (job, _) in rest {
                    let need = job.needs.first().cloned().unwrap_or_default();
                    self.results.insert(&job.name, TaskResult::new(&job.name, Ended::NotRun { need }));
                }
                break;
            }
            let done = self.wave(&runnable)?;
            pending = runnable.into_iter().filter(|(job, _)| !done.contains(&job.name.as_str())).chain(rest).collect();
        }
        Ok(())
    }

    /// The first job that this one needs and that did not pass. One that had nothing to do does not count.
    fn failed_need(&self, job: &Job) -> Option<String> {
        let has_failed =
            |need: &&String| self.results.get(need.as_str()).is_some_and(|result| result.ended.is_problem());
        job.needs.iter().find(has_failed).cloned()
    }

    /// Runs the first job that fixes files; else all that may run at once; else the first of the others, those with the
    /// terminal among them. Returns the
    /// names of those that were run.
    fn wave(&mut self, ready: &[(&'a Job, &'a Given)]) -> Result<Vec<&'a str>, git::Error> {
        if let Some((job, given)) = ready.iter().find(|(job, _)| job.fixes) {
            self.fix(job, given)?;
            return Ok(vec![&job.name]);
        }
        let is_at_once = |(job, _): &&(&Job, &Given)| job.parallel && job.terminal == Terminal::None;
        let at_once: Vec<_> = ready.iter().filter(is_at_once).copied().collect();
        let wave = if at_once.is_empty() { ready.iter().take(1).copied().collect() } else { at_once };
        self.read(&wave)?;
        Ok(wave.iter().map(|(job, _)| job.name.as_str()).collect())
    }

    /// Runs a job that fixes files; it sees what those before it have fixed.
    fn fix(&mut self, job: &'a Job, given: &'a Given) -> Result<(), git::Error> {
        let mut fixes = match self.fixes.take() {
            Some(fixes) => fixes,
            None => Fixes::new(self.context.paths)?,
        };
        let task = self.task(job, given, &[])?;
        let replica = self.places.replica()?;
        // A job that only reads may have written there.
        Fixes::restore(replica)?;
        let mut result = task.run();
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
        Ok(())
    }

    /// Runs jobs that only read, at once.
    fn read(&mut self, wave: &[(&'a Job, &'a Given)]) -> Result<(), git::Error> {
        let fixed = self.fixes.as_ref().map_or_else(Vec::new, |fixes| fixes.fixed().to_vec());
        let mut tasks = Vec::new();
        for (job, given) in wave {
            tasks.push(self.task(job, given, &fixed)?);
        }
        for (task, result) in tasks.iter().zip(schedule::run(&tasks, self.context.interrupted)) {
            self.results.extend(result.map(|result| (task.job.name.as_str(), result)));
        }
        Ok(())
    }

    /// Writes what was fixed. If a job failed, it is kept beside.
    fn write_fixes(&self) -> Result<Option<Fixing>, git::Error> {
        let fixes = self.fixes.as_ref().filter(|fixes| !fixes.fixed().is_empty());
        let Some(fixes) = fixes else { return Ok(None) };
        if self.is_interrupted() {
            return Ok(None);
        }
        if self.results.values().any(|result| result.ended.is_problem()) {
            return fixes.keep(self.context.paths, self.places).map(Some);
        }
        fixes.write(self.context.paths, self.places, self.context.head).map(Some)
    }

    fn is_interrupted(&self) -> bool {
        self.context.interrupted.load(Ordering::SeqCst)
    }

    fn task(&self, job: &'a Job, given: &'a Given, fixed: &[RelPath]) -> Result<Task<'a>, git::Error> {
        let place = self.places.of(job, given, fixed)?;
        let stored = self.places.stored(job, &place)?;
        Ok(Task { job, given, place, context: *self.context, work_tree: self.top, stored })
    }
}

/// The plan of each job, without running any.
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

/// The plan of a job.
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
    if context.skip.contains(&job.name) {
        return Err(Skip::Named);
    }
    match condition::skipped_for(&job.skip, &job.only, context.situation) {
        Some(condition) => Err(Skip::Condition(condition)),
        None => Given::choose(job, context.lists),
    }
}
