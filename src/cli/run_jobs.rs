//! The repository's own jobs in a hook.

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::signals::Interrupts;
use super::terminal::Terminal;
use super::{environment, outcome, streams, user};
use crate::jobs::hook::{self, FileChoice, HookInvocation, JobRequest, JobsError, PendingJobs, Surroundings};
use crate::jobs::side_settings::SettingsSource;
use crate::report::jobs as report;
use crate::tasks;
use crate::text::words;
use std::path::PathBuf;

/// Whether jobs have staged other content than the checks have seen.
pub(super) struct IsFixed(pub(super) bool);

/// The options of `tidegate run` about the repository's own jobs. With one of them only jobs run.
#[derive(clap::Args)]
pub(super) struct JobArgs {
    /// Run only this job, without tidegate's own checks (can be repeated)
    #[arg(long = "job", value_name = "NAME")]
    jobs: Vec<String>,
    /// Run only the jobs with this tag, without tidegate's own checks (can be repeated)
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Run the jobs on these tracked files, without tidegate's own checks
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "all_files")]
    files: Vec<PathBuf>,
    /// Run the jobs on every tracked file, without tidegate's own checks
    #[arg(long)]
    all_files: bool,
    /// Show which jobs would run, on which files and where, and run nothing
    #[arg(long)]
    dry_run: bool,
}

impl JobArgs {
    /// Whether the command line asks for jobs, and not for all that the hook does.
    pub(super) fn are_given(&self) -> bool {
        self.all_files || self.dry_run || !self.jobs.is_empty() || !self.tags.is_empty() || !self.files.is_empty()
    }

    fn request(&self, context: &Context) -> Result<JobRequest, Failure> {
        let files = if self.all_files {
            FileChoice::All
        } else if self.files.is_empty() {
            FileChoice::Changed
        } else {
            let typed = self.files.iter().map(|path| context.relative(path));
            FileChoice::Named(typed.collect::<Result<_, _>>()?)
        };
        let (skip, is_trusted) = (environment::skipped_jobs(), environment::trusts_jobs());
        Ok(JobRequest { files, only: self.jobs.clone(), tags: self.tags.clone(), skip, is_trusted })
    }
}

/// The hook that git runs, with what it gives it.
#[derive(Clone, Copy)]
pub(super) struct Hook<'a> {
    pub(super) invocation: HookInvocation<'a>,
    pub(super) arguments: &'a [String],
    pub(super) input: &'a [u8],
}

/// Runs the jobs of a hook that the user agreed to, and names the others.
pub(super) fn run(
    context: &Context,
    source: &SettingsSource,
    args: &JobArgs,
    hook: Hook<'_>,
    terminal: &mut Terminal,
) -> Result<(Exit, IsFixed), Failure> {
    let event = hook.invocation.event();
    let pending = hook::pending_jobs(source, hook.invocation, &args.request(context)?);
    let pending = pending.map_err(|error| failure(error, terminal))?;
    if pending.is_empty() {
        if args.are_given() {
            report::write_none(event, terminal.out())?;
        }
        // Most commits end here.
        return Ok((Exit::Clean, IsFixed(false)));
    }
    if environment::skips_jobs() && !args.are_given() {
        report::write_all_skipped(terminal.err())?;
        return Ok((Exit::Clean, IsFixed(false)));
    }
    let interrupts = Interrupts::listen()?;
    let mut ended = (Exit::Clean, IsFixed(false));
    for pending in &pending {
        let (exit, is_fixed) = run_pending(context, args, hook, (pending, &interrupts), terminal)?;
        if exit != Exit::Clean {
            ended.0 = exit;
        }
        ended.1.0 |= is_fixed.0;
    }
    Ok(ended)
}

fn run_pending(
    context: &Context,
    args: &JobArgs,
    hook: Hook<'_>,
    (pending, interrupts): (&PendingJobs, &Interrupts),
    terminal: &mut Terminal,
) -> Result<(Exit, IsFixed), Failure> {
    report::write_own_file(&pending.disabled, &pending.protected, terminal.out())?;
    let variables = user::variables_of_jobs(terminal)?;
    let own_path = variables.iter().find(|(name, _)| name == "PATH").map(|(_, value)| value.clone());
    let search_path = own_path.or_else(|| std::env::var_os("PATH")).unwrap_or_default();
    let (arguments, input) = (hook.arguments, hook.input);
    // git names this editor to a hook when it starts none.
    let is_edited = std::env::var_os("GIT_EDITOR").is_none_or(|editor| editor != ":");
    let interrupted = &interrupts.arrived;
    let live = streams::live();
    let surroundings = Surroundings {
        arguments,
        input,
        variables: &variables,
        search_path: &search_path,
        live: live.as_ref(),
        interrupted,
        is_edited,
    };
    if args.dry_run {
        let plan = pending.plan(&surroundings).map_err(|error| failure(error, terminal))?;
        report::write_plan(pending.event, &pending.agreed, &plan, terminal.out())?;
        return Ok((write_refused(context, pending, terminal)?, IsFixed(false)));
    }
    // The output of the checks is shown while the jobs run.
    terminal.flush();
    let done = pending.run(&surroundings).map_err(|error| failure(error, terminal))?;
    outcome::write(context, terminal, |output| report::write(&done, &pending.selection, pending.event, output))?;
    if args.are_given() && !done.has_run() {
        report::write_skipped(&done, terminal.out())?;
    }
    if done.is_interrupted {
        terminal.flush();
        interrupts.end_by_signal();
        return Ok((Exit::Problems, IsFixed(false)));
    }
    let refused = write_refused(context, pending, terminal)?;
    Ok((if done.has_problems() { Exit::Problems } else { refused }, IsFixed(done.has_fixed())))
}

fn write_refused(context: &Context, pending: &PendingJobs, terminal: &mut Terminal) -> Result<Exit, Failure> {
    if pending.refused.is_empty() {
        return Ok(Exit::Clean);
    }
    outcome::write(context, terminal, |output| {
        report::write_refused(pending.event, &pending.selection, &pending.refused, output)
    })?;
    Ok(Exit::Problems)
}

fn failure(error: JobsError, terminal: &mut Terminal) -> Failure {
    match error {
        JobsError::Settings(error) => context::settings_failure(error, terminal),
        JobsError::Sides(error) => crate::jobs::check::Error::Sides(error).into(),
        JobsError::Check(error) => error.into(),
        JobsError::Git(error) | JobsError::Tasks(tasks::Error::Git(error)) => error.into(),
        JobsError::Tasks(tasks::Error::NoWorkTree) => {
            Failure::usage(error.to_string()).hint("run it in a clone with a working tree")
        }
        JobsError::NoJob { ref name, ref known, .. } => {
            let similar = words::nearest(name, known.iter().map(String::as_str));
            let hint = similar.map_or_else(
                || "list the jobs: `tidegate run HOOK --dry-run`".to_owned(),
                |similar| format!("did you mean `{similar}`?"),
            );
            Failure::usage(error.to_string()).hint(hint)
        }
        JobsError::NotTracked(ref path) => {
            let hint = format!("stage it first: `git add -- {}`", words::shell(path.as_bytes()));
            Failure::usage(error.to_string()).hint(hint)
        }
    }
}
