//! Statements of the migration tool before the first file and after the last one.

use super::diagnose;
use super::failure::RunError;
use super::outcome::Outcome;
use super::plan::Plan;
use super::privileged::explained;
use super::runner::Runner;
use super::scratch::Replay;
use super::script::commit;
use super::script_statements::Statements;
use super::source::Source;
use crate::postgres::Error;

/// Creates the tracking table of the migration tool.
pub(super) fn begin_history(plan: &Plan<'_>, runner: &mut Runner) -> Result<(), Error> {
    plan.layout.tracking.map_or(Ok(()), |tracking| runner.raw(tracking.create))
}

/// Begins the transaction of a tool that runs all pending files in one.
pub(super) fn begin_files(plan: &Plan<'_>, runner: &mut Runner) -> Result<(), Error> {
    if plan.shares_transaction() {
        runner.raw("BEGIN")?;
        (runner.is_open, runner.shares_transaction) = (true, true);
    }
    Ok(())
}

/// Ends that transaction after the last file.
pub(super) fn end_files(replay: &mut Replay<'_>, runner: &mut Runner, outcome: &mut Outcome) -> Result<(), Error> {
    let plan = replay.plan;
    let Some(last) = plan.migrations.last().filter(|_| runner.shares_transaction) else { return Ok(()) };
    match commit_shared(runner, last) {
        Ok(()) => Ok(()),
        Err(RunError::Server(error)) => Err(error),
        Err(RunError::Statement(failed)) => {
            let at = plan.migrations.len() - 1;
            let failure = explained(diagnose::failure(plan, at, failed, runner.major()), &runner.privileges);
            (outcome.failure, outcome.replayed) = (Some(failure), at);
            roll_back(runner)?;
            replay.end_session(runner)
        }
    }
}

/// Commits the transaction that all files share; `last` is the last of them.
pub(super) fn commit_shared(runner: &mut Runner, last: &Source) -> Result<(), RunError> {
    runner.shares_transaction = false;
    // A file may have ended it: then the COMMIT of the tool is a warning.
    if !std::mem::take(&mut runner.is_open) {
        return Ok(());
    }
    let whole = [last.section.span.clone()];
    let pieces = last.section.pieces.as_deref().unwrap_or(&whole);
    commit(runner, Statements::of(&last.content, pieces).last().as_ref())
}

/// Ends the transaction that all files share without keeping their work.
pub(super) fn roll_back(runner: &mut Runner) -> Result<(), Error> {
    (runner.is_open, runner.shares_transaction) = (false, false);
    runner.raw("ROLLBACK")
}
