//! The commands.

use super::exit::Exit;
use super::failure::Failure;
#[cfg(feature = "mcp")]
use super::mcp;
use super::terminal::Terminal;
use super::{
    apply, baseline, cache, catalog, check, ci, completions, diff, doctor, drift, explain, freeze, init, install,
    merge_schema, new, pull, reconcile, rehearse, repair, restore, rollout, rules, run, snapshot, squash, status,
    trust, try_it, uninstall, verify,
};
use clap::{CommandFactory as _, Parser, Subcommand};
use std::ffi::OsString;

/// Keeps Postgres migrations, schema.sql and databases in step, at every commit.
#[derive(Parser)]
#[command(name = "tidegate", version, about, after_help = AFTER_HELP, arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 checked, no problems; 1 problems found; 2 wrong usage or configuration; 3 the
environment failed; 130 ended by Ctrl-C, 141 the reader closed the pipe (as the shell reports them).

Environment: TIDEGATE=0 skips a hook, TIDEGATE_SKIP=rule,... skips rules,
TIDEGATE_SKIP=verify the replay in hooks, TIDEGATE_SKIP=jobs the repository's own jobs and
TIDEGATE_SKIP=job:NAME one of them; the output reports each of them. TIDEGATE_TRUST=jobs runs
jobs without an agreement, for CI, and TIDEGATE_TRUST=databases accepts databases of tidegate.toml.
TIDEGATE_DATABASE_URL names the server that `verify` replays on, TIDEGATE_CACHE_DIR the cache
folder, TIDEGATE_TIMEOUT the time limit of a replay (10m or off). NO_COLOR turns off colour.";

#[derive(Subcommand)]
pub(super) enum Command {
    /// Check staged migrations (or files, a commit range, the whole tree)
    Check(check::Args),
    /// Replay migrations on a temporary Postgres and compare the result with schema.sql
    Verify(verify::Args),
    Diff(diff::Args),
    Status(status::Args),
    Apply(apply::Args),
    Repair(repair::Args),
    Drift(drift::Args),
    Reconcile(reconcile::Args),
    Pull(pull::Args),
    Baseline(baseline::Args),
    Squash(squash::Args),
    Freeze(freeze::Args),
    Snapshot(snapshot::Args),
    Restore(restore::Args),
    Rehearse(rehearse::Args),
    Rollout(rollout::Args),
    /// Replay migrations and print the resulting schema as JSON
    Catalog(catalog::Args),
    /// Show or clear the cache of `verify`
    Cache(cache::Args),
    /// Create a new migration with the next free version
    New(new::Args),
    /// Write a tidegate.toml that fits this repository
    Init(init::Args),
    Install(install::Args),
    Uninstall(uninstall::Args),
    Trust(trust::Args),
    /// Diagnose the setup and suggest fixes
    Doctor,
    /// Demonstrate commits, a replay and a differing schema.sql in a temporary sample project
    Try(try_it::Args),
    /// Show the page of a rule: what it catches, why it matters, examples, when to allow it
    Explain(explain::Args),
    Ci(ci::Args),
    #[cfg(feature = "mcp")]
    Mcp(mcp::Args),
    /// List the rules by family
    Rules(rules::Args),
    /// Print shell completions
    Completions(completions::Args),
    /// Print the man page
    Man,
    /// Merge the schema file; the merge driver of `tidegate install --merge-driver` calls this
    #[command(hide = true)]
    MergeSchema(merge_schema::Args),
    /// Run as a git hook; the hooks of `tidegate install` call this
    Run(run::Args),
}

/// Parses the command line.
///
/// The two commands that run on every commit are parsed on their own: to describe all others takes longer than to parse
/// these. Help and mistakes are left to the parser of all commands, which shows the same text for each.
pub(super) fn parse(arguments: &[OsString]) -> Result<Command, clap::Error> {
    match parse_alone(arguments) {
        Some(command) => Ok(command),
        None => Cli::try_parse_from(arguments).map(|cli| cli.command),
    }
}

fn parse_alone(arguments: &[OsString]) -> Option<Command> {
    let (name, rest) = arguments.get(1..)?.split_first()?;
    match name.to_str()? {
        "check" => args_of(rest).map(Command::Check),
        "run" => args_of(rest).map(Command::Run),
        _ => None,
    }
}

fn args_of<A: clap::Args>(arguments: &[OsString]) -> Option<A> {
    let command = A::augment_args(clap::Command::new("tidegate").no_binary_name(true));
    A::from_arg_matches(&command.try_get_matches_from(arguments).ok()?).ok()
}

/// Runs a command.
pub(super) fn dispatch(command: Command, terminal: &mut Terminal) -> Result<Exit, Failure> {
    match command {
        Command::Check(args) => check::run(&args, terminal),
        Command::Verify(args) => verify::run(&args, terminal),
        Command::Diff(args) => diff::run(&args, terminal),
        Command::Status(args) => status::run(&args, terminal),
        Command::Apply(args) => apply::run(&args, terminal),
        Command::Repair(args) => repair::run(&args, terminal),
        Command::Drift(args) => drift::run(&args, terminal),
        Command::Reconcile(args) => reconcile::run(&args, terminal),
        Command::Pull(args) => pull::run(&args, terminal),
        Command::Baseline(args) => baseline::run(&args, terminal),
        Command::Squash(args) => squash::run(&args, terminal),
        Command::Freeze(args) => freeze::run(&args, terminal),
        Command::Snapshot(args) => snapshot::run(&args, terminal),
        Command::Restore(args) => restore::run(&args, terminal),
        Command::Rehearse(args) => rehearse::run(&args, terminal),
        Command::Rollout(args) => rollout::run(&args, terminal),
        Command::Catalog(args) => catalog::run(&args, terminal),
        Command::Cache(args) => cache::run(&args, terminal),
        Command::Ci(args) => ci::run(&args, terminal),
        Command::New(args) => new::run(&args, terminal),
        Command::Init(args) => init::run(&args, terminal),
        Command::Doctor => doctor::run(terminal),
        Command::Try(args) => try_it::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        #[cfg(feature = "mcp")]
        Command::Mcp(args) => mcp::run(&args, run_line, terminal),
        Command::Rules(args) => rules::run(&args, terminal),
        Command::Completions(args) => completions::run(&args, &mut Cli::command(), terminal),
        Command::Man => completions::man(Cli::command(), terminal),
        Command::Install(args) => install::run(&args, terminal),
        Command::Uninstall(args) => uninstall::run(&args, terminal),
        Command::Trust(args) => trust::run(&args, terminal),
        Command::MergeSchema(args) => merge_schema::run(&args, terminal),
        Command::Run(args) => run::run(&args, terminal),
    }
}

/// Parses and runs a command line, whose mistakes are a failure.
#[cfg(feature = "mcp")]
fn run_line(words: &[OsString], terminal: &mut Terminal) -> Result<Exit, Failure> {
    let command = parse(words).map_err(|error| Failure::usage(error.to_string()))?;
    dispatch(command, terminal)
}
