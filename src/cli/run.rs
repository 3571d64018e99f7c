//! `tidegate run <hook>`: the entry of the installed hooks.

use super::check::request_for;
use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::run_jobs::{self, Hook, JobArgs};
use super::terminal::Terminal;
use super::{environment, hook_name, interrupted, local_database, outcome, streams, verify};
use crate::git;
use crate::hooks::{self, Event};
use crate::jobs::check::Error;
use crate::jobs::hook::{self, HookInvocation, PushedRef};
use crate::jobs::setup::install;
use crate::jobs::side_settings::SettingsSource;
use crate::jobs::sides::Selection;
use crate::migration::IgnoredFolder;
use crate::process::Trust;
use crate::report;
use crate::report::check::Format;
use std::io::Read;

/// Arguments of `tidegate run`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Set by the hooks in git's configuration, which run before hook scripts
    #[arg(long, hide = true)]
    from_config: bool,
    #[command(flatten)]
    jobs: JobArgs,
    /// The hook that git runs
    #[arg(value_parser = hook_name::parser())]
    hook: Event,
    /// Arguments that git passes to the hook
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Checks, replays what the settings ask for, and runs the repository's own jobs.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    terminal.write_to_stderr();
    if environment::is_off() {
        report::hook::write_skipped(args.hook, terminal.err())?;
        return Ok(Exit::Clean);
    }
    let read = match args.hook {
        Event::PrePush => pushed_refs(),
        Event::PostRewrite => read_input().map(|input| (Vec::new(), input)),
        _ => Ok(Default::default()),
    };
    let ((refs, input), unreadable) =
        read.map_or_else(|failure| (Default::default(), Some(failure)), |read| (read, None));
    let remote = args.arguments.first().map_or("origin", String::as_str);
    let invocation = match args.hook {
        Event::PrePush => HookInvocation::Push { remote, refs: &refs },
        event @ (Event::PreCommit | Event::PreMergeCommit) => HookInvocation::Commit(event),
        event => HookInvocation::Other(event),
    };
    let arguments = arguments(args);
    let hook = Hook { invocation, arguments: &arguments, input: &input };
    let result = unreadable.map_or_else(|| run_all(args, hook, terminal), Err);
    result.map_err(|failure| failure.hint(report::hook::remedy(invocation.git_command())))
}

fn run_all(args: &Args, hook: Hook<'_>, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let (invocation, is_from_config) = (hook.invocation, args.from_config);
    let mut context = Context::open_reading(invocation.objects(), None, terminal)?;
    if interrupted::recover_fixes(context.repository.as_ref(), terminal)? {
        context = Context::open_reading(invocation.objects(), None, terminal)?;
    }
    if args.jobs.are_given() {
        let ran = run_jobs::run(&context, &context.source(), &args.jobs, hook, terminal);
        return ran.map(|(exit, _)| exit);
    }
    // Git has listed the scripts before it runs the configured hooks, and fails if one is gone.
    if !(is_from_config && hooks::has_script(context.repository.as_ref(), invocation.event())) {
        interrupted::finish_hooks(context.repository.as_ref(), terminal)?;
    }
    interrupted::warn_of_renames(context.repository.as_ref(), terminal)?;
    if is_from_config && is_left_to_script(&context, invocation.event(), terminal)? {
        return Ok(Exit::Clean);
    }
    let exit = check_and_replay(&context, invocation, terminal)?;
    if is_arrival(hook) {
        local_database::compare(&context, before(hook), terminal)?;
    }
    if exit != Exit::Clean {
        return Ok(exit);
    }
    let (exit, is_fixed) = run_jobs::run(&context, &context.source(), &args.jobs, hook, terminal)?;
    if exit == Exit::Clean && is_fixed.0 {
        // What is committed now has not been checked yet.
        let context = Context::open_reading(invocation.objects(), None, terminal)?;
        return check_and_replay(&context, invocation, terminal);
    }
    Ok(exit)
}

/// The commit before a merge or a checkout, as git names it. The one before a merge is a reference.
fn before(hook: Hook<'_>) -> Option<&str> {
    match hook.invocation.event() {
        Event::PostMerge => Some("ORIG_HEAD"),
        _ => hook.arguments.first().map(String::as_str),
    }
}

/// Whether git has changed to another commit; it also calls `post-checkout` after single files were checked out.
fn is_arrival(hook: Hook<'_>) -> bool {
    match hook.invocation.event() {
        Event::PostMerge => true,
        Event::PostCheckout => hook.arguments.get(2).is_some_and(|flag| flag == "1"),
        _ => false,
    }
}

fn check_and_replay(
    context: &Context,
    invocation: HookInvocation<'_>,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let source = context.source();
    let checked = check(context, &source, invocation, terminal);
    context::write_differences(&source, terminal)?;
    let exit = match checked? {
        Exit::Clean => replay(context, &source, invocation, terminal)?,
        exit => exit,
    };
    if exit == Exit::Problems {
        context.write_replaced(invocation.objects(), terminal)?;
    }
    Ok(exit)
}

