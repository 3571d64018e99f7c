//! `tidegate doctor`

use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::{environment, interrupted, outcome};
use crate::jobs::setup::doctor;
use crate::report::setup::doctor as report;

/// Diagnoses the setup. Mistakes in the configuration are reported when it is opened, with exit code 2.
pub(super) fn run(terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(None, terminal)?;
    interrupted::finish_hooks(context.repository.as_ref(), terminal)?;
    interrupted::warn_of_renames(context.repository.as_ref(), terminal)?;
    let (address, environment) = (environment::database_url(), environment::postgres()?);
    let outcome = doctor::run(context.repository.as_ref(), context.settings(), address.as_deref(), &environment)?;
    let sheet = report::sheet(&outcome, &context.loaded);
    sheet.write(terminal.out())?;
    Ok(outcome::exit(sheet.has_problems()))
}
