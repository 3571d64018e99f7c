//! `tidegate install`: the git hooks put in.

use super::context::Context;
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::git;
use crate::hooks::{self, Advice, Error, Event, GitVersion, Manager};
use crate::jobs::projects;
use crate::jobs::setup::install::{self, Action, Choice, Done, Form, Note, Options, Outcome};
use crate::text::path::printable;
use crate::text::words;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use owo_colors::OwoColorize as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Put tidegate into the git hooks of this repository.
///
/// A hook that is there already is kept and still runs first; `tidegate uninstall` gives it
/// back. With git 2.54 and newer the hooks are commands in the repository's configuration
/// and touch no hook file at all.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Put in only this hook (repeat for several)
    #[arg(long = "hook", value_name = "HOOK", value_parser = PossibleValuesParser::new(Event::ALL.map(Event::name)).map(|name| event(&name)))]
    hooks: Vec<Event>,

    /// Write hook scripts, also where git could take the hooks from its configuration
    #[arg(long, conflicts_with = "config")]
    script: bool,

    /// Write the hooks into the repository's git configuration (git 2.54 and newer)
    #[arg(long)]
    config: bool,
}

fn event(name: &str) -> Event {
    Event::from_name(name).expect("clap lets only the names of events through")
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut events = if args.hooks.is_empty() { Event::ALL.to_vec() } else { args.hooks.clone() };
    events.sort_unstable();
    events.dedup();
    let choice = match (args.script, args.config) {
        (true, _) => Choice::Script,
        (_, true) => Choice::Config,
        _ => Choice::Auto,
    };
    run_job(Action::Install { events, choice }, terminal)
}

/// Both commands are one job in two directions.
pub(super) fn run_job(action: Action, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let repository = git::open(&git::Environment::read()?)?;
    let options = Options { action, program: program()? };
    let outcome = install::run(repository.as_ref(), &options).map_err(failure)?;
    let top = repository.places().work_dir.clone().unwrap_or_default();
    write(&outcome, &top, terminal.out())?;
    if matches!(options.action, Action::Install { .. }) {
        warn_of_nothing(terminal)?;
    }
    Ok(Exit::Clean)
}

/// Hooks that have nothing to judge would pass everything, and nobody would know.
fn warn_of_nothing(terminal: &mut Terminal) -> Result<(), Failure> {
    let context = Context::open(None, terminal)?;
    if projects::find(context.repository.as_ref(), context.settings())?.projects.is_empty() {
        let label = "note:".cyan().bold().to_string();
        writeln!(
            terminal.out(),
            "{label} no migrations folder was found, so there is nothing to judge yet; see `tidegate doctor`, or name the folder: `tidegate init --migrations FOLDER`."
        )?;
    }
    Ok(())
}

fn program() -> Result<PathBuf, Failure> {
    let running = std::env::current_exe()
        .map_err(|error| Failure::environment(format!("cannot tell where the program tidegate lies: {error}")))?;
    Ok(hooks::stable_program(&running, std::env::var_os("PATH").as_deref()))
}

fn write(outcome: &Outcome, top: &Path, out: &mut dyn Write) -> io::Result<()> {
    match &outcome.form {
        Some(Form::Script { folder }) => writeln!(out, "Git hooks in {}:", shown(folder, top).bold())?,
        Some(Form::Config) => writeln!(out, "Git hooks in the {}:", "configuration of this repository".bold())?,
        None => writeln!(out, "Git hooks:")?,
    }
    for (event, done) in &outcome.events {
        writeln!(out, "  {:<16}  {}", event.name(), sentence(done, top))?;
    }
    for note in &outcome.notes {
        writeln!(out, "{} {}", "note:".cyan().bold(), note_text(note, top))?;
    }
    for advice in &outcome.advice {
        let text = advice_text(advice);
        writeln!(out, "{} {} can call tidegate itself; to change over, {text}", "note:".cyan().bold(), advice.manager)?;
    }
    Ok(())
}

fn sentence(done: &Done, top: &Path) -> String {
    match done {
        Done::Installed { kept: None, .. } => "installed.".to_owned(),
        Done::Installed { kept: Some(kept), kept_runs: true } => {
            format!("installed; the hook that was there still runs first (kept as {}).", shown(kept, top))
        }
        Done::Installed { kept: Some(kept), kept_runs: false } => format!(
            "installed; the hook that was there is not executable and is still not run (kept as {}).",
            shown(kept, top)
        ),
        Done::Updated => "brought up to date.".to_owned(),
        Done::Already => "already installed.".to_owned(),
        Done::Newer { version } => format!("left alone: version {version} is from a newer tidegate."),
        Done::CalledBy { manager } => format!("already called by {manager}."),
        Done::Removed { is_restored: false } => "removed.".to_owned(),
        Done::Removed { is_restored: true } => "removed; the hook that was there before is back.".to_owned(),
        Done::NotInstalled => "was not installed.".to_owned(),
    }
}

