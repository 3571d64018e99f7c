//! The schema file, regenerated after a migration was written.

use super::check::request_for;
use super::context::Context;
use super::environment::TimeLimit;
use super::exit::Exit;
use super::failure::Failure;
use super::outcome;
use super::replay_server::TIMEOUT;
use super::terminal::Terminal;
use super::verify::replay;
use crate::jobs::new::NewFile;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, ProjectFilter, SchemaTask};
use crate::report;

/// Replays the history with new files, and writes the schema file.
pub(super) fn write_schema(
    context: &Context,
    (server, limit): (&verify::Request, Option<TimeLimit>),
    files: &[NewFile],
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let changed = files.iter().map(|file| file.path.clone()).collect();
    let request = verify::Request {
        schema: SchemaTask::Write,
        only: Some(ProjectFilter { changed, at: None }),
        rules: Some(request_for(Selection::WorkTree)?),
        ..server.clone()
    };
    let settings = context.settings(&Selection::WorkTree, terminal)?;
    let limit = limit.unwrap_or(TimeLimit(Some(TIMEOUT)));
    let verified = replay(context, &settings, request, limit, terminal)?;
    let view = report::verify::View { is_full: false, is_of_changed: false, patch: None };
    outcome::write_to_stderr(context, terminal, |output| {
        report::verify::write(report::verify::Format::Human, &verified, &view, output)
    })?;
    Ok(outcome::exit(verified.has_problems()))
}
