//! Changes that an earlier process could not finish because it was killed.

use super::failure::Failure;
use super::terminal::Terminal;
use crate::git::Repository;
use crate::jobs::check::fix;
use crate::jobs::hook;
use crate::jobs::setup::install;
use crate::report::interrupted as report;

/// Finishes an interrupted `tidegate install` or `uninstall`. If that is impossible it is only a warning:
/// at each event the old or the new hook runs.
pub(super) fn finish_hooks(repository: &dyn Repository, terminal: &mut Terminal) -> Result<(), Failure> {
    match install::resume(repository) {
        Ok(None) => {}
        Ok(Some(action)) => report::write_finished_hooks(&action, terminal.err())?,
        Err(error) => report::write_unfinished_hooks(&error, terminal.err())?,
    }
    Ok(())
}

/// Warns that an interrupted `tidegate check --fix` has renamed only some files.
pub(super) fn warn_of_renames(repository: &dyn Repository, terminal: &mut Terminal) -> Result<(), Failure> {
    if fix::is_interrupted(repository) {
        report::write_unfinished_renames(terminal.err())?;
    }
    Ok(())
}

/// Takes back the fixes of jobs that a hook could not finish.
pub(super) fn recover_fixes(repository: &dyn Repository, terminal: &mut Terminal) -> Result<bool, Failure> {
    let Some(recovered) = hook::recover_fixes(repository)? else { return Ok(false) };
    report::write_recovered_fixes(&recovered, terminal.err())?;
    Ok(true)
}
