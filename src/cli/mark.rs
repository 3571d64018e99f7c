//! Rows of a tracking table corrected after the plan was shown: for `repair`, and for migrations that were just written.

use super::confirm::confirm;
use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::outcome;
use super::status::failure;
use super::terminal::Terminal;
use super::user::User;
use crate::jobs::databases::Target;
use crate::jobs::live::{RepairPlan, Repairs, Request};
use crate::live::Options;
use crate::report::live::{write_repair_plan, write_repaired};
use crate::text::{RelPath, words};
use std::path::Path;
use std::time::Duration;

/// The limits of a change that takes no time.
const OPTIONS: Options = Options {
    lock_timeout: Duration::from_secs(3),
    concurrent_wait: Duration::from_mins(10),
    patience: Duration::from_secs(10),
    retries: 0,
};

/// Records versions as applied, as `repair --applied` does.
pub(super) fn mark(
    context: &Context,
    (database, project): (&Target, Option<&Path>),
    versions: Vec<String>,
    is_confirmed: bool,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let request = Request {
        database: database.clone(),
        project: project.map(|project| context.relative(project)).transpose()?,
        environment: User::load(terminal)?.environment,
    };
    correct(context, &request, &Repairs { applied: versions, ..Repairs::default() }, is_confirmed, terminal)
}

/// Records one migration in the place of others, as was confirmed before.
pub(super) fn replace(
    context: &Context,
    request: &Request,
    replaced: (Option<&[String]>, Option<&RelPath>),
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let plan = RepairPlan::replace(&context.source(), request, replaced);
    let plan = plan.map_err(|error| failure(error, terminal))?;
    let width = terminal.width;
    write_repair_plan(&plan, width, terminal.out())?;
    if !plan.refused.is_empty() {
        return Ok(Exit::Problems);
    }
    plan.apply(request, OPTIONS).map_err(|error| failure(error, terminal))?;
    write_repaired(&plan, terminal.out())?;
    Ok(Exit::Clean)
}

/// Plans, asks, changes and reports.
pub(super) fn correct(
    context: &Context,
    request: &Request,
    repairs: &Repairs,
    is_confirmed: bool,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let plan = RepairPlan::make(&context.source(), request, repairs);
    let plan = plan.map_err(|error| failure(error, terminal))?;
    let width = terminal.width;
    write_repair_plan(&plan, width, terminal.out())?;
    if !plan.refused.is_empty() || plan.changes.is_empty() {
        return Ok(outcome::exit(!plan.refused.is_empty()));
    }
    let question = format!("Make {} in {}?", words::count(plan.changes.len(), "change"), plan.database);
    if !confirm(&question, is_confirmed, terminal)? {
        return Err(Failure::usage("nothing was changed: the plan was declined"));
    }
    plan.apply(request, OPTIONS).map_err(|error| failure(error, terminal))?;
    write_repaired(&plan, terminal.out())?;
    Ok(Exit::Clean)
}
