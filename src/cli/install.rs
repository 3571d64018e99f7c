//! `tidegate install`

use super::context::{self, Context};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::{environment, hook_name};
use crate::config::Settings;
use crate::git;
use crate::hooks::{self, Error, Event};
use crate::jobs::databases;
use crate::jobs::projects;
use crate::jobs::setup::install::{self, Action, Choice, Options};
use crate::jobs::setup::merge_driver;
use crate::jobs::trust;
use crate::process::{Distrust, Trust};
use crate::report::setup::install as report;
use crate::report::{remedy, setup};

/// Install the git hooks of this repository
///
/// An existing hook is kept and still runs first; `tidegate uninstall` restores it. With git 2.54 and
/// newer the hooks are commands in the repository's configuration, and no hook file is changed.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Install only this hook (can be repeated)
    #[arg(long = "hook", value_name = "HOOK", value_parser = hook_name::parser())]
    hooks: Vec<Event>,

    /// Write hook scripts, even if git supports hooks in its configuration
    #[arg(long, conflicts_with = "config")]
    script: bool,

    /// Write the hooks into the repository's git configuration (git 2.54 and newer)
    #[arg(long)]
    config: bool,

    /// Regenerate the schema file in merges: writes a merge driver into .gitattributes and this repository's git
    /// configuration, and agrees to replays of merged migrations
    #[arg(long)]
    merge_driver: bool,
}

/// Installs the hooks.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut events = if args.hooks.is_empty() { Event::CHECKED.to_vec() } else { args.hooks.clone() };
    events.sort_unstable();
    events.dedup();
    let choice = match (args.script, args.config) {
        (true, _) => Choice::Script,
        (_, true) => Choice::Config,
        _ => Choice::Auto,
    };
    run_job(Action::Install { events, choice }, terminal)?;
    // Hooks without migrations would pass everything without a sign.
    let context = Context::open(None, terminal)?;
    let loaded = context.load(terminal)?;
    if projects::find(context.repository.as_ref(), &loaded.settings)?.projects.is_empty() {
        report::write_no_migrations(terminal.out())?;
    }
    let own_database = databases::local_database(&context.source());
    let compares = own_database.map_err(|error| context::settings_failure(error, terminal))?.is_some();
    let is_wanted = |event: &Event| {
        let has_jobs = !event.is_checked() && !loaded.settings.jobs_of(*event).is_empty();
        has_jobs || compares && matches!(event, Event::PostMerge | Event::PostCheckout)
    };
    let events: Vec<Event> = Event::ALL.into_iter().filter(is_wanted).collect();
    if args.hooks.is_empty() && !events.is_empty() {
        run_job(Action::Install { events, choice }, terminal)?;
    }
    let agreed = trust::agree_to_hooks(&context.source());
    let agreed = agreed.map_err(|error| context::settings_failure(error, terminal))?;
    setup::trust::write_installed(&agreed, terminal.out())?;
    if args.merge_driver {
        install_merge_driver(&context, &loaded.settings, terminal)?;
    }
    Ok(Exit::Clean)
}

fn install_merge_driver(context: &Context, settings: &Settings, terminal: &mut Terminal) -> Result<(), Failure> {
    let repository = context.repository.as_ref();
    let found = projects::find(repository, settings)?.projects;
    let all: Vec<_> = found.into_iter().map(|found| found.project).collect();
    let trust = Trust::outside(git::checkout_folders(&environment::git()?));
    let program = hooks::stable_program(&environment::program()?, std::env::var_os("PATH").as_deref(), &trust);
    let outcome = merge_driver::install(repository, &all, &program)?;
    if outcome.files.is_empty() {
        return Err(Failure::usage("there is no schema file to merge")
            .hint("write one, and install the merge driver again: `tidegate verify --write --stage`"));
    }
    trust::agree_to_merges(&context.source()).map_err(|error| context::settings_failure(error, terminal))?;
    report::write_merge_driver(&outcome, terminal.out())?;
    Ok(())
}

/// Installs or uninstalls, and reports.
pub(super) fn run_job(action: Action, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let repository = git::open(&environment::git()?)?;
    let trust = Trust::outside(git::checkout_folders(&environment::git()?));
    let program = hooks::stable_program(&environment::program()?, std::env::var_os("PATH").as_deref(), &trust);
    let in_checkout = matches!(trust.check(&program), Err(Distrust::InCheckout { .. }));
    let outcome = install::run(repository.as_ref(), &Options { action, program: program.clone() })?;
    let top = repository.paths().work_dir.clone().unwrap_or_default();
    report::write(&outcome, &top, terminal.out())?;
    if in_checkout && outcome.form.is_some() {
        report::write_program_in_checkout(&program, terminal.out())?;
    }
    Ok(Exit::Clean)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let failure = match error {
            Error::Git { .. } | Error::Read { .. } | Error::Write { .. } => Self::environment(error.to_string()),
            _ => Self::usage(error.to_string()),
        };
        failure.hints(remedy::of_hooks(&error))
    }
}
