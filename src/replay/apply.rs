//! Runs the files of a plan one after another, each as the migration tool runs it, from the longest
//! cached prefix on or from the platform on.

use super::around_files::{begin_files, begin_history, end_files};
use super::diagnose;
use super::failure::RunError;
use super::forward::forward;
use super::framework::run_command;
use super::observe_apart::observe_apart;
use super::observer::Observer;
use super::outcome::{Outcome, Timing};
use super::plan::Plan;
use super::prefix_cache::{self, CachedPrefix, Kept};
use super::privileged::explained;
use super::record::Record;
use super::run_setup::run_setup;
use super::runner::Runner;
use super::scratch::Replay;
use super::session::SessionState;
use super::source::Source;
use super::transaction_state::never_ended;
use crate::postgres::Error;
use std::time::Instant;

/// A history that was run, up to its end or to a failure.
pub(super) struct Applied {
    /// Connected to the database in which the files ran.
    pub(super) runner: Runner,
    pub(super) outcome: Outcome,
    /// The state of the session after the last file; `None` after a failure, and where another session cannot be
    /// given it.
    pub(super) session: Option<SessionState>,
}

/// Runs the files of the plan.
pub(super) fn apply(replay: &mut Replay<'_>, cached: Option<CachedPrefix>) -> Result<Applied, Error> {
    let plan = replay.plan;
    let start = cached.as_ref().map_or(0, |cached| cached.length);
    let mut outcome = Outcome { replayed: start, timings: plan.checks.timings.then(Vec::new), ..Outcome::default() };
    let runner = match cached {
        Some(cached) if start == plan.migrations.len() => {
            // Everything is cached.
            let mut runner = replay.open(&cached.database)?;
            let Kept { stubs, session } = prefix_cache::kept(&mut runner, &cached.database)?;
            outcome.stubs = stubs;
            outcome.observed = plan.checks.observed.map(|_| Vec::new());
            return Ok(Applied { runner, outcome, session: Some(session) });
        }
        Some(cached) => {
            let name = replay.database.clone();
            let mut runner = replay.create(&name, Some(&cached.database))?;
            let Kept { stubs, session } = prefix_cache::kept(&mut runner, &cached.database)?;
            runner.stubs.used.extend(stubs);
            replay.resume(runner, &session)?
        }
        None => {
            let (name, template) = (replay.database.clone(), replay.template.database.clone());
            let mut runner = replay.create(&name, template.as_deref())?;
            outcome.failure = run_setup(replay, &mut runner)?;
            if outcome.failure.is_some() {
                return Ok(Applied { runner, outcome, session: None });
            }
            if let Some(command) = plan.command {
                outcome.failure = run_command(replay, &mut runner, command, &mut outcome.remarks)?;
                replay.end_session(&mut runner)?;
                return Ok(Applied { runner, outcome, session: None });
            }
            begin_history(plan, &mut runner)?;
            runner
        }
    };
    let mut runner = run_files(replay, runner, start, &mut outcome)?;
    if outcome.failure.is_none() && plan.checks.observed.is_some() && plan.shares_transaction() {
        runner = observe_apart(replay, runner, &mut outcome)?;
    }
    outcome.stubs = runner.stubs.used.iter().cloned().collect();
    if outcome.failure.is_some() {
        return Ok(Applied { runner, outcome, session: None });
    }
    let session = SessionState::read(&mut runner)?;
    replay.end_session(&mut runner)?;
    if let Some(session) = session.as_ref().filter(|_| replay.prefixes.is_some()) {
        prefix_cache::keep(&mut runner, session)?;
    }
    Ok(Applied { runner, outcome, session })
}

/// Runs the files after the cached ones, up to the first failure.
fn run_files(
    replay: &mut Replay<'_>,
    mut runner: Runner,
    cached: usize,
    outcome: &mut Outcome,
) -> Result<Runner, Error> {
    let plan = replay.plan;
    let total = plan.migrations.len();
    let mut observer = None;
    begin_files(plan, &mut runner)?;
    // The file that began the transaction that is open.
    let mut begun = None;
    for (at, migration) in plan.migrations.iter().enumerate().skip(cached) {
        let is_before_last = at > cached && at + 1 == total && !runner.is_open;
        if is_before_last && replay.prefixes.as_ref().is_some_and(|prefixes| prefixes.caches_last_but_one(at)) {
            runner = cache_and_copy(replay, runner, at)?;
        }
        replay.target.progress.report(at, total, &migration.path.to_string());
        let start = Instant::now();
        match observed(plan, &mut runner, migration, &mut observer) {
            Ok(()) => {
                outcome.replayed += 1;
                let timing = || Timing { file: migration.path.clone(), took: start.elapsed() };
                outcome.timings.iter_mut().for_each(|timings| timings.push(timing()));
            }
            Err(RunError::Server(error)) => return Err(error),
            Err(RunError::Statement(failed)) => {
                outcome.failure =
                    Some(explained(diagnose::failure(plan, at, failed, runner.major()), &runner.privileges));
                (runner.is_open, runner.shares_transaction) = (false, false);
                // A copy that could not begin has closed the connection, and no transaction is
                // open then.
                if runner.raw("ROLLBACK").is_ok() {
                    replay.end_session(&mut runner)?;
                }
                break;
            }
        }
        begun = begun.or(Some(at)).filter(|_| runner.is_open && !runner.shares_transaction);
        replay.end_file(&mut runner)?;
    }
    if let Some(at) = begun.filter(|_| std::mem::take(&mut runner.is_open)) {
        let lost = diagnose::failure(plan, at, never_ended(&plan.migrations[at]), runner.major());
        (outcome.failure, outcome.replayed) = (Some(lost), at);
        runner.raw("ROLLBACK")?;
        replay.end_session(&mut runner)?;
    }
    end_files(replay, &mut runner, outcome)?;
    outcome.observed = plan.checks.observed.map(|_| observer.map(Observer::into_files).unwrap_or_default());
    Ok(runner)
}

/// Caches the database as the prefix of this length, and continues with a copy of it, where the session can be continued.
fn cache_and_copy(replay: &mut Replay<'_>, mut runner: Runner, length: usize) -> Result<Runner, Error> {
    let Some(session) = SessionState::read(&mut runner)? else { return Ok(runner) };
    replay.end_session(&mut runner)?;
    prefix_cache::keep(&mut runner, &session)?;
    let used = runner.stubs.used.clone();
    drop(runner);
    let prefix = replay.cache_prefix(length)?;
    let name = replay.database.clone();
    let mut runner = replay.create(&name, Some(&prefix))?;
    runner.stubs.used.extend(used);
    replay.resume(runner, &session)
}

/// Runs a file, observed where that is requested.
fn observed(
    plan: &Plan<'_>,
    runner: &mut Runner,
    file: &Source,
    observer: &mut Option<Observer>,
) -> Result<(), RunError> {
    let record = Record::applied(plan.layout, file);
    if runner.shares_transaction || !plan.is_observed(file) {
        return forward(runner, file, record.as_ref(), None);
    }
    Observer::begin_file(observer, runner, file).map_err(RunError::Server)?;
    forward(runner, file, record.as_ref(), observer.as_mut())
}
