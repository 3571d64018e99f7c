//! `tidegate verify`

use super::check::{request_for, selection_of_framework};
use super::context::{self, Context};
use super::environment::TimeLimit;
use super::exit::Exit;
use super::failure::Failure;
use super::replay_server::{ReplayArgs, request_of};
use super::terminal::Terminal;
use super::user::User;
use super::{environment, format, outcome};
use crate::config::Settings;
use crate::jobs::hook::{self, HookInvocation, PendingReplay};
use crate::jobs::merge::{self, Generated, Left};
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::jobs::verify::{self, Error, ExtraChecks, Outcome, Request, SchemaTask};
use crate::report;
use crate::report::verify::{Format, View};
use std::path::PathBuf;

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
    #[command(flatten)]
    replay: ReplayArgs,
    /// Regenerate schema.sql from the migrations, with its seal
    #[arg(long, conflicts_with = "to_ref")]
    write: bool,
    /// With --write: stage it as well
    #[arg(long, requires = "write", conflicts_with = "all")]
    stage: bool,
    /// Write a patch for `git apply` that fixes the schema file to a file of the working tree; an empty file if there is no
    /// difference
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
    /// Run the seed files after the last migration: supabase/seed.sql, or those of `sql_paths` in
    /// supabase/config.toml
    #[arg(long)]
    seed: bool,
    /// Check that every down migration restores the schema
    #[arg(long)]
    round_trip: bool,
    /// Compare the dumps of the replayed schema and of the schema file as well, and report what the comparison does not
    /// know
    #[arg(long)]
    double_check: bool,
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

/// Replays, compares and reports.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let selection = selection(args);
    let objects = selection.objects();
    let context = Context::open_reading(objects, args.config.as_deref(), terminal)?;
    let request = request(args, selection, &context, &User::load(terminal)?)?;
    if let Some(file) = &args.patch {
        verify::check_patch(context.repository.as_ref(), file)?;
    }
    let settings = context.settings(&request.selection, terminal)?;
    let outcome = replay(&context, &settings, request, args.replay.limit()?, terminal)?;
    if let Some(file) = &args.patch {
        let patches: Vec<u8> =
            outcome.projects.iter().flat_map(|project| project.patch.iter().flatten().copied()).collect();
        verify::write_patch(context.repository.as_ref(), file, &patches)?;
    }
    let patch = args.patch.as_ref().and_then(|file| file.file_name()).map(|name| name.to_string_lossy());
    let view = View { is_full: args.full, is_of_changed: args.changed, patch: patch.as_deref() };
    outcome::write(&context, terminal, |output| report::verify::write(args.format, &outcome, &view, output))?;
    if outcome.has_problems() {
        context.write_replaced(objects, terminal)?;
    }
    Ok(outcome::exit(outcome.has_problems()))
}

/// Replays within a time limit, with a line that shows how far it is.
pub(super) fn replay(
    context: &Context,
    settings: &Settings,
    mut request: Request,
    limit: TimeLimit,
    terminal: &Terminal,
) -> Result<Outcome, Failure> {
    let deadline = terminal.deadline(limit);
    request.environment.deadline = deadline.clone();
    let mut line = terminal.line();
    let verified = verify::run(context.repository.as_ref(), settings, &request, &mut line);
    deadline.finish();
    drop(line);
    Ok(verified?)
}

/// Replays what a hook asks for, after the fast check; nothing if the user has not agreed to one of the replays.
pub(super) fn in_hook(
    context: &Context,
    source: &SettingsSource,
    invocation: HookInvocation<'_>,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let pending = hook::pending_replays(source, invocation).map_err(|error| match error {
        Error::Settings(error) => context::settings_failure(error, terminal),
        error => error.into(),
    })?;
    if environment::skips_replay() && !pending.is_empty() {
        report::hook::write_skipped_replay(terminal.err())?;
        return Ok(Exit::Clean);
    }
    let mut refused = pending.iter().filter(|pending| !pending.is_agreed).peekable();
    if refused.peek().is_some() {
        for pending in refused {
            let runs = pending.settings.hook_runs();
            outcome::write(context, terminal, |output| report::hook::write_refused(&pending.selection, &runs, output))?;
        }
        return Ok(Exit::Problems);
    }
    if pending.is_empty() {
        return Ok(Exit::Clean);
    }
    let user = User::load(terminal)?;
    // The output of the check is shown while the replay runs.
    terminal.flush();
    let mut has_problems = false;
    for PendingReplay { selection, only, settings, .. } in pending {
        let rules = Some(request_for(selection.clone())?);
        let request = Request { only: Some(only), rules, is_after_check: true, ..request_of(selection, &user) };
        let limit = environment::timeout()?.unwrap_or(TimeLimit(Some(settings.replay_timeout())));
        let outcome = replay(context, &settings, request, limit, terminal)?;
        has_problems |= outcome.has_problems();
        outcome::write(context, terminal, |output| report::verify::write_in_hook(&outcome, output))?;
    }
    Ok(outcome::exit(has_problems))
}

/// Replays the migrations of a merge, within the time of a hook.
pub(super) fn for_merge(
    context: &Context,
    prepared: &Generated,
    terminal: &mut Terminal,
) -> Result<Result<(Vec<u8>, usize), Left>, Failure> {
    let user = User::load(terminal)?;
    let mut request = request_of(prepared.selection.clone(), &user);
    let limit = environment::timeout()?.unwrap_or(TimeLimit(Some(prepared.settings.replay_timeout())));
    let deadline = terminal.deadline(limit);
    request.environment.deadline = deadline.clone();
    let mut line = terminal.line();
    let generated = merge::regenerate(context.repository.as_ref(), prepared, &request, &mut line);
    deadline.finish();
    drop(line);
    generated.map_err(|error| Failure::environment(error.to_string()))
}

fn selection(args: &Args) -> Selection {
    match &args.to_ref {
        _ if args.all => Selection::WorkTree,
        _ if args.write => Selection::Staged,
        Some(to) => Selection::Revision { name: to.clone(), remote: None },
        None => selection_of_framework(),
    }
}

fn request(args: &Args, selection: Selection, context: &Context, user: &User) -> Result<Request, Failure> {
    let only = args.changed.then(|| verify::changed_projects(context.repository.as_ref(), &selection));
    let rules = Some(request_for(selection.clone())?);
    let observe = args.observe.then(|| request_for(selection.clone()));
    let request = args.replay.on(request_of(selection, user));
    Ok(Request {
        schema: match (args.write, args.stage) {
            (false, _) if args.patch.is_some() => SchemaTask::Patch,
            (false, _) => SchemaTask::Compare,
            (true, false) => SchemaTask::Write,
            (true, true) => SchemaTask::WriteAndStage,
        },
        uses_cache: !args.no_cache,
        only: only.transpose()?,
        checks: ExtraChecks {
            timings: args.timings,
            idempotency: args.idempotent,
            seed: args.seed,
            round_trip: args.round_trip,
            double_check: args.double_check,
        },
        observe: observe.transpose()?,
        rules,
        ..request
    })
}
