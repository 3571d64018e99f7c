//! Runs a history again from its beginning, which ran before without a failure.

use super::around_files::{begin_files, begin_history, commit_shared, roll_back};
use super::failure::RunError;
use super::forward::forward;
use super::record::Record;
use super::run_setup::run_setup;
use super::runner::Runner;
use super::scratch::Replay;
use crate::postgres::Error;

/// Runs the first files of the history again, in a database as it is before the first of them. The session is that of
/// the migration tool.
pub(super) fn rerun(replay: &mut Replay<'_>, files: usize) -> Result<Runner, Error> {
    let mut runner = replay.open_initial()?;
    if let Some(failure) = run_setup(replay, &mut runner)? {
        return Err(Error::Sql(Box::new(failure.error)));
    }
    let plan = replay.plan;
    begin_history(plan, &mut runner)?;
    begin_files(plan, &mut runner)?;
    for file in plan.migrations.iter().take(files) {
        let record = Record::applied(plan.layout, file);
        forward(&mut runner, file, record.as_ref(), None).map_err(RunError::into_error)?;
        replay.end_file(&mut runner)?;
    }
    if runner.shares_transaction {
        match files.checked_sub(1).and_then(|last| plan.migrations.get(last)) {
            Some(last) => commit_shared(&mut runner, last).map_err(RunError::into_error)?,
            None => roll_back(&mut runner)?,
        }
    }
    Ok(runner)
}
