//! `tidegate run <hook>`: the entry of the installed hooks.

use super::check::{failure, finish};
use super::context::{self, Context, SKIP_REPLAY};
use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::verify;
use crate::diagnostic::Severity;
use crate::hooks::Event;
use crate::jobs::check::{Outcome, Request};
use crate::jobs::hook::{self, HookInvocation, PushedRef};
use crate::jobs::sides::Selection;
use crate::report::check::Format;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::io::Read;

/// Arguments of `tidegate run`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The hook git runs
    #[arg(value_parser = PossibleValuesParser::new(Event::ALL.map(Event::name)).map(|name| event(&name)))]
    hook: Event,
    /// What git gives the hook
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

fn event(name: &str) -> Event {
    Event::from_name(name).expect("clap lets only the names of events through")
}

/// Judges what git is about to do.
pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<Exit, Failure> {
    if std::env::var_os("TIDEGATE").is_some_and(|value| value == "0") {
        writeln!(terminal.err(), "tidegate: skipped, TIDEGATE=0 is set; nothing was checked.")?;
        return Ok(Exit::Clean);
    }
    let what = if matches!(args.hook, Event::PrePush) { "push" } else { "commit" };
    judge(args, what, terminal)
        .map_err(|failure| failure.hint(format!("to {what} without any check: `git {what} --no-verify`")))
}

fn judge(args: &Args, what: &str, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let context = Context::open(None, terminal)?;
    let refs = match args.hook {
        Event::PreCommit | Event::PreMergeCommit => Vec::new(),
        Event::PrePush => pushed_refs()?,
    };
    let remote = args.arguments.first().map_or("origin", String::as_str);
    let moment = match args.hook {
        Event::PrePush => HookInvocation::Push { remote, refs: &refs },
        event => HookInvocation::Commit(event),
    };
    let exit = check(&context, moment, what, terminal)?;
    if exit != Exit::Clean {
        return Ok(exit);
    }
    let exit = verify::in_hook(&context, moment, terminal).map_err(|failure| {
        let message = format!("no replay was made: {}", failure.message);
        Failure { message, ..failure }
            .hint(format!("to {what} without the replay: `TIDEGATE_SKIP={SKIP_REPLAY} git {what}`"))
            .hint("to replay in no hook: `at = \"off\"` below `[verify]` in tidegate.toml")
    })?;
    if exit == Exit::Problems {
        let out = terminal.out();
        writeln!(out, "The {what} is stopped. To {what} all the same, without the replay or without any check:")?;
        writeln!(out, "  TIDEGATE_SKIP={SKIP_REPLAY} git {what}\n  git {what} --no-verify")?;
    }
    Ok(exit)
}

/// What git says on standard input that it is about to push.
fn pushed_refs() -> Result<Vec<PushedRef>, Failure> {
    let mut input = String::new();
    std::io::stdin()
        .read_to_string(&mut input)
        .map_err(|error| Failure::environment(format!("cannot read what git is about to push: {error}")))?;
    hook::read_refs(&input).map_err(|error| {
        Failure::environment(error.to_string()).hint("nothing was checked; is this run by git as a pre-push hook?")
    })
}

/// The fast check.
fn check(context: &Context, moment: HookInvocation<'_>, what: &str, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let request = Request {
        selection: Selection::Staged,
        files: Vec::new(),
        history_only: false,
        skip: context::skipped_rules()?,
        now: context::now()?,
    };
    let outcome = hook::check(context.repository.as_ref(), context.settings(), &request, moment).map_err(failure)?;
    // A commit that touches no migration hears nothing.
    if outcome.files == 0 && outcome.diagnostics.is_empty() && outcome.skipped.is_empty() {
        return Ok(Exit::Clean);
    }
    let exit = finish(&outcome, Format::Human, terminal)?;
    if exit == Exit::Problems {
        let out = terminal.out();
        writeln!(out, "The {what} is stopped. To {what} all the same, without these rules or without any check:")?;
        writeln!(out, "  TIDEGATE_SKIP={} git {what}\n  git {what} --no-verify", stoppers(&outcome).join(","))?;
    }
    Ok(exit)
}

/// The rules that stop it, each once, after those that are skipped already.
fn stoppers(outcome: &Outcome) -> Vec<&str> {
    let mut rules: Vec<&str> = outcome.skipped.iter().map(String::as_str).collect();
    for diagnostic in outcome.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        if !rules.contains(&diagnostic.rule.id) {
            rules.push(diagnostic.rule.id);
        }
    }
    rules
}
