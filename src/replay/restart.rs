//! Runs a history again from its beginning, which ran before without a failure.

use super::failure::RunError;
use super::forward::forward;
use super::run_setup::run_setup;
use super::runner::Runner;
use super::scratch::Replay;
use crate::postgres::Error;

/// Runs the first files of the history again, in a database as it is before the first of them.
pub(super) fn rerun(replay: &mut Replay<'_>, files: usize) -> Result<Runner, Error> {
    let mut runner = replay.open_initial()?;
    prepare(replay, &mut runner)?;
    let plan = replay.plan;
    for file in plan.migrations.iter().take(files) {
        forward(&mut runner, file, None).map_err(RunError::into_error)?;
        replay.end_session(&mut runner)?;
    }
    Ok(runner)
}

fn prepare(replay: &mut Replay<'_>, runner: &mut Runner) -> Result<(), Error> {
    match run_setup(replay, runner)? {
        Some(failure) => Err(Error::Sql(Box::new(failure.error))),
        None => runner.raw(replay.plan.layout.tracking_ddl.unwrap_or_default()),
    }
}
