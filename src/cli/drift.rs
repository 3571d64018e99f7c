//! `tidegate drift`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::replay_server::{ReplayArgs, request_of};
use super::terminal::Terminal;
use super::user::User;
use super::{database, format, outcome, reconcile_failure};
use crate::jobs::decisions::{DECISIONS_FILE, Decisions};
use crate::jobs::diff::Error;
use crate::jobs::drift::{self, Choice, Chosen, Request, Side};
use crate::jobs::reconcile::Written;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, SchemaTask};
use crate::report::drift::{self as report, Format};
use crate::text::RelPath;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The databases to compare.
#[derive(clap::Args)]
struct Databases {
    /// A database: an address, `postgres://...` or words such as `service=staging`; a name of the settings; or a pattern
    /// of names, `tenant-*`. Can be repeated
    #[arg(long = "db", value_name = "URL|NAME", required_unless_present_any = ["all", "db_file"])]
    typed: Vec<String>,
    /// Every named database
    #[arg(long)]
    all: bool,
    /// A file with addresses and names, one a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    db_file: Option<PathBuf>,
    /// Instead of each database, those on its server whose names match: `tenant_*`
    #[arg(long, value_name = "PATTERN")]
    on_server: Option<String>,
}

/// Compare live databases with the schema that the migrations give
///
/// The migrations of the working tree, or of a revision, are replayed on a temporary database. Live databases are only
/// read. Each difference is the step that makes a database as the migrations say; it has a class (A additive, B
/// destructive or risky, C unmanaged) and the migration that made the object.
///
/// Several databases are read at once, over at most eight connections. One that cannot be read does not hide the others.
///
/// Exit codes: 0 no differences; 1 a database differs, or something was not compared; 2 wrong usage; 3 a database could
/// not be read, whatever the others are, or the environment failed.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    databases: Databases,
    /// Compare further descriptions of the schema in the working tree with the migrations, in the same table
    #[arg(long, value_name = "SIDE", value_delimiter = ',', value_parser = sides(), conflicts_with = "to_ref")]
    against: Vec<Side>,
    /// Compare with the migrations of a revision, instead of those of the working tree
    #[arg(long, value_name = "REV")]
    to_ref: Option<String>,
    /// Ignore the decisions in tidegate.drift.toml
    #[arg(long)]
    no_decisions: bool,
    /// Folder of the project, where the side has several
    #[arg(long, value_name = "FOLDER")]
    project: Option<PathBuf>,
    #[command(flatten)]
    replay: ReplayArgs,
    /// Run every migration; use no result of earlier runs
    #[arg(long)]
    no_cache: bool,
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
    (format::GITHUB, Format::Github),
];

/// Compares every database and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let expected = match &args.to_ref {
        Some(name) => Selection::Revision { name: name.clone(), remote: None },
        None => Selection::WorkTree,
    };
    let context = Context::open_reading(expected.objects(), args.config.as_deref(), terminal)?;
    let user = User::load(terminal)?;
    let server = args.replay.on(request_of(expected.clone(), &user));
    let mut request = Request {
        databases: chosen(&args.databases, &context, &user, terminal)?,
        expected,
        decisions: decisions(&context, args.no_decisions, terminal)?,
        beside: args.against.clone(),
        project: args.project.as_deref().map(|project| context.relative(project)).transpose()?,
        server: verify::Request { schema: SchemaTask::Catalog, uses_cache: !args.no_cache, ..server },
    };
    let found = compare(&context, args, &mut request, terminal)?;
    outcome::write(&context, terminal, |output| report::write(args.format, &found, args.full, output))?;
    Ok(if found.unread() > 0 { Exit::Environment } else { outcome::exit(!found.is_in_step()) })
}

/// The databases to compare.
fn chosen(args: &Databases, context: &Context, user: &User, terminal: &mut Terminal) -> Result<Chosen, Failure> {
    let mut typed = args.typed.clone();
    typed.extend(args.db_file.as_deref().map(lines).transpose()?.unwrap_or_default());
    let choice = Choice { typed: &typed, all: args.all };
    let chosen = database::with(context, user, terminal, |databases| drift::choose(databases, choice))?;
    if chosen.targets.is_empty() && chosen.unreachable.is_empty() {
        return Err(Failure::usage("the file names no database").hint("write an address or a name on each line"));
    }
    match &args.on_server {
        Some(pattern) => Ok(chosen.on_servers(pattern, &user.environment)?),
        None => Ok(chosen),
    }
}

/// The lines of a file of databases, without empty ones and comments.
fn lines(path: &Path) -> Result<Vec<String>, Failure> {
    let text = if path == Path::new("-") { io::read_to_string(io::stdin()) } else { fs::read_to_string(path) };
    let text = text.map_err(|error| {
        Failure::usage(format!("cannot read {}: {error}", path.display())).hint("name a readable file of UTF-8 text")
    })?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

/// The names of further descriptions.
fn sides() -> impl TypedValueParser<Value = Side> {
    PossibleValuesParser::new([
        PossibleValue::new("schema").help("The schema file, or the files that declare the schema"),
        PossibleValue::new("prisma").help("The models of schema.prisma"),
    ])
    .map(|typed| if typed == "prisma" { Side::Prisma } else { Side::Schema })
}

/// The decisions of the working tree, unless they are ignored.
pub(super) fn decisions(
    context: &Context,
    is_ignored: bool,
    terminal: &mut Terminal,
) -> Result<Option<Decisions>, Failure> {
    if is_ignored {
        return Ok(None);
    }
    let written = Written::read(context.repository.as_ref(), RelPath::new(DECISIONS_FILE));
    let decisions = written.and_then(|written| written.decisions());
    decisions.map(Some).map_err(|error| reconcile_failure::failure(error, terminal))
}

/// Compares within a time limit, with a line that shows how far it is.
fn compare(
    context: &Context,
    args: &Args,
    request: &mut Request,
    terminal: &mut Terminal,
) -> Result<drift::Outcome, Failure> {
    let server = request.server.clone();
    let compared = args.replay.run(context, &server, terminal, |source, server, progress| {
        request.server = server;
        drift::run(source, request, progress)
    })?;
    compared.map_err(|error| match error {
        Error::Verify(verify::Error::Settings(error)) => context::settings_failure(error, terminal),
        error => error.into(),
    })
}
