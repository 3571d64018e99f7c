//! `tidegate uninstall`

use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::install::run_job;
use super::terminal::Terminal;
use crate::git;
use crate::jobs::setup::install::Action;
use crate::jobs::setup::merge_driver;
use crate::jobs::trust;
use crate::report::setup::install as report;

/// Uninstall the git hooks of this repository
///
/// A previous hook is restored exactly as it was. Hooks that are not tidegate's are not changed.
#[derive(clap::Args, Debug)]
pub(super) struct Args {}

/// Uninstalls the hooks.
pub(super) fn run(_args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let exit = run_job(Action::Uninstall, terminal)?;
    let repository = git::open(&environment::git()?)?;
    if merge_driver::uninstall(repository.as_ref())? {
        report::write_no_merge_driver(terminal.out())?;
    }
    trust::revoke(repository.as_ref())?;
    Ok(exit)
}
