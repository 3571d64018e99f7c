//! `tidegate uninstall`

use super::environment;
use super::exit::Exit;
use super::failure::Failure;
use super::install::run_job;
use super::terminal::Terminal;
use crate::git;
use crate::jobs::setup::install::Action;
use crate::jobs::trust;

/// Uninstall the git hooks of this repository
///
/// A previous hook is restored exactly as it was. Hooks that are not tidegate's are not changed.
#[derive(clap::Args, Debug)]
pub(super) struct Args {}

/// Uninstalls the hooks.
pub(super) fn run(_args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let exit = run_job(Action::Uninstall, terminal)?;
    trust::revoke(git::open(&environment::git()?)?.as_ref())?;
    Ok(exit)
}