/// The arguments of the hook. Git names the file of a message from the top, where not every job runs.
fn arguments(args: &Args) -> Vec<String> {
    let mut arguments = args.arguments.clone();
    if matches!(args.hook, Event::PrepareCommitMsg | Event::CommitMsg)
        && let (Some(file), Ok(folder)) = (arguments.first_mut(), std::env::current_dir())
    {
        *file = folder.join(&*file).to_string_lossy().into_owned();
    }
    arguments
}

/// Whether a hook script will make the check after this command: git runs scripts after the hooks in the
/// configuration, and they may stage files. Where there is such a script, tidegate's hooks become
/// scripts that run it first; where that is impossible, the commit is blocked.
fn is_left_to_script(context: &Context, event: Event, terminal: &mut Terminal) -> Result<bool, Failure> {
    let repository = context.repository.as_ref();
    let Some(later) = hooks::later_hook(repository, event)? else { return Ok(false) };
    let trust = Trust::outside(git::checkout_folders(&environment::git()?));
    let program = hooks::stable_program(&environment::program()?, std::env::var_os("PATH").as_deref(), &trust);
    let changed = install::to_scripts(repository, &program);
    let error = hooks::Error::RunsAfter { later: later.to_string(), is_replaceable: true };
    match (later, changed) {
        (hooks::Later::Script(_), Ok(outcome)) if outcome.runs_script(event) => {
            report::hook::write_now_scripts(&error, terminal.err())?;
            Ok(true)
        }
        // Git has listed the hooks of this commit already.
        (hooks::Later::Config(_), Ok(outcome)) if outcome.runs_script(event) => Err(Failure::usage(error.to_string())
            .hint(format!(
                "tidegate's hooks are scripts from now on, which run last: `git {}` again",
                event.git_command()
            ))),
        (_, Ok(_)) => Err(error.into()),
        (_, Err(cause)) => Err(Failure::usage(error.to_string()).hints(report::remedy::of_later_hooks(&cause))),
    }
}

/// Reads all of standard input.
fn read_input() -> Result<Vec<u8>, Failure> {
    let mut input = Vec::new();
    let read = std::io::stdin().read_to_end(&mut input);
    read.map_err(|error| Failure::environment(format!("cannot read what git gives the hook: {error}")))?;
    Ok(input)
}

/// Reads the refs that git is about to push from standard input, which jobs get as it is.
fn pushed_refs() -> Result<(Vec<PushedRef>, Vec<u8>), Failure> {
    if streams::is_input_closed() {
        return Err(Failure::environment("cannot read the pushed refs: standard input is closed")
            .hint("nothing was checked; git passes the refs on standard input, see githooks(5)"));
    }
    // The names of references are bytes; those that are not UTF-8 are only shown.
    let input = read_input()?;
    let refs = hook::read_refs(&String::from_utf8_lossy(&input)).map_err(|error| {
        Failure::environment(error.to_string()).hint("nothing was checked; does git run this as a pre-push hook?")
    })?;
    Ok((refs, input))
}

/// The fast check. A commit that touches no migration prints nothing; one that touches migrations that cannot be read
/// says so.
fn check(
    context: &Context,
    source: &SettingsSource,
    invocation: HookInvocation<'_>,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let request = request_for(Selection::Staged)?;
    let outcome = hook::check(source, &request, invocation).map_err(|error| match error {
        Error::Settings(error) => context::settings_failure(error, terminal),
        error => error.into(),
    })?;
    let has_unreadable = outcome.ignored.iter().any(IgnoredFolder::is_unreadable);
    if outcome.files == 0 && outcome.diagnostics.is_empty() && outcome.skipped.is_empty() && !has_unreadable {
        return Ok(Exit::Clean);
    }
    outcome::write(context, terminal, |output| {
        report::check::write(Format::Human, &outcome, output)?;
        if outcome.has_errors() {
            if is_partial(context) {
                report::hook::write_partial_commit(output.out)?;
            }
            report::hook::write_blocked_by_check(&outcome, invocation.git_command(), output)?;
        }
        Ok(())
    })?;
    Ok(outcome::exit(outcome.has_errors()))
}

/// Whether git commits only some paths (`git commit PATH`): it then prepares an index for this commit
/// alone, without other staged changes.
fn is_partial(context: &Context) -> bool {
    let name = context.repository.paths().index_file.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b"next-index-")
}

fn replay(
    context: &Context,
    source: &SettingsSource,
    invocation: HookInvocation<'_>,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let git_command = invocation.git_command();
    let exit = verify::in_hook(context, source, invocation, terminal).map_err(|failure| {
        let message = format!("nothing was replayed: {}", failure.message);
        Failure { message, ..failure }.hints(report::hook::remedies_of_replay(git_command))
    })?;
    if exit == Exit::Problems {
        outcome::write(context, terminal, |output| report::hook::write_blocked_by_replay(git_command, output))?;
    }
    Ok(exit)
}
