//! `tidegate diff`

use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::replay_server::ReplayArgs;
use super::terminal::Terminal;
use super::user::User;
use super::{context, database, environment, format, outcome, renames};
use crate::alter::Online;
use crate::git::Objects;
use crate::jobs::diff::{self, Error, Rename, Request, SideSpec, SqlRequest};
use crate::jobs::verify;
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
///   prisma     schema.prisma of the working tree, in what Prisma can describe
///   db:NAME    a live database that the settings name
///
/// A file with such a name is written `./index`. A folder with migrations of the working
/// tree is replayed.
///
/// With `--sql`, the SQL is written to standard output; it is never run on a live database.
///
/// Exit codes: 0 no differences; 1 the sides differ, a side cannot be loaded, or
/// something was not compared; 2 wrong usage; 3 the environment failed.
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
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
    #[command(flatten)]
    replay: ReplayArgs,
    /// Run every migration; use no result of earlier runs
    #[arg(long)]
    no_cache: bool,
    /// Write the SQL that makes FROM like TO, proven on a copy of FROM
    #[arg(long)]
    sql: bool,
    /// Make destructive statements part of the SQL, which are comments in it otherwise
    #[arg(long, requires = "sql")]
    destructive: bool,
    /// Build, replace and drop indexes of existing tables `CONCURRENTLY`, outside transactions
    #[arg(long, requires = "sql")]
    concurrently: bool,
    /// Add constraints of existing tables `NOT VALID`, and validate them in a later transaction
    #[arg(long, requires = "sql")]
    not_valid: bool,
    /// An object with another name in TO: `table:a=b` or `column:t.a=b`; without it, it is dropped and created
    #[arg(long, value_name = "RENAME", requires = "sql")]
    rename: Vec<String>,
    /// Do not run the SQL on a copy of FROM
    #[arg(long, requires = "sql")]
    no_prove: bool,
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
    if args.sql && !matches!(args.format, Format::Human | Format::Json) {
        return Err(Failure::usage("SQL has no other format than its own and JSON")
            .hint("leave out `--format`, or write `--format json`"));
    }
    let (from, to) = (Side::parse(&args.from)?, Side::parse(&args.to)?);
    let context = if from.is_outside() && to.is_outside() {
        Context::open_if_any(Objects::Shown, args.config.as_deref(), terminal)?
    } else {
        Context::open_reading(objects(&from, &to), args.config.as_deref(), terminal)?
    };
    let user = User::load(terminal)?;
    let (from, to) = (from.spec(&context, &user, terminal)?, to.spec(&context, &user, terminal)?);
    let mut request = Request {
        from,
        to,
        sql: sql_request(args)?,
        project: args.project.as_deref().map(|project| context.relative(project)).transpose()?,
        server: verify::Request { uses_cache: !args.no_cache, ..args.replay.request(terminal)? },
    };
    let mut outcome = compare(&context, args, &mut request, terminal)?;
    if let Some(sql) = request.sql.as_mut().filter(|_| args.format == Format::Human)
        && renames::ask(&outcome, sql, terminal)?
    {
        outcome = compare(&context, args, &mut request, terminal)?;
    }
    if outcome.failed.is_some() && !args.format.has_failures() {
        // Standard output belongs to a format that has nothing to show.
        outcome::write_to_stderr(&context, terminal, |output| report::write(Format::Human, &outcome, false, output))?;
        return Ok(Exit::Problems);
    }
    let format = if args.sql && args.format == Format::Human { Format::Sql } else { args.format };
    outcome::write(&context, terminal, |output| report::write(format, &outcome, args.full, output))?;
    if format == Format::Sql {
        outcome::write_to_stderr(&context, terminal, |output| report::write_notes(&outcome, output.width, output.out))?;
    }
    Ok(outcome::exit(!outcome.is_equal()))
}

/// The options of the SQL, if it is asked for.
fn sql_request(args: &Args) -> Result<Option<SqlRequest>, Failure> {
    if !args.sql {
        return Ok(None);
    }
    let renames = args.rename.iter().map(|typed| Rename::parse(typed)).collect::<Result<Vec<Rename>, _>>()?;
    Ok(Some(SqlRequest {
        destructive: args.destructive,
        proves: !args.no_prove,
        has_stages: false,
        checked_at: Some(environment::now()?),
        online: Online { concurrently: args.concurrently, not_valid: args.not_valid },
        renames,
    }))
}

/// Compares within a time limit, with a line that shows how far it is.
fn compare(
    context: &Context,
    args: &Args,
    request: &mut Request,
    terminal: &mut Terminal,
) -> Result<diff::Outcome, Failure> {
    let server = request.server.clone();
    let compared = args.replay.run(context, &server, terminal, |source, server, progress| {
        request.server = server;
        diff::run(source, request, progress)
    })?;
    compared.map_err(|error| match error {
        Error::Verify(verify::Error::Settings(error)) => context::settings_failure(error, terminal),
        error => error.into(),
    })
}

/// A side as it is typed.
enum Side {
    Spec(SideSpec),
    /// The name of a database, whose address is known once the settings are read.
    Database(String),
}

impl Side {
    fn parse(typed: &str) -> Result<Self, Error> {
        match typed.strip_prefix("db:") {
            Some(name) => Ok(Self::Database(name.to_owned())),
            None => SideSpec::parse(typed).map(Self::Spec),
        }
    }

    /// Whether it is outside the repository, which is then not needed.
    fn is_outside(&self) -> bool {
        matches!(self, Self::Database(_) | Self::Spec(SideSpec::Files(_) | SideSpec::Database(_)))
    }

    fn spec(self, context: &Context, user: &User, terminal: &mut Terminal) -> Result<SideSpec, Failure> {
        match self {
            Self::Spec(spec) => Ok(spec),
            Self::Database(name) => {
                let named = database::with(context, user, terminal, |databases| databases.named(&name))?;
                Ok(SideSpec::Database(named.address))
            }
        }
    }
}

/// The objects that are read where some are replaced.
fn objects(from: &Side, to: &Side) -> Objects {
    let of = |side: &Side| match side {
        Side::Spec(SideSpec::History(selection)) => selection.objects(),
        _ => Objects::Shown,
    };
    if of(from) == Objects::Stored || of(to) == Objects::Stored { Objects::Stored } else { Objects::Shown }
}
