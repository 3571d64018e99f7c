//! `tidegate diff`

use super::context::Context;
use super::environment::TimeLimit;
use super::exit::Exit;
use super::failure::Failure;
use super::progress::Line;
use super::terminal::Terminal;
use super::user::User;
use super::verify::{TIMEOUT, end, engines, request_of};
use super::{context, environment, format, outcome};
use crate::git::Objects;
use crate::jobs::diff::{self, Error, Request, SideSpec};
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, Engine, SchemaTask};
use crate::postgres::Deadline;
use crate::report::diff::{self as report, Format};
use std::path::PathBuf;

/// Compare two schemas by meaning
///
/// The differences are the steps that make FROM like TO. A side is a file or folder of
/// SQL, a `postgres://` address of a live database, which is only read, or one of:
///
///   index      the staged migrations, replayed
///   worktree   the migrations of the working tree, replayed
///   rev:REV    the migrations of a revision, replayed
///   schema     the schema file or declared schema of the working tree
///
/// A file with such a name is written `./index`. A folder with migrations of the working
/// tree is replayed.
///
/// Exit codes: 0 no differences; 1 the sides differ, a side cannot be loaded, or
/// something was not compared; 2 wrong usage; 3 the environment failed.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub(super) struct Args {
    /// The actual side
    #[arg(value_name = "FROM")]
    from: String,
    /// The expected side
    #[arg(value_name = "TO")]
    to: String,
    /// Folder of the project, where a side has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// Where files and migrations are loaded; takes precedence over `TIDEGATE_ENGINE`, the user's settings and
    /// tidegate.toml
    #[arg(long, value_parser = engines())]
    engine: Option<Engine>,
    /// Address of a server on which temporary databases are created and dropped; default:
    /// `TIDEGATE_DATABASE_URL`
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Run every migration; use no result of earlier runs
    #[arg(long)]
    no_cache: bool,
    /// Time limit, such as 90s, 10m or 1h, or `off`; default: `TIDEGATE_TIMEOUT`, otherwise 10m
    #[arg(long, value_name = "DURATION", value_parser = TimeLimit::parse)]
    timeout: Option<TimeLimit>,
    /// Show every difference with every line
    #[arg(long)]
    full: bool,
    /// Output format
    #[arg(long, value_parser = format::parser(&FORMATS), default_value = format::HUMAN.0)]
    format: Format,
    /// Read this configuration file instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

const FORMATS: [((&str, &str), Format); 5] = [
    (format::HUMAN, Format::Human),
    (format::JSON, Format::Json),
    (format::MARKDOWN, Format::Markdown),
    (format::HTML, Format::Html),
    (format::MERMAID, Format::Mermaid),
];

/// Loads both sides, compares them and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let (from, to) = (SideSpec::parse(&args.from)?, SideSpec::parse(&args.to)?);
    let context = Context::open_reading(objects(&from, &to), args.config.as_deref(), terminal)?;
    let user = User::load(terminal)?;
    let server = request_of(Selection::WorkTree, &user);
    let mut request = Request {
        from,
        to,
        project: args.project.as_deref().map(|project| context.relative(project)).transpose()?,
        server: verify::Request {
            engine: args.engine.or(server.engine),
            address: args.database_url.clone().or(server.address),
            schema: SchemaTask::Catalog,
            uses_cache: !args.no_cache,
            ..server
        },
    };
    let limit = match args.timeout {
        Some(limit) => limit,
        None => environment::timeout()?.unwrap_or(TimeLimit(Some(TIMEOUT))),
    };
    let outcome = compare(&context, &mut request, limit, terminal)?;
    if outcome.failed.is_some() && !args.format.has_failures() {
        // Standard output belongs to a format that has nothing to show.
        outcome::write_to_stderr(&context, terminal, |output| report::write(Format::Human, &outcome, false, output))?;
        return Ok(Exit::Problems);
    }
    outcome::write(&context, terminal, |output| report::write(args.format, &outcome, args.full, output))?;
    Ok(outcome::exit(!outcome.is_equal()))
}

/// Compares within a time limit, with a line that shows how far it is.
fn compare(
    context: &Context,
    request: &mut Request,
    limit: TimeLimit,
    terminal: &mut Terminal,
) -> Result<diff::Outcome, Failure> {
    let deadline = limit.0.map_or_else(Deadline::default, |limit| Deadline::start(limit, end));
    request.server.environment.deadline = deadline.clone();
    let mut line = Line::new(terminal.width);
    let source = context.source();
    let compared = diff::run(&source, request, &mut line);
    deadline.finish();
    drop(line);
    context::write_differences(&source, terminal)?;
    compared.map_err(|error| match error {
        Error::Verify(verify::Error::Settings(error)) => context::settings_failure(error, terminal),
        error => error.into(),
    })
}

/// The objects that are read where some are replaced.
fn objects(from: &SideSpec, to: &SideSpec) -> Objects {
    let of = |side: &SideSpec| match side {
        SideSpec::History(selection) => selection.objects(),
        _ => Objects::Shown,
    };
    if of(from) == Objects::Stored || of(to) == Objects::Stored { Objects::Stored } else { Objects::Shown }
}
