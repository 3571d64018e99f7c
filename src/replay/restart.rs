//! Runs a history again from its beginning, which ran before without a failure.

use super::apply::begin_history;
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
    for file in plan.migrations.iter().take(files) {
        let record = Record::applied(plan.layout, file);
        forward(&mut runner, file, record.as_ref(), None).map_err(RunError::into_error)?;
        replay.end_file(&mut runner)?;
    }
    Ok(runner)
}
