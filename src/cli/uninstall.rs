//! `tidegate uninstall`: the git hooks taken out.

use super::exit::Exit;
use super::failure::Failure;
use super::install::run_job;
use super::terminal::Terminal;
use crate::jobs::setup::install::Action;

/// Take tidegate out of the git hooks of this repository.
///
/// A hook that was there before comes back exactly as it was. Hooks that are not
/// tidegate's are left alone.
#[derive(clap::Args, Debug)]
pub(super) struct Args {}

pub(super) fn run(_args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    run_job(Action::Uninstall, terminal)
}
