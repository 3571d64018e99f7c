//! The files of a plan, one after the other, each as the tool of its layout runs it: from the
//! longest beginning that is kept, or from the environment on.

use super::observer::Observer;
use super::prefix_cache::{self, Chain, Kept};
use super::runner::Runner;
use super::scratch::ScratchDatabases;
use super::script::{self, RunError};
use super::{Outcome, Plan, Source, Timing, failure, goose, setup};
use crate::migration::layout::{self, Layout, Transaction};
use crate::postgres::Error;
use std::time::Instant;

/// Files that were run.
pub(super) struct Applied {
    /// Where what they made lies.
    pub(super) database: String,
    /// Who stands on it.
    pub(super) runner: Runner,
    pub(super) outcome: Outcome,
}

/// Runs the files.
pub(super) fn run(
    scratch: &mut ScratchDatabases<'_, '_>,
    plan: &Plan<'_>,
    chain: Option<&Chain>,
    kept: Option<Kept>,
) -> Result<Applied, Error> {
    let name = scratch.name.clone();
    let total = plan.migrations.len();
    let start = kept.as_ref().map_or(0, |kept| kept.length);
    let template = kept.map(|kept| kept.database).or_else(|| scratch.prepared.template.clone());
    let mut outcome = Outcome { replayed: start, timings: plan.asked.timings.then(Vec::new), ..Outcome::default() };
    if let Some(whole) = template.as_ref().filter(|_| start > 0 && start == total) {
        // Nothing is new.
        let mut runner = scratch.open(whole)?;
        outcome.stubs = prefix_cache::stubs(&mut runner, whole)?;
        outcome.observed = plan.asked.observed.map(|_| Vec::new());
        return Ok(Applied { database: whole.clone(), runner, outcome });
    }
    let mut runner = scratch.open_new(&name, template.as_deref())?;
    if let Some(template) = template.as_ref().filter(|_| start > 0) {
        let used = prefix_cache::stubs(&mut runner, template)?;
        runner.has_used(used);
    } else {
        outcome.failure = setup::run(scratch, &mut runner, plan)?;
        if outcome.failure.is_some() {
            return Ok(Applied { database: name, runner, outcome });
        }
        runner.raw(tracking(plan.layout))?;
    }
    let mut observer = None;
    for (at, migration) in plan.migrations.iter().enumerate().skip(start) {
        let is_before_last = at > start && at + 1 == total;
        if let Some(chain) = chain.filter(|chain| is_before_last && chain.keeps_the_last_but_one()) {
            runner = on_a_copy(scratch, runner, chain, at)?;
        }
        scratch.stage.progress.report(at, total, &migration.path.to_string());
        let start = Instant::now();
        match observed(&mut runner, plan, migration, &mut observer) {
            Ok(()) => {
                outcome.replayed += 1;
                let timing = || Timing { file: migration.path.clone(), took: start.elapsed() };
                outcome.timings.iter_mut().for_each(|timings| timings.push(timing()));
            }
            Err(RunError::Server(error)) => return Err(error),
            Err(RunError::At(broken)) => {
                outcome.failure = Some(failure(plan, at, broken, scratch.stage.engine.server().version.major));
                // A copy that could not begin has cost the connection, and nothing is open then.
                if runner.raw("ROLLBACK").is_ok() {
                    scratch.end_session(&mut runner)?;
                }
                break;
            }
        }
        scratch.end_session(&mut runner)?;
    }
    outcome.observed = plan.asked.observed.map(|_| observer.map(Observer::into_files).unwrap_or_default());
    outcome.stubs = runner.used().iter().cloned().collect();
    if chain.is_some() && outcome.failure.is_none() {
        prefix_cache::note_stubs(&mut runner)?;
    }
    Ok(Applied { database: name, runner, outcome })
}

/// Keeps what a runner has made as a beginning of this length, and goes on with a copy of it.
fn on_a_copy(
    scratch: &mut ScratchDatabases<'_, '_>,
    mut runner: Runner,
    chain: &Chain,
    length: usize,
) -> Result<Runner, Error> {
    let used = runner.used().iter().cloned().collect();
    prefix_cache::note_stubs(&mut runner)?;
    drop(runner);
    let before = scratch.keep(chain, length)?;
    let name = scratch.name.clone();
    let mut runner = scratch.open_new(&name, Some(&before))?;
    runner.has_used(used);
    Ok(runner)
}

/// Runs a file, watched where that is asked for.
fn observed(
    runner: &mut Runner,
    plan: &Plan<'_>,
    file: &Source,
    observer: &mut Option<Observer>,
) -> Result<(), RunError> {
    if !plan.is_watched(file) {
        return forward(runner, plan.layout, file, None);
    }
    Observer::attend(observer, runner, file).map_err(RunError::Server)?;
    forward(runner, plan.layout, file, observer.as_mut())
}

/// Runs what of a file moves forward.
pub(super) fn forward(
    runner: &mut Runner,
    layout: &Layout,
    file: &Source,
    observer: Option<&mut Observer>,
) -> Result<(), RunError> {
    let part = layout.forward_part(&file.content);
    if *layout == layout::GOOSE
        && let Some(stop) = goose::cut(part)
    {
        return Err(stop);
    }
    script::run(runner, part, transaction(layout, file), observer)
}

/// How the tool of a layout runs a file.
pub(super) fn transaction(layout: &Layout, file: &Source) -> Transaction {
    let usual = file.transaction.unwrap_or_else(|| (layout.transaction)(&file.content));
    // It looks at every statement, and runs a file by statements when none can be in one.
    let looks = *layout == layout::FLYWAY && script::needs_no_transaction(&file.content);
    if looks { Transaction::Each } else { usual }
}

/// The table in which a tool notes what it applied, which it makes before the first migration.
/// Only that of SQLx is known to be spoken of in migrations (sqlx, `migrate.rs` of its
/// `PostgreSQL` driver).
pub(super) fn tracking(layout: &Layout) -> &'static str {
    if *layout == layout::SQLX {
        "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, \
         installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, \
         checksum bytea NOT NULL, execution_time bigint NOT NULL)"
    } else {
        ""
    }
}
