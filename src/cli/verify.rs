//! `tidegate verify`

use super::check::{request_for, selection_of_framework};
use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::progress::Line;
use super::terminal::Terminal;
use super::{environment, format, outcome};
use crate::config::Settings;
use crate::jobs::hook::{self, HookInvocation, PendingReplay};
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, Engine, Error, ExtraChecks, Outcome, Request, SchemaTask};
use crate::report;
use crate::report::verify::{Format, View};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use std::path::{Path, PathBuf};

/// Arguments of `tidegate verify`.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(super) struct Args {
    /// Replay the working tree
    #[arg(long, conflicts_with = "to_ref")]
    all: bool,
    /// Replay a revision
    #[arg(long, value_name = "REV")]
    to_ref: Option<String>,
    /// Replay only projects in which migrations, schema file or settings differ from HEAD or, with
    /// --to-ref, from what the remotes have
    #[arg(long, conflicts_with = "all")]
    changed: bool,
    /// Where to replay; takes precedence over tidegate.toml
    #[arg(long, value_parser = engines())]
    engine: Option<Engine>,
    /// Address of a server on which temporary databases are created and dropped; default:
    /// `TIDEGATE_DATABASE_URL`
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Regenerate schema.sql from the migrations, with its seal
    #[arg(long, conflicts_with = "to_ref")]
    write: bool,
    /// With --write: stage it as well
    #[arg(long, requires = "write", conflicts_with = "all")]
    stage: bool,
    /// Write a patch for `git apply` that fixes the schema file; an empty file if there is no difference
    #[arg(long, value_name = "FILE", conflicts_with = "write")]
    patch: Option<PathBuf>,
    /// Run every migration; neither read nor write the cache
    #[arg(long)]
    no_cache: bool,
    /// Show how long each migration takes, slowest first; runs every migration, even if cached
    #[arg(long)]
    timings: bool,
    /// Check that the last migration is idempotent: run it a second time
    #[arg(long)]
    idempotent: bool,
    /// Check that every down migration restores the schema
    #[arg(long)]
    round_trip: bool,
    /// Observe the statements of new migrations: show which existing tables they lock, rewrite and
    /// scan, and which problems found by `check` that confirms or refutes
    #[arg(long)]
    observe: bool,
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

const FORMATS: [((&str, &str), Format); 3] =
    [(format::HUMAN, Format::Human), (format::JSON, Format::Json), (format::GITHUB, Format::Github)];

fn engines() -> impl TypedValueParser<Value = Engine> {
    let built_in = Engine::ALL.into_iter().filter(|(engine, ..)| engine.is_built_in());
    let values = built_in.map(|(_, name, about)| PossibleValue::new(name).help(about));
    PossibleValuesParser::new(values.collect::<Vec<_>>())
        .map(|name| Engine::named(&name).expect("clap accepts only the names of engines"))
}

/// Replays, compares and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(args.config.as_deref(), terminal)?;
    let request = request(args, &context)?;
    let settings = verify::effective_settings(context.repository.as_ref(), &context.loaded, &request.selection);
    let settings = settings.map_err(|error| settings_failure(error, terminal))?;
    if settings.differ_in_work_tree {
        report::verify::write_staged_settings(terminal.err())?;
    }
    let outcome = replay(&context, &settings.settings, &request, terminal.width)?;
    if let Some(file) = &args.patch {
        write_patch(&outcome, file)?;
    }
    let patch = args.patch.as_ref().and_then(|file| file.file_name()).map(|name| name.to_string_lossy());
    let view = View { is_full: args.full, is_of_changed: args.changed, patch: patch.as_deref() };
    outcome::write(&context, terminal, |output| report::verify::write(args.format, &outcome, &view, output))?;
    Ok(outcome::exit(outcome.has_problems()))
}

/// Writes the patches of all schema files that differ.
fn write_patch(outcome: &Outcome, file: &Path) -> Result<(), Failure> {
    let patches: Vec<u8> =
        outcome.projects.iter().flat_map(|project| project.patch.iter().flatten().copied()).collect();
    std::fs::write(file, patches).map_err(|error| {
        Failure::environment(format!("cannot write the patch {}: {error}", file.display()))
            .hint("name a file in an existing folder that can be written")
    })
}

/// Mistakes in settings are shown in their lines.
fn settings_failure(error: Error, terminal: &mut Terminal) -> Failure {
    let message = error.to_string();
    match error {
        Error::Settings { cause, .. } => Failure { message, ..context::invalid(*cause, Path::new(""), terminal) },
        error => error.into(),
    }
}

/// Replays, with a line that shows how far it is.
fn replay(context: &Context, settings: &Settings, request: &Request, width: usize) -> Result<Outcome, Failure> {
    let mut line = Line::new(width);
    let verified = verify::run(context.repository.as_ref(), settings, request, &mut line);
    drop(line);
    Ok(verified?)
}

/// Replays what a hook asks for, after the fast check.
pub(super) fn in_hook(
    context: &Context,
    invocation: HookInvocation<'_>,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let pending = hook::pending_replays(context.repository.as_ref(), &context.loaded, invocation);
    let pending = pending.map_err(|error| settings_failure(error, terminal))?;
    if environment::skips_replay() && !pending.is_empty() {
        report::hook::write_skipped_replay(terminal.err())?;
        return Ok(Exit::Clean);
    }
    // The output of the check is shown while the replay runs.
    terminal.flush();
    let mut has_problems = false;
    for PendingReplay { selection, only, settings } in pending {
        let request = Request { only: Some(only), ..request_of(selection)? };
        let outcome = replay(context, &settings, &request, terminal.width)?;
        has_problems |= outcome.has_problems();
        outcome::write(context, terminal, |output| report::verify::write_in_hook(&outcome, output))?;
    }
    Ok(outcome::exit(has_problems))
}

/// A comparison without extra checks, on the server that environment and configuration name.
fn request_of(selection: Selection) -> Result<Request, Failure> {
    Ok(Request {
        selection,
        engine: None,
        address: environment::database_url(),
        environment: environment::postgres()?,
        schema: SchemaTask::Compare,
        uses_cache: true,
        only: None,
        checks: ExtraChecks::default(),
        observe: None,
    })
}

fn request(args: &Args, context: &Context) -> Result<Request, Failure> {
    let selection = match &args.to_ref {
        _ if args.all => Selection::WorkTree,
        _ if args.write => Selection::Staged,
        Some(to) => Selection::Revision { name: to.clone(), remote: None },
        None => selection_of_framework(),
    };
    let only = args.changed.then(|| verify::changed_projects(context.repository.as_ref(), &selection));
    let observe = args.observe.then(|| request_for(selection.clone()));
    let request = request_of(selection)?;
    Ok(Request {
        engine: args.engine,
        address: args.database_url.clone().or(request.address),
        schema: match (args.write, args.stage) {
            (false, _) if args.patch.is_some() => SchemaTask::Patch,
            (false, _) => SchemaTask::Compare,
            (true, false) => SchemaTask::Write,
            (true, true) => SchemaTask::WriteAndStage,
        },
        uses_cache: !args.no_cache,
        only: only.transpose()?,
        checks: ExtraChecks { timings: args.timings, idempotency: args.idempotent, round_trip: args.round_trip },
        observe: observe.transpose()?,
        ..request
    })
}
