//! `tidegate doctor`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::user::User;
use super::{environment, interrupted, outcome};
use crate::jobs::setup::{doctor, job_states};
use crate::jobs::trust;
use crate::jobs::verify;
use crate::report::setup::doctor as report;

/// Diagnoses the setup. Mistakes in the configuration are reported when it is opened, with exit code 2.
pub(super) fn run(terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(None, terminal)?;
    interrupted::finish_hooks(context.repository.as_ref(), terminal)?;
    interrupted::warn_of_renames(context.repository.as_ref(), terminal)?;
    let loaded = context.load(terminal)?;
    let (user, address) = (User::load(terminal)?, environment::database_url());
    let server =
        verify::ServerOptions { engine: user.engine, address: address.as_deref(), environment: &user.environment };
    let search_path = std::env::var_os("PATH").unwrap_or_default();
    let jobs = job_states::job_states(&context.source(), &search_path);
    let jobs = jobs.map_err(|error| context::settings_failure(error, terminal))?;
    let outcome = doctor::run(context.repository.as_ref(), &loaded.settings, jobs, server)?;
    let is_agreed = trust::is_agreed(&context.source(), &loaded.settings)?;
    let sheet = report::sheet(&outcome, &loaded, &user.settings, is_agreed, environment::now()?);
    sheet.write(terminal.out())?;
    Ok(outcome::exit(sheet.has_problems()))
}
