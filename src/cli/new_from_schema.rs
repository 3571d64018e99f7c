//! `tidegate new --from-schema`

use super::check::request_for;
use super::context::{self, Context};
use super::environment::TimeLimit;
use super::exit::Exit;
use super::failure::Failure;
use super::replay_server::{request_of, usual_limit};
use super::terminal::Terminal;
use super::user::User;
use super::verify::replay;
use super::{environment, outcome, renames};
use crate::config::Settings;
use crate::jobs::check;
use crate::jobs::diff::{self, SqlRequest};
use crate::jobs::from_schema::{self, Error, Plan};
use crate::jobs::new;
use crate::jobs::projects::ProjectHistory;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, Engine, ProjectFilter, SchemaTask};
use crate::report;
use crate::text::RelPath;

/// The server that the user names.
pub(super) struct Server {
    pub(super) engine: Option<Engine>,
    pub(super) address: Option<String>,
}

/// Writes the files, replays the history with them, and reports whether it gives the schema.
pub(super) fn run(
    context: &Context,
    (seen, name): (&ProjectHistory, &str),
    (mut wanted, server): (SqlRequest, Server),
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let user = User::load(terminal)?;
    let request = request_of(Selection::WorkTree, &user);
    let request = verify::Request {
        engine: server.engine.or(request.engine),
        address: server.address.or(request.address),
        ..request
    };
    let limit = usual_limit()?;
    let mut planned = plan(context, (seen, name), wanted.clone(), &request, limit, terminal)?;
    if renames::ask(&planned.outcome, &mut wanted, terminal)? {
        planned = plan(context, (seen, name), wanted, &request, limit, terminal)?;
    }
    let plan = planned;
    outcome::write_to_stderr(context, terminal, |output| report::setup::from_schema::write(&plan, output))?;
    if plan.files.is_empty() {
        return Ok(outcome::exit(!plan.outcome.is_equal()));
    }
    new::write(context.repository.as_ref(), &plan.files)?;
    report::setup::new::write(plan.files.iter().map(|file| &file.path), terminal.out())?;
    terminal.flush();
    let changed: Vec<RelPath> = plan.files.iter().map(|file| file.path.clone()).collect();
    let settings = context.settings(&Selection::WorkTree, terminal)?;
    report_problems(context, &settings, &changed, terminal)?;
    let request = verify::Request {
        only: Some(ProjectFilter { changed, at: None }),
        rules: Some(request_for(Selection::WorkTree)?),
        ..request
    };
    let verified = replay(context, &settings, request, limit, terminal)?;
    let view = report::verify::View { is_full: false, is_of_changed: false, patch: None };
    outcome::write_to_stderr(context, terminal, |output| {
        report::verify::write(report::verify::Format::Human, &verified, &view, output)
    })?;
    Ok(outcome::exit(verified.has_problems()))
}

/// Reports what the rules find in the new files, which the user edits before they are committed.
fn report_problems(
    context: &Context,
    settings: &Settings,
    changed: &[RelPath],
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let files = changed.iter().filter(|path| path.as_bytes().ends_with(b".sql")).cloned().collect();
    let request = check::Request { files, ..request_for(Selection::WorkTree)? };
    let checked = match check::run(context.repository.as_ref(), settings, &request) {
        // Git ignores the folder, so that no check will ever see the files.
        Err(check::Error::NoFile(_)) => return Ok(()),
        checked => checked?,
    };
    if checked.diagnostics.is_empty() {
        return Ok(());
    }
    outcome::write_to_stderr(context, terminal, |output| {
        report::check::write(report::check::Format::Human, &checked, output)
    })
}

/// Plans the files within a time limit, with a line that shows how far it is.
fn plan(
    context: &Context,
    named: (&ProjectHistory, &str),
    wanted: SqlRequest,
    request: &verify::Request,
    limit: TimeLimit,
    terminal: &mut Terminal,
) -> Result<Plan, Failure> {
    let deadline = terminal.deadline(limit);
    let mut request = verify::Request { schema: SchemaTask::Catalog, ..request.clone() };
    request.environment.deadline = deadline.clone();
    let now = environment::now()?;
    let mut line = terminal.line();
    let source = context.source();
    let planned = from_schema::plan(&source, named, (wanted, now), request, &mut line);
    deadline.finish();
    drop(line);
    context::write_differences(&source, terminal)?;
    planned.map_err(|error| match error {
        Error::Diff(diff::Error::Verify(verify::Error::Settings(error))) => context::settings_failure(error, terminal),
        Error::Diff(error) => error.into(),
        Error::New(error) => error.into(),
    })
}