fn note_text(note: &Note, top: &Path) -> String {
    match note {
        Note::Shared { folder } => format!(
            "{} is part of the work tree, so these hooks are for everybody: they look for tidegate on PATH; commit them (on Windows with `git add --chmod=+x`).",
            shown(folder, top)
        ),
        Note::NewGitOnly => format!(
            "git {} and newer run these; a program with an older git of its own passes them over (`tidegate install --script` serves both).",
            GitVersion::CONFIG_HOOKS
        ),
        Note::SwitchedOff { event } => format!(
            "the git configuration switches {event} off; see `git config --show-origin --get-regexp '^hook\\..*enabled$'`."
        ),
        Note::SetElsewhere { event } => format!(
            "{event} is also set outside this repository; `git config --global --remove-section hook.tidegate-{event}` removes it."
        ),
        Note::Doubled { script } => {
            format!(
                "{} runs tidegate too, so it judges twice; it was left because the team shares it.",
                shown(script, top)
            )
        }
        Note::Behind { manager } => format!("{manager} stands in front and runs the hook of tidegate."),
        Note::MayBeReplaced { manager } => {
            format!("{manager} is set up here and drops these hooks when it installs its own.")
        }
        Note::CalledToo { manager } => {
            format!("{manager} calls tidegate too; where {manager} is installed, every commit is judged twice.")
        }
        Note::Leftover { kept } => {
            format!(
                "{} is a hook that tidegate kept; another hook has taken its place, so it was left there.",
                shown(kept, top)
            )
        }
    }
}

fn advice_text(advice: &Advice) -> String {
    let lines = advice.lines.lines().fold(String::new(), |text, line| text + "\n    " + line);
    let commands: Vec<String> = advice.then.iter().map(|command| format!("`{command}`")).collect();
    let then = if commands.is_empty() { String::new() } else { format!("\n  and run {}", words::list(&commands, 3)) };
    format!("add to {}:{lines}{then}", advice.file)
}

/// A path as people know it: from the top of the work tree where it lies below.
fn shown(path: &Path, top: &Path) -> String {
    let short = if top.as_os_str().is_empty() { path } else { path.strip_prefix(top).unwrap_or(path) };
    printable(short.as_os_str().as_encoded_bytes())
}

/// A failure of the hooks in the words of the terminal.
pub(super) fn failure(error: Error) -> Failure {
    let message = error.to_string();
    match error {
        Error::Git { cause, .. } if cause.contains("lock config file") => Failure::environment(message)
            .hint("nothing was changed; make the repository's `config` file writable, or remove a `config.lock` that was left over"),
        Error::Git { .. } => Failure::environment(message).hint("check that `git --version` works here"),
        Error::EmptyHooksPath { .. } => Failure::usage(message)
            .hint("remove the setting: `git config --unset core.hooksPath` (with `--global` if it is set there)")
            .hint(CONFIG_HINT),
        Error::Outside { .. } => Failure::usage(message)
            .hint("give this repository a folder of its own: `git config --local core.hooksPath .githooks`, then `tidegate install`; the hooks outside no longer run here then")
            .hint("or add `tidegate run pre-commit \"$@\"` to the pre-commit hook there, and the same for pre-merge-commit and pre-push")
            .hint(CONFIG_HINT),
        Error::NoWorkTree { .. } => Failure::usage(message).hint("set core.hooksPath to an absolute path"),
        Error::Managed { manager, advice, .. } => managed(Failure::usage(message), manager, &advice),
        Error::TooOld { .. } => Failure::usage(message).hint("use `tidegate install --script`, or upgrade git"),
        Error::NotAFile { .. } => Failure::usage(message).hint("move it away and try again"),
        Error::KeptInTheWay { hook, kept } => Failure::usage(message).hint(format!(
            "look at both, keep in {} what you want to run, and remove {}",
            printable(hook.as_os_str().as_encoded_bytes()),
            printable(kept.as_os_str().as_encoded_bytes()),
        )),
        Error::Read { .. } => Failure::environment(message).hint("check its permissions"),
        Error::Write { .. } => Failure::environment(message)
            .hint("nothing was changed; make the hooks folder writable (`chmod u+w`), or a folder if it is a file, and try again"),
    }
}

const CONFIG_HINT: &str = "or upgrade git to 2.54 or newer, where `tidegate install --config` needs no hooks folder";

fn managed(failure: Failure, manager: Manager, advice: &[Advice]) -> Failure {
    let failure = advice.iter().fold(failure, |failure, advice| failure.hint(advice_text(advice)));
    let files: Vec<String> = advice.iter().map(|advice| advice.file.clone()).collect();
    let failure = if files.is_empty() {
        failure.hint(format!("take {manager} out first, or let it call `tidegate run <hook>`"))
    } else {
        failure.hint(format!("and commit {}", words::list(&files, 3)))
    };
    failure.hint(CONFIG_HINT)
}
