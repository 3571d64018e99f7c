//! Observes new files of a tool that runs all pending files in one transaction.
//!
//! In a replay of the whole history the transaction holds the locks of everything before them. So they are observed in
//! a replay of its own, in which the files before them have been committed, as in the databases that they are for.

use super::around_files::{begin_files, end_files, roll_back};
use super::diagnose;
use super::failure::RunError;
use super::forward::forward;
use super::observer::Observer;
use super::outcome::Outcome;
use super::privileged::explained;
use super::record::Record;
use super::restart::rerun;
use super::runner::Runner;
use super::scratch::Replay;
use crate::postgres::Error;

/// Runs a history again, which ran before without a failure, and observes its new files.
pub(super) fn observe_apart(replay: &mut Replay<'_>, runner: Runner, outcome: &mut Outcome) -> Result<Runner, Error> {
    let plan = replay.plan;
    let first = plan.cacheable_length();
    if first == plan.migrations.len() {
        outcome.observed = Some(Vec::new());
        return Ok(runner);
    }
    drop(runner);
    let mut runner = rerun(replay, first)?;
    begin_files(plan, &mut runner)?;
    let mut observer = None;
    for (at, file) in plan.migrations.iter().enumerate().skip(first) {
        let record = Record::applied(plan.layout, file);
        let ran = if plan.is_observed(file) {
            Observer::begin_file(&mut observer, &mut runner, file)?;
            forward(&mut runner, file, record.as_ref(), observer.as_mut())
        } else {
            forward(&mut runner, file, record.as_ref(), None)
        };
        match ran {
            Ok(()) => replay.end_file(&mut runner)?,
            Err(RunError::Server(error)) => return Err(error),
            Err(RunError::Statement(failed)) => {
                let failure = explained(diagnose::failure(plan, at, failed, runner.major()), &runner.privileges);
                (outcome.failure, outcome.replayed) = (Some(failure), at);
                roll_back(&mut runner)?;
                replay.end_session(&mut runner)?;
                break;
            }
        }
    }
    end_files(replay, &mut runner, outcome)?;
    outcome.observed = Some(observer.map(Observer::into_files).unwrap_or_default());
    Ok(runner)
}
